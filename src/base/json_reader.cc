#include "base/json_reader.h"

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <string>

#include "base/text.h"

namespace jiedui::base {
namespace {

constexpr int kMaxDepth = 64;

const rapidjson::Value& Of(const void* value) {
  return *static_cast<const rapidjson::Value*>(value);
}

/// Deepest nesting of brackets outside strings; checked first, since the parser recurses.
int DepthOf(std::string_view text) {
  int depth = 0;
  int deepest = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      in_string = c != '"';
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      deepest = std::max(deepest, ++depth);
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return deepest;
}

/// The first member name, which may be empty, that an object has twice; nothing where none has.
std::optional<std::string> DuplicateIn(const rapidjson::Value& value) {
  if (value.IsArray()) {
    for (const rapidjson::Value& item : value.GetArray()) {
      if (std::optional<std::string> name = DuplicateIn(item)) return name;
    }
  }
  if (!value.IsObject()) return std::nullopt;
  std::set<std::string_view> seen;
  for (const auto& member : value.GetObject()) {
    const std::string_view name(member.name.GetString(), member.name.GetStringLength());
    if (!seen.insert(name).second) return std::string(name);
    if (std::optional<std::string> inner = DuplicateIn(member.value)) return inner;
  }
  return std::nullopt;
}

/// Is a number that no double holds too small for one, not too great? Its text has a digit that is
/// not zero.
bool IsBelowOne(std::string_view number) {
  const std::size_t end = std::min(number.find_first_of("eE"), number.size());
  const std::string_view digits = number.substr(0, end);
  const auto point = static_cast<double>(std::min(digits.find('.'), digits.size()));
  const auto first = static_cast<double>(digits.find_first_of("123456789"));
  std::string_view text = number.substr(std::min(end + 1, number.size()));
  if (text.starts_with('+')) text.remove_prefix(1);
  double exponent = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), exponent);
  if (read.ec == std::errc::result_out_of_range) return text.starts_with('-');
  return point - first + exponent < 0.5;
}

/// Builds the document; numbers are read by the standard library, as RapidJSON 1.1 reads a zero
/// with an exponent over 22 (`0e99`) as some number of that size.
class Builder {
 public:
  explicit Builder(rapidjson::Document& document) : document_(document) {}

  bool RawNumber(const char* text, rapidjson::SizeType length, bool /*copy*/) {
    const char* const end = text + length;
    std::int64_t whole = 0;
    if (const auto [stop, error] = std::from_chars(text, end, whole);
        error == std::errc() && stop == end)
      return document_.Int64(whole);
    std::uint64_t large = 0;
    if (const auto [stop, error] = std::from_chars(text, end, large);
        error == std::errc() && stop == end)
      return document_.Uint64(large);
    double number = 0;
    if (std::from_chars(text, end, number).ec == std::errc::result_out_of_range) {
      if (!IsBelowOne({text, length})) return Refuse(rapidjson::kParseErrorNumberTooBig, length);
      number = 0;
    }
    // No negative zero: it would be written `-0`, which is a whole number.
    return document_.Double(number == 0 ? 0 : number);
  }

  // NOLINTBEGIN: the names are RapidJSON's; the other kinds of numbers never come.
  bool Null() { return document_.Null(); }
  bool Bool(bool flag) { return document_.Bool(flag); }
  bool Int(int number) { return document_.Int(number); }
  bool Uint(unsigned number) { return document_.Uint(number); }
  bool Int64(std::int64_t number) { return document_.Int64(number); }
  bool Uint64(std::uint64_t number) { return document_.Uint64(number); }
  bool Double(double number) { return document_.Double(number); }
  bool String(const char* text, rapidjson::SizeType length, bool copy) {
    return IsText(text, length) && document_.String(text, length, copy);
  }
  bool Key(const char* text, rapidjson::SizeType length, bool copy) {
    return IsText(text, length) && document_.Key(text, length, copy);
  }
  bool StartObject() { return document_.StartObject(); }
  bool EndObject(rapidjson::SizeType members) { return document_.EndObject(members); }
  bool StartArray() { return document_.StartArray(); }
  bool EndArray(rapidjson::SizeType items) { return document_.EndArray(items); }
  // NOLINTEND

  /// Why the parse was ended from here, and how many bytes before its end the fault begins.
  [[nodiscard]] rapidjson::ParseErrorCode refusal() const { return refusal_; }
  [[nodiscard]] std::size_t refused_bytes() const { return refused_bytes_; }

