// Cells and headers of imports, separated by zero bytes: which field, its text, a mapping file and
// two headers. Checked: a value is written again and read back the same, whatever the field's type;
// a column carries one field and a field stands in one column.

#include <set>

#include "base/quoted.h"
#include "base/text.h"
#include "domain/field.h"
#include "fuzz/fuzz_input.h"
#include "office/boolean_word.h"
#include "office/capital.h"
#include "office/header_map.h"

namespace {

using jiedui::domain::FieldDef;
using jiedui::fuzz::Require;

const FieldDef& FieldOf(std::string_view choice) {
  static const std::vector<const FieldDef*> fields = [] {
    std::vector<const FieldDef*> all;
    for (const auto& type : jiedui::domain::RecordTypes())
      for (const FieldDef& field : type.fields) all.push_back(&field);
    return all;
  }();
  std::size_t number = 0;
  for (const char c : choice.substr(0, 2)) number = number * 256 + static_cast<unsigned char>(c);
  return *fields[number % fields.size()];
}

/// As exports write it.
std::string Written(const FieldDef& field, const jiedui::domain::Value& value) {
  const auto* const texts = std::get_if<std::vector<std::string>>(&value);
  if (texts == nullptr) return FormatValue(field, value);
  std::string list;
  for (const std::string& text : *texts)
    list +=
        (list.empty() ? "" : ";") + jiedui::base::QuotePart(text, jiedui::domain::kListSeparators);
  return list;
}

void CheckValue(const FieldDef& field, std::string_view text) {
  const auto value = ParseValue(field, text);
  if (!value) {
    Require(value.error().field == field.name && !value.error().message.empty());
    return;
  }
  const auto again = ParseValue(field, Written(field, *value));
  Require(again.has_value());
  Require(*again == *value || (jiedui::domain::IsEmpty(*again) &&
                               jiedui::domain::IsEmpty(*value)));  // a list of none is nothing
}

void CheckWords(std::string_view text) {
  const auto capital = jiedui::office::ParseCapital(text);
  if (capital && *capital) Require((*capital)->wan >= 0 && (*capital)->currency.size() == 3);
  static_cast<void>(jiedui::office::ParseBooleanWord(text));
  const auto parts = jiedui::base::SplitParts(text, jiedui::domain::kListSeparators);
  std::string joined;
  for (const std::string& part : parts) {
    if (!joined.empty()) joined += ';';
    joined += jiedui::base::QuotePart(part, jiedui::domain::kListSeparators);
  }
  Require(jiedui::base::SplitParts(joined, jiedui::domain::kListSeparators) == parts);
}

void CheckHeaders(std::string_view mapping, const std::vector<std::string>& header) {
  static const std::vector<jiedui::office::FieldSpec> specs = {
      {"name", {"企业名称", "单位"}, true}, {"output", {"产值", "营业收入"}}, {"phone", {"电话"}}};
  const auto read = jiedui::office::ParseColumnMapping(mapping, specs);
  if (!read) Require(read.error().field == "mapping");
  const auto map = MapHeader(header, specs, read.value_or(jiedui::office::ColumnMapping{}));
  std::set<std::size_t> fields;
  for (const auto& column : map.columns) {
    Require(column.at < header.size() && column.field < specs.size());
    fields.insert(column.field);
  }
  for (const std::size_t at : map.unknown) Require(at < header.size());
  Require(fields.size() + map.duplicates.size() >= map.columns.size());
  static_cast<void>(CheckHeader(map, header, specs));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = jiedui::fuzz::TextOf(data, size);
  if (!jiedui::base::IsValidUtf8(text)) return 0;  // the readers of files see to that
  const auto parts = jiedui::fuzz::Parts(text, 5);
  CheckValue(FieldOf(parts[0]), parts[1]);
  CheckWords(parts[1]);
  CheckHeaders(parts[2], {std::string(parts[3]), std::string(parts[4])});
  return 0;
}
