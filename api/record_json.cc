#include "api/record_json.h"

#include <set>

#include "base/text.h"
#include "services/briefs.h"
#include "services/masking.h"
#include "services/record_events.h"

namespace jiedui::api {
namespace {

using base::ErrorCode;
using base::Fail;
using base::JsonValue;
using base::JsonWriter;
using base::Result;
using base::Status;
using domain::FieldDef;
using domain::FieldType;
using domain::Value;

// Limits of the contract's schemas.
constexpr std::size_t kLongestText = 20'000;
constexpr std::size_t kLongestItem = 200;
constexpr std::size_t kMostTexts = 200;
constexpr std::size_t kMostIds = 2000;
constexpr std::size_t kMostJsonBytes = 262'144;

tl::unexpected<base::Error> Wrong(const FieldDef& field, std::string_view expected) {
  return Fail(ErrorCode::kInvalid, std::string(field.zh) + ": 应为" + std::string(expected),
              std::string(field.name));
}

/// An id whose kind another field names is a reference in all but type: it reads and writes like
/// one.
bool IsUntypedId(const FieldDef& field) {
  return !field.kind_field.empty() || field.Is(domain::kAccount);
}

Result<Value> ReadUntypedId(const FieldDef& field, const JsonValue& json) {
  const Result<std::int64_t> id = base::ParseId(json.AsString().value_or(""));
  if (!id) return Wrong(field, "编号");
  return Value{*id};
}

Result<Value> ReadIds(const FieldDef& field, const JsonValue& json) {
  if (!json.IsArray()) return Wrong(field, "编号数组");
  std::vector<std::int64_t> ids;
  for (const JsonValue& item : json.Items()) {
    const Result<std::int64_t> id = base::ParseId(item.AsString().value_or(""));
    if (!id) return Wrong(field, "编号数组");
    ids.push_back(*id);
  }
  if (ids.size() > kMostIds) return Wrong(field, "不超过 2000 项");
  return Value{std::move(ids)};
}

Result<Value> ReadTexts(const FieldDef& field, const JsonValue& json) {
  if (!json.IsArray()) return Wrong(field, "文字数组");
  std::vector<std::string> texts;
  for (const JsonValue& item : json.Items()) {
    const auto text = item.AsString();
    if (!text) return Wrong(field, "文字数组");
    if (base::CountCodePoints(*text) > kLongestItem) return Wrong(field, "不超过 200 个字符的文字");
    texts.emplace_back(*text);
  }
  if (texts.size() > kMostTexts) return Wrong(field, "不超过 200 项");
  return Value{std::move(texts)};
}

template <class T>
Result<Value> OrWrong(const FieldDef& field, const std::optional<T>& value,
                      std::string_view expected) {
  if (!value) return Wrong(field, expected);
  return Value{*value};
}

/// Texts, choices, dates, moments and references all come as JSON strings.
Result<Value> ReadString(const FieldDef& field, const JsonValue& json) {
  const auto text = json.AsString();
  if (!text) return Wrong(field, "文字");
  if (base::CountCodePoints(*text) > kLongestText) return Wrong(field, "不超过 20000 个字符的文字");
  if (field.type == FieldType::kText) return Value{std::string(*text)};
  return domain::ParseValue(field, *text);
}

/// As it is: what it may hold is for its owner to say.
Result<Value> ReadJson(const FieldDef& field, const JsonValue& json) {
  if (!json.IsObject() && !json.IsArray()) return Wrong(field, " JSON 对象或数组");
  std::string text = json.Text();
  if (text.size() > kMostJsonBytes) return Wrong(field, "不超过 256 KiB 的内容");
  return Value{std::move(text)};
}

Result<Value> ReadValue(const FieldDef& field, const JsonValue& json) {
  if (json.IsNull()) return Value{};
  switch (field.type) {
    case FieldType::kBoolean:
      return OrWrong(field, json.AsBool(), " true 或 false");
    case FieldType::kInteger:
      if (IsUntypedId(field)) return ReadUntypedId(field, json);
      return OrWrong(field, json.AsInt(), "整数");
    case FieldType::kNumber:
      return OrWrong(field, json.AsDouble(), "数");
    case FieldType::kReferences:
      return ReadIds(field, json);
    case FieldType::kTexts:
      return ReadTexts(field, json);
    case FieldType::kJson:
      return ReadJson(field, json);
    default:
      return ReadString(field, json);
  }
}

void WriteStrings(JsonWriter& json, const std::vector<std::string>& texts) {
  json.StartArray();
  for (const std::string& text : texts) json.String(text);
  json.EndArray();
}

void WriteIds(JsonWriter& json, const std::vector<std::int64_t>& ids) {
  json.StartArray();
  for (const std::int64_t id : ids) json.Id(id);
  json.EndArray();
}

void WriteInteger(JsonWriter& json, const FieldDef& field, std::int64_t value) {
  if (field.type == FieldType::kReference || IsUntypedId(field)) {
    value == 0 ? json.Null() : json.Id(value);
  } else if (field.type == FieldType::kMoment) {
    value == 0 ? json.Null() : json.String(base::FormatUtc(value));
  } else {
    json.Int(value);
  }
}

void WriteTitles(JsonWriter& json, const domain::Record& record, const RecordReader& reader) {
  json.Key("titles").StartObject();
  std::set<services::RecordKey> written;
  for (const services::RecordKey& key : services::ReferencesOf(record)) {
    const auto found = reader.titles.find(key);
    if (found == reader.titles.end() || !written.insert(key).second) continue;
    json.Member(services::FormatKey(key), found->second);
  }
  json.EndObject();
}

void WriteAllowedEvents(JsonWriter& json, const domain::Record& record,
                        const RecordReader& reader) {
  if (reader.actor == nullptr || workflow::MachineOf(record.kind()) == nullptr) return;
  json.Key("allowed_events").StartArray();
  for (const workflow::RecordEvent* const line :
       services::AllowedRecordEvents(*reader.actor, record)) {
    json.String(line->name.code);
  }
  json.EndArray();
}

}  // namespace

void WriteValue(JsonWriter& json, const FieldDef& field, const Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) {
    json.Bool(*flag);
  } else if (const auto* whole = std::get_if<std::int64_t>(&value)) {
    WriteInteger(json, field, *whole);
  } else if (const auto* number = std::get_if<double>(&value)) {
    json.Double(*number);
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    field.type == FieldType::kJson && !text->empty() ? json.Raw(*text) : json.String(*text);
  } else if (const auto* texts = std::get_if<std::vector<std::string>>(&value)) {
    WriteStrings(json, *texts);
  } else if (const auto* ids = std::get_if<std::vector<std::int64_t>>(&value)) {
    WriteIds(json, *ids);
  } else {
    json.Null();
  }
}