 private:
  /// RapidJSON 1.1 takes the second half of a surrogate pair (`\udc00`) without the first.
  bool IsText(const char* text, std::size_t length) {
    return IsValidUtf8({text, length}) ||
           Refuse(rapidjson::kParseErrorStringUnicodeSurrogateInvalid, 0);
  }

  bool Refuse(rapidjson::ParseErrorCode why, std::size_t bytes) {
    refusal_ = why;
    refused_bytes_ = bytes;
    return false;
  }

  rapidjson::Document& document_;
  rapidjson::ParseErrorCode refusal_ = rapidjson::kParseErrorNone;
  std::size_t refused_bytes_ = 0;
};

Status ParseInto(rapidjson::Document& document, std::string_view text) {
  constexpr unsigned kFlags =
      rapidjson::kParseValidateEncodingFlag | rapidjson::kParseNumbersAsStringsFlag;
  rapidjson::MemoryStream bytes(text.data(), text.size());
  rapidjson::EncodedInputStream<rapidjson::UTF8<>, rapidjson::MemoryStream> stream(bytes);
  rapidjson::Reader reader;
  Builder builder(document);
  const auto generate = [&](rapidjson::Document& /*same*/) {
    return !reader.Parse<kFlags>(stream, builder).IsError();
  };
  document.Populate(generate);
  if (!reader.HasParseError()) return {};
  const bool refused = builder.refusal() != rapidjson::kParseErrorNone;
  const auto code = refused ? builder.refusal() : reader.GetParseErrorCode();
  return Fail(ErrorCode::kInvalid,
              "JSON 第 " + std::to_string(reader.GetErrorOffset() - builder.refused_bytes()) +
                  " 字节有误: " + rapidjson::GetParseError_En(code));
}

}  // namespace

struct JsonDocument::Impl {
  rapidjson::Document document;
};

bool JsonValue::IsNull() const { return Of(value_).IsNull(); }
bool JsonValue::IsObject() const { return Of(value_).IsObject(); }
bool JsonValue::IsArray() const { return Of(value_).IsArray(); }

std::optional<std::string_view> JsonValue::AsString() const {
  const rapidjson::Value& value = Of(value_);
  if (!value.IsString()) return std::nullopt;
  return std::string_view(value.GetString(), value.GetStringLength());
}

std::optional<std::int64_t> JsonValue::AsInt() const {
  return Of(value_).IsInt64() ? std::optional(Of(value_).GetInt64()) : std::nullopt;
}

std::optional<double> JsonValue::AsDouble() const {
  return Of(value_).IsNumber() ? std::optional(Of(value_).GetDouble()) : std::nullopt;
}

std::optional<bool> JsonValue::AsBool() const {
  return Of(value_).IsBool() ? std::optional(Of(value_).GetBool()) : std::nullopt;
}

std::string JsonValue::Text() const {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  Of(value_).Accept(writer);
  return {buffer.GetString(), buffer.GetSize()};
}

std::vector<std::pair<std::string_view, JsonValue>> JsonValue::Members() const {
  std::vector<std::pair<std::string_view, JsonValue>> members;
  if (!IsObject()) return members;
  for (const auto& member : Of(value_).GetObject()) {
    members.emplace_back(std::string_view(member.name.GetString(), member.name.GetStringLength()),
                         JsonValue(&member.value));
  }
  return members;
}

std::vector<JsonValue> JsonValue::Items() const {
  std::vector<JsonValue> items;
  if (!IsArray()) return items;
  for (const rapidjson::Value& item : Of(value_).GetArray()) items.emplace_back(&item);
  return items;
}

std::optional<JsonValue> JsonValue::Find(std::string_view name) const {
  for (const auto& [key, value] : Members()) {
    if (key == name) return value;
  }
  return std::nullopt;
}

JsonDocument::JsonDocument(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
JsonDocument::~JsonDocument() = default;
JsonDocument::JsonDocument(JsonDocument&&) noexcept = default;
JsonDocument& JsonDocument::operator=(JsonDocument&&) noexcept = default;

JsonValue JsonDocument::root() const { return JsonValue(&impl_->document); }

Result<JsonDocument> JsonDocument::Parse(std::string_view text) {
  if (DepthOf(text) > kMaxDepth) return Fail(ErrorCode::kInvalid, "JSON 嵌套过深");
  auto impl = std::make_unique<Impl>();
  JIEDUI_CHECK(ParseInto(impl->document, text));
  if (const std::optional<std::string> name = DuplicateIn(impl->document)) {
    return Fail(ErrorCode::kInvalid, "JSON 成员重复: " + *name, *name);
  }
  return JsonDocument(std::move(impl));
}

}  // namespace jiedui::base
