#include "services/import_values.h"

#include <algorithm>

#include "base/text.h"
#include "domain/credit_code.h"
#include "domain/enterprise.h"
#include "office/capital.h"
#include "services/corpus.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::FieldDef;
using domain::FieldType;
using domain::Kind;
using domain::Record;
using domain::RecordType;
using domain::Value;

Result<Value> ReadRegion(const domain::Reference& reference, std::string_view cell) {
  const std::string_view text = base::Trim(cell);
  if (text.empty()) return Value{};
  // `城区(含市直)` is the county with a remark.
  const std::string_view bare = text.substr(0, std::min(text.find('('), text.find("（")));
  for (const std::string_view name : {text, bare}) {
    if (const domain::Region* const region = reference.FindRegionByName(name))
      return Value{region->code};
  }
  return Fail(ErrorCode::kInvalid, "没有名为 “" + std::string(text) + "” 的地区");
}

Result<Value> ReadSector(const domain::Reference& reference, std::string_view cell) {
  const std::string text(base::Trim(cell));
  if (text.empty()) return Value{};
  if (reference.FindSector(text) != nullptr) return Value{text};
  for (const domain::Sector& sector : reference.sectors()) {
    if (sector.name == text) return Value{sector.code};
  }
  return Fail(ErrorCode::kInvalid, "“" + text + "” 不是 GB/T 4754-2017 的行业代码或名称");
}

/// A bare number is of the column's unit, where that has one.
Status ReadCapital(std::string_view cell, const std::string& unit, domain::Enterprise& enterprise) {
  const bool bare = cell.find_first_not_of("0123456789,. ") == std::string_view::npos;
  const std::string with_unit = std::string(base::Trim(cell)) + "(" + unit + ")";
  const bool needs_unit = bare && !unit.empty() && !base::Trim(cell).empty();
  JIEDUI_ASSIGN(const std::optional<office::Capital> capital,
                office::ParseCapital(needs_unit ? std::string_view(with_unit) : cell));
  enterprise.registered_capital_wan = capital ? std::optional(capital->wan) : std::nullopt;
  if (capital && enterprise.capital_currency.empty())
    enterprise.capital_currency = capital->currency;
  return {};
}

/// Is the type's key made of texts alone, so that people can write it?
bool HasWrittenKey(const RecordType& type) {
  return std::all_of(type.key.begin(), type.key.end(), [&](std::string_view name) {
    const FieldDef& field = *type.Find(name);
    return field.type != domain::FieldType::kReference && field.kind_field.empty();
  });
}

/// The one live record that the text means.
Result<std::int64_t> Resolve(const store::Reader& reader, Kind kind, std::string_view text) {
  const RecordType& type = domain::TypeOf(kind);
  if (const auto named = ParseKey(base::Trim(text)); named && named->kind == kind) {
    JIEDUI_ASSIGN(const std::unique_ptr<Record> record, reader.Get(kind, named->id));
    return record->id;
  }
  const std::vector<std::string_view> parts = base::Split(text, '@');
  if (parts.size() == type.key.size()) {
    std::vector<Value> key;
    key.reserve(parts.size());
    for (const std::string_view part : parts) key.emplace_back(std::string(base::Trim(part)));
    const auto found = reader.FindByKey(kind, key);
    if (found && *found != nullptr) return (*found)->id;
  }
  const FieldDef* const title = domain::TitleField(type);
  const std::string name(base::Trim(text));
  JIEDUI_ASSIGN(
      const store::Page page,
      reader.List(kind,
                  {.filters = {store::Equals(std::string(title->name), Value{name})}, .limit = 2}));
  if (page.records.size() == 1) return page.records.front()->id;
  return Fail(ErrorCode::kInvalid, (page.records.empty() ? "没有" : "有多个") +
                                       std::string(type.name().zh) + " “" + name + "”");
}

Result<Value> ReadReferences(const store::Reader& reader, const FieldDef& field, Kind kind,
                             std::string_view cell) {
  std::string text = base::ReplaceAll(std::string(cell), "；", ";");
  std::vector<std::int64_t> ids;
  for (const std::string_view part : base::Split(text, ';')) {
    if (base::Trim(part).empty()) continue;
    JIEDUI_ASSIGN(const std::int64_t id, Resolve(reader, kind, part));
    ids.push_back(id);
  }
  if (field.type == FieldType::kReferences) return Value{std::move(ids)};
  if (ids.size() > 1) return Fail(ErrorCode::kInvalid, "只能填一个");
  return ids.empty() ? Value{} : Value{ids.front()};
}

Result<Value> ReadPlain(const FieldDef& field, std::string_view cell) {
  // Registries write N/A where a date or a type is unknown.
  const std::string text = base::Normalize(base::Trim(cell));
  if (text == "n/a") return Value{};
  return domain::ParseValue(field, cell);
}

}  // namespace

Status ReadCell(const domain::Reference& reference, const store::Reader& reader,
                const ImportColumns::Column& column, std::string_view cell, Record& record) {
  const FieldDef& field = *column.field;
  if (field.name == "registered_capital_wan")
    return ReadCapital(cell, column.capital_unit, static_cast<domain::Enterprise&>(record));
  const auto read = [&]() -> Result<Value> {
    if (field.name == "credit_code" && !base::Trim(cell).empty()) {
      JIEDUI_ASSIGN(std::string code, domain::CheckCreditCode(cell));
      return Value{std::move(code)};
    }
    if (field.name == "region_code") return ReadRegion(reference, cell);
    if (field.name == "sector_code") return ReadSector(reference, cell);
    if (const auto kind = domain::ReferredKind(record, field))
      return ReadReferences(reader, field, *kind, cell);
    return ReadPlain(field, cell);
  };
  JIEDUI_ASSIGN(Value value, read());
  if (field.Is(domain::kRequired) && domain::IsEmpty(value))
    return Fail(ErrorCode::kInvalid, std::string(field.zh) + "不能为空");
  if (auto* const number = std::get_if<double>(&value)) *number *= column.scale;
  return domain::SetField(record, field, value);
}

Result<std::string> ReferenceText(const store::Reader& reader, Kind kind, std::int64_t id) {
  JIEDUI_ASSIGN(const std::unique_ptr<Record> record, reader.GetAny(kind, id));
  const RecordType& type = domain::TypeOf(kind);
  if (!HasWrittenKey(type)) return FormatKey({kind, id});
  std::string text;
  for (const std::string_view name : type.key) {
    const FieldDef* const field = type.Find(name);
    text += (text.empty() ? "" : "@") + domain::FormatValue(*field, field->get(*record));
  }
  return text;
}

}  // namespace jiedui::services
