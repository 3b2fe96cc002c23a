// JSON texts of any bytes. Checked: what is taken comes back the same from its own compact text,
// written again by hand, and no member is given twice.

#include <set>

#include "base/json_reader.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "fuzz/fuzz_input.h"

namespace {

using jiedui::base::JsonDocument;
using jiedui::base::JsonValue;
using jiedui::base::JsonWriter;
using jiedui::fuzz::Require;

void Write(JsonWriter& json, const JsonValue& value) {
  if (value.IsObject()) {
    json.StartObject();
    std::set<std::string_view> names;
    for (const auto& [name, member] : value.Members()) {
      Require(names.insert(name).second);
      Require(value.Find(name).has_value());
      Write(json.Key(name), member);
    }
    json.EndObject();
  } else if (value.IsArray()) {
    json.StartArray();
    for (const JsonValue& item : value.Items()) Write(json, item);
    json.EndArray();
  } else if (const auto text = value.AsString()) {
    Require(jiedui::base::IsValidUtf8(*text));
    json.String(*text);
  } else if (const auto flag = value.AsBool()) {
    json.Bool(*flag);
  } else if (const auto whole = value.AsInt()) {
    json.Int(*whole);
  } else if (const auto number = value.AsDouble()) {
    json.Double(*number);
  } else {
    Require(value.IsNull());
    json.Null();
  }
}

std::string Rewritten(const JsonDocument& document) {
  JsonWriter json;
  Write(json, document.root());
  return json.Text();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto document = JsonDocument::Parse(jiedui::fuzz::TextOf(data, size));
  if (!document) {
    Require(!document.error().message.empty());
    return 0;
  }
  const auto compact = JsonDocument::Parse(document->root().Text());
  Require(compact.has_value());
  const std::string once = Rewritten(*document);
  Require(once == Rewritten(*compact));
  const auto again = JsonDocument::Parse(once);
  Require(again.has_value() && Rewritten(*again) == once);
  return 0;
}