void WriteRecord(JsonWriter& json, const domain::Record& record, const RecordReader& reader) {
  const domain::RecordType& type = domain::TypeOf(record.kind());
  const bool reveals =
      reader.reveals || services::RecordKey{record.kind(), record.id} == reader.own;
  json.StartObject()
      .Key("id")
      .Id(record.id)
      .Member("kind", type.name().code)
      .Member("version", record.version);
  json.Member("created_at", base::FormatUtc(record.created_ms));
  json.Member("updated_at", base::FormatUtc(record.updated_ms));
  json.Member("title_text", domain::TitleOf(record));
  WriteTitles(json, record, reader);
  for (const FieldDef& field : type.fields) {
    if (field.Is(domain::kSecret)) continue;
    const Value value = field.get(record);
    json.Key(field.name);
    const auto* text = std::get_if<std::string>(&value);
    if (field.Is(domain::kPersonal) && !reveals && text != nullptr) {
      json.String(services::Masked(*text));
    } else {
      WriteValue(json, field, value);
    }
  }
  WriteAllowedEvents(json, record, reader);
  json.EndObject();
}

Result<std::vector<FieldValue>> ReadFieldValues(const JsonValue& object,
                                                const domain::RecordType& type,
                                                std::string_view besides) {
  if (!object.IsObject()) return Fail(ErrorCode::kInvalid, "请求体应为 JSON 对象");
  std::vector<FieldValue> values;
  for (const auto& [name, json] : object.Members()) {
    if (!besides.empty() && name == besides) continue;
    const FieldDef* const field = type.Find(name);
    if (field == nullptr || (field->Is(domain::kSecret) && !field->Is(domain::kTypedIn))) {
      return Fail(ErrorCode::kInvalid,
                  std::string(type.name().zh) + "没有字段 “" + std::string(name) + "”",
                  std::string(name));
    }
    JIEDUI_ASSIGN(Value value, ReadValue(*field, json));
    values.emplace_back(field, std::move(value));
  }
  return values;
}

Status ReadFields(const JsonValue& object, domain::Record& record, std::string_view besides) {
  JIEDUI_ASSIGN(const std::vector<FieldValue> values,
                ReadFieldValues(object, domain::TypeOf(record.kind()), besides));
  for (const auto& [field, value] : values) {
    if (field->Is(domain::kDerived)) {
      return Fail(ErrorCode::kInvalid, std::string(field->zh) + " 由系统生成，不能填写",
                  std::string(field->name));
    }
    if (field->Is(domain::kByEvents)) {
      return Fail(ErrorCode::kInvalid, std::string(field->zh) + " 由办理改变，不能直接填写",
                  std::string(field->name));
    }
    JIEDUI_CHECK(domain::SetField(record, *field, value));
  }
  return {};
}

}  // namespace jiedui::api
