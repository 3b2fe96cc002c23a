#include <cmath>

#include "base/json_reader.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "store/values_internal.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::FieldDef;
using domain::FieldType;
using domain::Value;

tl::unexpected<base::Error> Wrong(const FieldDef& field, std::string_view what) {
  return Fail(ErrorCode::kInvalid, std::string(field.zh) + ": " + std::string(what),
              std::string(field.name));
}

/// NUL and invalid UTF-8 are refused here since databases differ in what they make of them.
Status CheckText(const FieldDef& field, std::string_view text) {
  if (text.find('\0') != std::string_view::npos) return Wrong(field, "含有空字符（NUL）");
  if (!base::IsValidUtf8(text)) return Wrong(field, "不是有效的 UTF-8 文本");
  return {};
}

Status CheckChoice(const FieldDef& field, std::string_view code) {
  for (const domain::EnumName& choice : field.choices) {
    if (choice.code == code) return {};
  }
  return Wrong(field, "“" + std::string(code.substr(0, 100)) + "” 不在可选范围");
}

Result<Stored> EncodeText(const FieldDef& field, std::string text) {
  if (field.type == FieldType::kChoice) JIEDUI_CHECK(CheckChoice(field, text));
  JIEDUI_CHECK(CheckText(field, text));
  if (field.type == FieldType::kJson && !text.empty() && !base::JsonDocument::Parse(text)) {
    return Wrong(field, "不是有效的 JSON");
  }
  if (field.type != FieldType::kDate) return Stored(std::move(text));
  const Result<base::Date> date = base::ParseDate(text);
  if (!date) return Wrong(field, "“" + text.substr(0, 100) + "” 不是日期");
  return Stored(base::FormatDate(*date));
}

Result<Stored> EncodeTexts(const FieldDef& field, const std::vector<std::string>& texts) {
  if (texts.empty()) return Stored(std::string("[]"));
  base::JsonWriter json;
  json.StartArray();
  for (const std::string& text : texts) {
    JIEDUI_CHECK(CheckText(field, text));
    json.String(text);
  }
  json.EndArray();
  return Stored(json.Text());
}

Result<Stored> EncodeNumber(const FieldDef& field, const Value& value) {
  const auto* whole = std::get_if<std::int64_t>(&value);
  if (field.type != FieldType::kNumber) {
    if (whole == nullptr) return Wrong(field, "不是整数");
    return Stored(*whole);
  }
  if (whole != nullptr) return Stored(static_cast<double>(*whole));
  const auto* number = std::get_if<double>(&value);
  if (number == nullptr || !std::isfinite(*number)) return Wrong(field, "不是有限的数");
  return Stored(*number);
}

Result<Value> DecodeTexts(const FieldDef& field, std::string_view json) {
  std::vector<std::string> texts;
  if (json == "[]") return Value{std::move(texts)};
  const Result<base::JsonDocument> document = base::JsonDocument::Parse(json);
  if (!document) {
    return Fail(ErrorCode::kInternal, "数据库中的列表不是有效的 JSON", std::string(field.name));
  }
  for (const base::JsonValue item : document->root().Items()) {
    texts.emplace_back(item.AsString().value_or(""));
  }
  return Value{std::move(texts)};
}

Status CheckRange(const FieldDef& field, const Value& value) {
  double number = 0;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) {
    number = static_cast<double>(*whole);
  } else if (const auto* real = std::get_if<double>(&value)) {
    number = *real;
  } else {
    return {};
  }
  if (number < field.min || number > field.max) {
    return Wrong(field, base::FormatNumber(number) + " 超出范围");
  }
  return {};
}

}  // namespace

Param ParamOf(const Stored& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return *whole;
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto* text = std::get_if<std::string>(&value)) return std::string_view(*text);
  return std::monostate{};
}

Result<Stored> Encode(const FieldDef& field, Value value) {
  if (std::holds_alternative<std::monostate>(value)) return Stored{};
  switch (field.type) {
    case FieldType::kText:
    case FieldType::kJson:
    case FieldType::kChoice:
    case FieldType::kDate:
      if (auto* text = std::get_if<std::string>(&value)) return EncodeText(field, std::move(*text));
      return Wrong(field, "不是文本");
    case FieldType::kTexts:
      if (const auto* texts = std::get_if<std::vector<std::string>>(&value)) {
        return EncodeTexts(field, *texts);
      }
      return Wrong(field, "不是文本列表");
    case FieldType::kBoolean:
      if (const auto* flag = std::get_if<bool>(&value)) return Stored(std::int64_t{*flag ? 1 : 0});
      return Wrong(field, "不是 是/否");
    case FieldType::kInteger:
    case FieldType::kMoment:
    case FieldType::kReference:
    case FieldType::kNumber:
      return EncodeNumber(field, value);
    case FieldType::kReferences:
      break;
  }
  return Wrong(field, "不能作为单个值");
}

Result<Value> Decode(const FieldDef& field, const Statement& row, int column) {
  if (row.IsNull(column)) return Value{};
  switch (field.type) {
    case FieldType::kBoolean:
      return Value{row.Int(column) != 0};
    case FieldType::kInteger:
    case FieldType::kMoment:
    case FieldType::kReference:
      return Value{row.Int(column)};
    case FieldType::kNumber:
      return Value{row.Real(column)};
    case FieldType::kTexts:
      return DecodeTexts(field, row.Text(column));
    default:
      return Value{std::string(row.Text(column))};
  }
}

Status CheckRecord(const domain::Record& record) {
  JIEDUI_CHECK(domain::CheckRequired(record));
  for (const FieldDef& field : domain::TypeOf(record.kind()).fields) {
    if (field.type == FieldType::kInteger || field.type == FieldType::kNumber) {
      JIEDUI_CHECK(CheckRange(field, field.get(record)));
    }
  }
  return {};
}

Stored StoredAt(const Statement& row, int column) {
  switch (row.TypeOf(column)) {
    case ColumnType::kInteger:
      return row.Int(column);
    case ColumnType::kReal:
      return row.Real(column);
    case ColumnType::kNull:
      return std::monostate{};
    default:
      return std::string(row.Text(column));
  }
}

}  // namespace jiedui::store
