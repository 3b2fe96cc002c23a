#include "domain/field.h"

#include "base/quoted.h"
#include "base/text.h"

namespace jiedui::domain {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

tl::unexpected<base::Error> Wrong(const FieldDef& field, std::string_view text,
                                  std::string_view expected) {
  return Fail(ErrorCode::kInvalid,
              std::string(field.zh) + ": “" + std::string(text.substr(0, 200)) + "” " +
                  std::string(expected),
              std::string(field.name));
}

std::optional<double> AsNumber(const Value& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  if (const auto* number = std::get_if<double>(&value)) return *number;
  return std::nullopt;
}

Result<Value> ParseBoolean(const FieldDef& field, std::string_view text) {
  const std::string word = base::Normalize(text);
  for (const char* yes : {"是", "有", "1", "true", "yes", "y", "√", "✓"}) {
    if (word == yes) return Value{true};
  }
  for (const char* no : {"否", "无", "0", "false", "no", "n", "×", "✗"}) {
    if (word == no) return Value{false};
  }
  return Wrong(field, text, "不是 是/否");
}

Result<Value> ParseChoice(const FieldDef& field, std::string_view text) {
  // Folding every name for every cell is most of a file's time: mostly they are written as they
  // are.
  for (const EnumName& choice : field.choices) {
    if (text == choice.code || text == choice.zh || text == choice.en)
      return Value{std::string(choice.code)};
  }
  const std::string wanted = base::Normalize(text);
  std::string all;
  for (const EnumName& choice : field.choices) {
    if (wanted == base::Normalize(choice.code) || wanted == base::Normalize(choice.zh) ||
        wanted == base::Normalize(choice.en)) {
      return Value{std::string(choice.code)};
    }
    all += (all.empty() ? "" : "、") + std::string(choice.zh);
  }
  return Wrong(field, text, "不在可选范围: " + all);
}

std::vector<std::string> SplitList(std::string_view text) {
  return base::SplitParts(text, kListSeparators);
}

Result<Value> ParseIds(const FieldDef& field, std::string_view text) {
  std::vector<std::int64_t> ids;
  for (const std::string& part : SplitList(text)) {
    const Result<std::int64_t> id = base::ParseId(part);
    if (!id) return Wrong(field, part, "不是编号");
    ids.push_back(*id);
  }
  return Value{std::move(ids)};
}

Result<Value> ParseDay(const FieldDef& field, std::string_view text) {
  const Result<base::Date> date = base::ParseDate(text);
  if (!date) return Wrong(field, text, "不是日期");
  return Value{base::FormatDate(*date)};
}

Result<Value> ParseMoment(const FieldDef& field, std::string_view text) {
  const Result<base::TimeMs> moment = base::ParseUtc(text);
  if (!moment) return Wrong(field, text, "不是时间");
  return Value{*moment};
}

template <class T>
Result<Value> OrWrong(const FieldDef& field, std::string_view text, const std::optional<T>& parsed,
                      std::string_view expected) {
  if (!parsed) return Wrong(field, text, expected);
  return Value{*parsed};
}

std::string JoinIds(const std::vector<std::int64_t>& ids) {
  std::string out;
  for (const std::int64_t id : ids) out += (out.empty() ? "" : ";") + std::to_string(id);
  return out;
}

}  // namespace

const FieldDef* RecordType::Find(std::string_view field) const {
  for (const FieldDef& def : fields) {
    if (def.name == field) return &def;
  }
  return nullptr;
}

const RecordType& TypeOf(Kind kind) { return RecordTypes()[static_cast<std::size_t>(kind)]; }

const RecordType* FindType(std::string_view name) {
  for (const RecordType& type : RecordTypes()) {
    if (type.plural == name || type.name().code == name) return &type;
  }
  return nullptr;
}

Status SetField(Record& record, const FieldDef& field, const Value& value) {
  const std::optional<double> number = AsNumber(value);
  if (number && (*number < field.min || *number > field.max)) {
    return Wrong(field, base::FormatNumber(*number), "超出范围");
  }
  if (!field.set(record, value))
    return Wrong(field, FormatValue(field, value), "类型不对或不在可选范围");
  return {};
}

Result<Value> ParseValue(const FieldDef& field, std::string_view cell) {
  const std::string_view text = base::Trim(cell);
  if (text.empty()) return Value{};
  switch (field.type) {
    case FieldType::kText:
    case FieldType::kJson:
      return Value{std::string(text)};
    case FieldType::kInteger:
      return OrWrong(field, text, base::ParseInteger(base::ReplaceAll(std::string(text), ",", "")),
                     "不是整数");
    case FieldType::kNumber:
      return OrWrong(field, text, base::ParseNumber(text), "不是数");
    case FieldType::kBoolean:
      return ParseBoolean(field, text);
    case FieldType::kChoice:
      return ParseChoice(field, text);
    case FieldType::kDate:
      return ParseDay(field, text);
    case FieldType::kMoment:
      return ParseMoment(field, text);
    case FieldType::kTexts:
      return Value{SplitList(text)};
    case FieldType::kReferences:
      return ParseIds(field, text);
    case FieldType::kReference: {
      const Result<std::int64_t> id = base::ParseId(text);
      if (!id) return Wrong(field, text, "不是编号");
      return Value{*id};
    }
  }
  return Wrong(field, text, "类型未知");
}

std::string FormatValue(const FieldDef& field, const Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "是" : "否";
  if (const auto* whole = std::get_if<std::int64_t>(&value)) {
    return field.type == FieldType::kMoment ? base::FormatUtc(*whole) : std::to_string(*whole);
  }
  if (const auto* number = std::get_if<double>(&value)) return base::FormatNumber(*number);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* texts = std::get_if<std::vector<std::string>>(&value))
    return base::Join(*texts, ";");
  if (const auto* ids = std::get_if<std::vector<std::int64_t>>(&value)) return JoinIds(*ids);
  return {};
}

std::optional<Kind> ReferredKind(const Record& record, const FieldDef& field) {
  if (field.kind_field.empty()) return field.target;
  const FieldDef* const kind = TypeOf(record.kind()).Find(field.kind_field);
  return kind == nullptr ? std::nullopt : FromCode<Kind>(FormatValue(*kind, kind->get(record)));
}

const FieldDef* TitleField(const RecordType& type) {
  for (const char* name : {"name", "title", "number", "login", "period", "subject"}) {
    if (const FieldDef* const field = type.Find(name)) return field;
  }
  return nullptr;
}

std::string TitleOf(const Record& record) {
  const RecordType& type = TypeOf(record.kind());
  const FieldDef* const field = TitleField(type);
  if (field != nullptr) return FormatValue(*field, field->get(record));
  return std::string(type.name().zh) + " " + std::to_string(record.id);
}

bool IsEmpty(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return base::Trim(*text).empty();
  if (const auto* texts = std::get_if<std::vector<std::string>>(&value)) return texts->empty();
  if (const auto* ids = std::get_if<std::vector<std::int64_t>>(&value)) return ids->empty();
  return std::holds_alternative<std::monostate>(value);
}

Status CheckRequired(const Record& record) {
  for (const FieldDef& field : TypeOf(record.kind()).fields) {
    if (field.Is(kRequired) && IsEmpty(field.get(record))) {
      return Fail(ErrorCode::kInvalid, std::string(field.zh) + " 不能为空",
                  std::string(field.name));
    }
  }
  return {};
}

}  // namespace jiedui::domain
