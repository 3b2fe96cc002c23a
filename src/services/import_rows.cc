#include "services/import_rows.h"

#include <algorithm>

#include "domain/enterprise.h"
#include "domain/webhook.h"
#include "services/access.h"
#include "services/digest.h"
#include "services/masking.h"
#include "services/ownership.h"
#include "services/record_keys.h"
#include "services/settle.h"
#include "workflow/permissions.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::FieldDef;
using domain::Record;
using domain::Value;
using Column = ImportColumns::Column;

/// A file that was exported for eyes that must not see phones brings them back starred.
bool IsMaskOf(const FieldDef& field, const Value& value, const Value& present) {
  const auto* const text = std::get_if<std::string>(&value);
  const auto* const kept = std::get_if<std::string>(&present);
  return field.Is(domain::kPersonal) && text != nullptr && kept != nullptr && !kept->empty() &&
         *text == Masked(*kept);
}

/// Does a blank cell of the field say nothing, not even that it is empty?
bool KeepsWhenBlank(const FieldDef& field) {
  return field.name == "sector_code" || field.Is(domain::kByEvents);
}

/// The first field in which the records differ that `wanted` picks.
template <class Wanted>
const FieldDef* FindDifference(const Record& a, const Record& b, Wanted wanted) {
  for (const FieldDef& field : domain::TypeOf(a.kind()).fields) {
    if (wanted(field) && field.get(a) != field.get(b)) return &field;
  }
  return nullptr;
}

Status ByEvents(const FieldDef* field) {
  if (field == nullptr) return {};
  return Fail(ErrorCode::kUnprocessable, std::string(field->zh) + "由办理改变，不能由导入改变",
              std::string(field->name));
}

/// Kinds that only use cases write come back from a whole export, and in no other way.
Status RequireKept(const RowSource& source) {
  if (MayMaintain(source.actor, source.type.kind)) return {};
  return Fail(ErrorCode::kUnprocessable, std::string(source.type.name().zh) +
                                             "只能由完整导出的文件恢复，不能由导入新增或修改");
}

/// The currency comes with the capital's column, not with one of its own.
void TakeCurrency(const Record& from, Record& to) {
  static_cast<domain::Enterprise&>(to).capital_currency =
      static_cast<const domain::Enterprise&>(from).capital_currency;
}

/// A secret is in no file: where a record cannot be without one, it gets one that nobody knows, and
/// a person sets it anew. Until then a webhook is silent: its receiver could check no signature,
/// and the city that it came from may still be sending there.
Status ReplaceSecrets(Record& record) {
  for (const FieldDef& field : domain::TypeOf(record.kind()).fields) {
    if (field.Is(domain::kSecret) && field.Is(domain::kRequired))
      JIEDUI_CHECK(domain::SetField(record, field, RandomSeed()));
  }
  if (record.kind() == domain::Kind::kWebhook) static_cast<domain::Webhook&>(record).active = false;
  return {};
}

}  // namespace

std::unique_ptr<Record> CopyOf(const Record& record) {
  const domain::RecordType& type = domain::TypeOf(record.kind());
  std::unique_ptr<Record> copy = type.make();
  for (const FieldDef& field : type.fields) field.set(*copy, field.get(record));
  copy->id = record.id;
  copy->version = record.version;
  return copy;
}

Status TakeColumns(const ImportColumns& columns, const Record& from, Record& to) {
  for (const Column& column : columns.columns) {
    const FieldDef& field = *column.field;
    const Value value = field.get(from);
    if (KeepsWhenBlank(field) && domain::IsEmpty(value)) continue;
    if (IsMaskOf(field, value, field.get(to))) continue;
    JIEDUI_CHECK(domain::SetField(to, field, value));
    if (field.name == "registered_capital_wan") TakeCurrency(from, to);
  }
  return {};
}

const Column* ColumnOf(const ImportColumns& columns, std::string_view field) {
  for (const Column& column : columns.columns) {
    if (column.field->name == field) return &column;
  }
  return nullptr;
}

office::RowError RowErrorOf(const RowSource& source, const office::TableRow& row,
                            const base::Error& error) {
  const Column* const column = ColumnOf(source.columns, error.field);
  if (column == nullptr) return {row.line, "", "", error.message};
  return {row.line, source.table.header[column->at], row.cells[column->at], error.message};
}

