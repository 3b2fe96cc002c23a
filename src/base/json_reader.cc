#include "base/json_reader.h"

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <set>
#include <string>

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

/// The first member name that an object has twice; empty where none has.
std::string DuplicateIn(const rapidjson::Value& value) {
  if (value.IsArray()) {
    for (const rapidjson::Value& item : value.GetArray()) {
      if (std::string name = DuplicateIn(item); !name.empty()) return name;
    }
  }
  if (!value.IsObject()) return {};
  std::set<std::string_view> seen;
  for (const auto& member : value.GetObject()) {
    const std::string_view name(member.name.GetString(), member.name.GetStringLength());
    if (!seen.insert(name).second) return std::string(name);
    if (std::string inner = DuplicateIn(member.value); !inner.empty()) return inner;
  }
  return {};
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
  constexpr unsigned kFlags =
      rapidjson::kParseValidateEncodingFlag | rapidjson::kParseFullPrecisionFlag;
  impl->document.Parse<kFlags>(text.data(), text.size());
  if (impl->document.HasParseError()) {
    return Fail(ErrorCode::kInvalid,
                "JSON 第 " + std::to_string(impl->document.GetErrorOffset()) +
                    " 字节有误: " + rapidjson::GetParseError_En(impl->document.GetParseError()));
  }
  if (const std::string name = DuplicateIn(impl->document); !name.empty()) {
    return Fail(ErrorCode::kInvalid, "JSON 成员重复: " + name, name);
  }
  return JsonDocument(std::move(impl));
}

}  // namespace jiedui::base
