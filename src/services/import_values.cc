#include "services/import_values.h"

#include <algorithm>

#include "base/quoted.h"
#include "base/text.h"
#include "domain/credit_code.h"
#include "domain/enterprise.h"
#include "office/capital.h"
#include "services/corpus.h"
#include "services/record_keys.h"

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

Result<Value> ReadPlain(const FieldDef& field, std::string_view cell) {
  return SaysNothing(cell) ? Value{} : domain::ParseValue(field, cell);
}

/// Lists look at literals part by part.
bool IsList(const FieldDef& field) {
  return field.type == FieldType::kTexts || field.type == FieldType::kReferences;
}

/// The kind of the records that the field names in this record.
std::optional<Kind> NamedKind(const Record& record, const FieldDef& field) {
  return field.Is(domain::kAccount) ? Kind::kUser : domain::ReferredKind(record, field);
}

}  // namespace

bool SaysNothing(std::string_view cell) {
  constexpr std::size_t kLongest = sizeof("Ｎ／Ａ");  // in full-width letters
  const std::string_view text = base::Trim(cell);
  return text.size() < kLongest && base::Normalize(text) == "n/a";
}

Status CellReader::Read(const ImportColumns::Column& column, std::string_view cell,
                        Record& record) {
  const FieldDef& field = *column.field;
  if (field.name == "registered_capital_wan")
    return ReadCapital(cell, column.capital_unit, static_cast<domain::Enterprise&>(record));
  JIEDUI_ASSIGN(Value value, ReadValue(field, cell, record));
  if (field.Is(domain::kRequired) && domain::IsEmpty(value))
    return Fail(ErrorCode::kInvalid, std::string(field.zh) + "不能为空");
  if (auto* const number = std::get_if<double>(&value)) *number *= column.scale;
  return domain::SetField(record, field, value);
}

Result<Value> CellReader::ReadValue(const FieldDef& field, std::string_view cell,
                                    const Record& record) {
  if (const auto kind = NamedKind(record, field)) return ReadReferences(field, *kind, cell);
  if (!IsList(field)) {
    if (const auto text = base::ReadLiteral(base::Trim(cell))) {
      if (field.type == FieldType::kText) return Value{*text};
      return ReadPlain(field, *text);
    }
  }
  if (field.name == "credit_code" && !base::Trim(cell).empty()) {
    JIEDUI_ASSIGN(std::string code, domain::CheckCreditCode(cell));
    return Value{std::move(code)};
  }
  if (field.name == "region_code") return ReadRegion(reference_, cell);
  if (field.name == "sector_code") return ReadSector(reference_, cell);
  return ReadPlain(field, cell);
}

Result<Value> CellReader::ReadReferences(const FieldDef& field, Kind kind, std::string_view cell) {
  std::vector<std::int64_t> ids;
  for (const std::string& part : base::SplitParts(cell, kReferenceSeparators)) {
    JIEDUI_ASSIGN(const std::int64_t id, Resolve(kind, part));
    ids.push_back(id);
  }
  if (field.type == FieldType::kReferences) return Value{std::move(ids)};
  if (ids.size() > 1) return Fail(ErrorCode::kInvalid, "只能填一个");
  return ids.empty() ? Value{} : Value{ids.front()};
}

Result<store::Page> CellReader::FindTitled(const RecordType& type, const std::string& text) const {
  const FieldDef* const title = domain::TitleField(type);
  if (title == nullptr || title->type != FieldType::kText) return store::Page();
  const std::string name(title->name);
  store::Filters filters = {store::Equals(name, Value{text})};
  // The index is on the folded names: it leaves a few rows to compare.
  if (title->Is(domain::kNamed)) filters.push_back(store::Prefix(name, text));
  return reader_.List(type.kind, {.filters = filters, .limit = 2});
}

Result<std::int64_t> CellReader::Resolve(Kind kind, const std::string& text) {
  const auto known = resolved_.find({kind, text});
  if (known != resolved_.end()) return known->second;
  const auto found = [&](std::int64_t id) { return resolved_[{kind, text}] = id; };
  if (const auto named = ParseKey(text); named && named->kind == kind) {
    JIEDUI_ASSIGN(const std::unique_ptr<Record> record, reader_.Get(kind, named->id));
    return found(record->id);
  }
  JIEDUI_ASSIGN(const std::int64_t by_key, FindByKeyText(reader_, kind, text));
  if (by_key != 0) return found(by_key);
  const RecordType& type = domain::TypeOf(kind);
  JIEDUI_ASSIGN(const store::Page page, FindTitled(type, text));
  if (page.records.size() == 1) return found(page.records.front()->id);
  return Fail(ErrorCode::kInvalid, (page.records.empty() ? "没有" : "有多个") +
                                       std::string(type.name().zh) + " “" + text + "”");
}

}  // namespace jiedui::services