void RowReader::Read(const office::TableRow& row, std::vector<ReadyRow>& ready,
                     std::vector<office::RowError>& errors) {
  ReadyRow read{row.line, source_.type.make()};
  if (!ReadCells(source_.columns.columns, row, *read.record, errors)) return;
  const Status checked = [&]() -> Status {
    const std::vector<Value> key = KeyOf(*read.record);
    JIEDUI_ASSIGN(const auto present, reader_.FindByKey(source_.type.kind, key));
    if (present != nullptr) {
      JIEDUI_CHECK(CheckPresent(*present, read));
    } else if (source_.columns.id_at && !row.cells[*source_.columns.id_at].empty()) {
      if (!ReadCells(source_.columns.derived, row, *read.record, errors)) return {};
      JIEDUI_CHECK(CheckRestored(row, read));
    } else {
      JIEDUI_CHECK(CheckNew(read));
    }
    return CheckTwin(row, *read.record);
  }();
  if (!checked) errors.push_back(RowErrorOf(source_, row, checked.error()));
  const bool good = errors.empty() || errors.back().line != row.line;
  if (good) ready.push_back(std::move(read));
}

bool RowReader::ReadCells(const std::vector<Column>& columns, const office::TableRow& row,
                          Record& record, std::vector<office::RowError>& errors) {
  bool good = true;
  // An id is looked for among the kind that another column of the row names, so that comes first.
  for (const bool by_kind : {false, true}) {
    for (const Column& column : columns) {
      if (column.field->kind_field.empty() == by_kind) continue;
      const std::string& cell = row.cells[column.at];
      const Status status = cells_.Read(column, cell, record);
      if (status) continue;
      good = false;
      errors.push_back({row.line, source_.table.header[column.at], cell, status.error().message});
    }
  }
  return good;
}

Status RowReader::CheckNew(ReadyRow& ready) {
  JIEDUI_CHECK(RequireKept(source_));
  JIEDUI_CHECK(Settle(source_.reference, reader_, *ready.record));
  JIEDUI_CHECK(RequireInScope(reader_, source_.actor, *ready.record));
  ready.fate = RowFate::kCreate;
  // Files of clerks begin a record; whoever can restore can bring one in the middle of its life.
  if (domain::IsOperator(source_.actor)) return {};
  const auto is_state = [](const FieldDef& field) {
    return field.name == "state" && field.Is(domain::kByEvents);
  };
  return ByEvents(FindDifference(*ready.record, *source_.type.make(), is_state));
}

Status RowReader::CheckPresent(Record& present, ReadyRow& ready) {
  JIEDUI_CHECK(RequireInScope(reader_, source_.actor, present));
  const std::unique_ptr<Record> changed = CopyOf(present);
  JIEDUI_CHECK(TakeColumns(source_.columns, *ready.record, *changed));
  ready.fate = RowFate::kUnchanged;
  if (FindDifference(present, *changed, [](const FieldDef&) { return true; }) == nullptr) return {};
  JIEDUI_CHECK(RequireKept(source_));
  const auto by_events = [](const FieldDef& field) { return field.Is(domain::kByEvents); };
  JIEDUI_CHECK(ByEvents(FindDifference(present, *changed, by_events)));
  JIEDUI_CHECK(Settle(source_.reference, reader_, *changed));
  ready.fate = RowFate::kUpdate;
  ready.present_id = present.id;
  return RequireInScope(reader_, source_.actor, *changed);
}

Status RowReader::CheckRestored(const office::TableRow& row, ReadyRow& ready) {
  const std::string& cell = row.cells[*source_.columns.id_at];
  JIEDUI_ASSIGN(ready.record->id, base::ParseId(cell));
  ready.fate = RowFate::kRestore;
  if (const auto at = source_.columns.created_at; at && !row.cells[*at].empty()) {
    JIEDUI_ASSIGN(ready.record->created_ms, base::ParseUtc(row.cells[*at]));
  }
  JIEDUI_CHECK(ReplaceSecrets(*ready.record));
  return SettleRestored(source_.reference, reader_, *ready.record);
}

Status RowReader::CheckTwin(const office::TableRow& row, const Record& record) {
  std::string key;
  for (const std::string_view name : source_.type.key) {
    const FieldDef* const field = source_.type.Find(name);
    key += domain::FormatValue(*field, field->get(record)) + "\x1F";
  }
  const auto [first, fresh] = line_of_key_.emplace(std::move(key), row.line);
  if (fresh) return {};
  return Fail(ErrorCode::kConflict, "与第 " + std::to_string(first->second) + " 行是同一条记录");
}

}  // namespace jiedui::services
