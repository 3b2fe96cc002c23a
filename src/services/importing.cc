#include "services/importing.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "office/sheet_writer.h"
#include "services/access.h"
#include "services/import_columns.h"
#include "services/import_values.h"
#include "services/masking.h"
#include "services/ownership.h"
#include "services/record_rules.h"
#include "services/sector_settling.h"
#include "services/settle.h"
#include "workflow/record_machine.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::FieldDef;
using domain::Record;
using domain::RecordType;

/// A good row, read and checked.
struct ReadyRow {
  std::size_t line = 0;
  std::unique_ptr<Record> record;
};

/// What undoes a dry run's unit of work; never leaves Import.
constexpr std::string_view kDryRun = "dry run";

/// A file that was exported for eyes that must not see phones brings them back starred.
bool IsMaskOf(const FieldDef& field, const domain::Value& value, const domain::Value& present) {
  const auto* const text = std::get_if<std::string>(&value);
  const auto* const kept = std::get_if<std::string>(&present);
  return field.Is(domain::kPersonal) && text != nullptr && kept != nullptr && !kept->empty() &&
         *text == Masked(*kept);
}

class Importer {
 public:
  Importer(Workspace& workspace, const domain::Actor& actor, const ImportRequest& request)
      : workspace_(workspace),
        actor_(actor),
        request_(request),
        type_(domain::TypeOf(request.kind)) {}

  Result<ImportReport> Run() {
    JIEDUI_ASSIGN(report_.table, office::ReadTable(request_.filename, request_.bytes,
                                                   {.ragged = office::RaggedRows::kSetAside}));
    JIEDUI_ASSIGN(columns_, MatchColumns(type_, report_.table.header, request_.mapping));
    report_.ignored_columns = columns_.ignored;
    report_.short_lines = report_.table.short_lines;
    report_.rows = report_.table.rows.size() + report_.table.ragged.size();
    JIEDUI_CHECK(ReadRows());
    AddRagged();
    const bool store = report_.errors.empty() || request_.skip_bad;
    if (store || request_.dry_run) JIEDUI_CHECK(Store());
    return std::move(report_);
  }

 private:
  void AddError(const office::TableRow& row, std::string column, std::string value,
                std::string reason) {
    if (report_.errors.empty() || report_.errors.back().line != row.line) ++report_.bad;
    report_.errors.push_back({row.line, std::move(column), std::move(value), std::move(reason)});
  }

  /// Rows that have more cells than the header cannot be read: which cell is whose?
  void AddRagged() {
    report_.bad += report_.table.ragged.size();
    for (office::RowError& error : office::RaggedErrors(report_.table))
      report_.errors.push_back(std::move(error));
    std::stable_sort(
        report_.errors.begin(), report_.errors.end(),
        [](const office::RowError& a, const office::RowError& b) { return a.line < b.line; });
  }

  /// The column whose field that is, for errors of rules that look at the whole record.
  [[nodiscard]] const ImportColumns::Column* ColumnOf(std::string_view field) const {
    for (const ImportColumns::Column& column : columns_.columns) {
      if (column.field->name == field) return &column;
    }
    return nullptr;
  }

  Status ReadRows() {
    JIEDUI_ASSIGN(const store::ReadSession session, workspace_.store.Read());
    std::map<std::string, std::size_t> line_of_key;
    std::size_t done = 0;
    for (const office::TableRow& row : report_.table.rows) {
      ReadRow(session, row, line_of_key);
      base::Report(request_.progress, "检查", ++done, report_.table.rows.size());
    }
    return {};
  }

  void ReadRow(const store::Reader& reader, const office::TableRow& row,
               std::map<std::string, std::size_t>& line_of_key) {
    std::unique_ptr<Record> record = type_.make();
    const std::size_t errors_before = report_.errors.size();
    // An id is looked for among the kind that another column of the row names, so that comes first.
    for (const bool by_kind : {false, true}) {
      for (const ImportColumns::Column& column : columns_.columns) {
        if (column.field->kind_field.empty() == by_kind) continue;
        const std::string& cell = row.cells[column.at];
        const Status status = ReadCell(workspace_.reference, reader, column, cell, *record);
        if (!status) AddError(row, report_.table.header[column.at], cell, status.error().message);
      }
    }
    if (report_.errors.size() == errors_before) CheckRecord(reader, row, *record);
    if (report_.errors.size() == errors_before) CheckTwin(row, *record, line_of_key);
    if (report_.errors.size() == errors_before) ready_.push_back({row.line, std::move(record)});
  }

  void CheckRecord(const store::Reader& reader, const office::TableRow& row, Record& record) {
    Status status = Settle(workspace_.reference, reader, record);
    if (status) status = RequireInScope(reader, actor_, record);
    if (status) status = CheckState(reader, record);
    if (status) status = CheckChange(reader, record);
    if (status) return;
    const ImportColumns::Column* const column = ColumnOf(status.error().field);
    AddError(row, column == nullptr ? "" : report_.table.header[column->at],
             column == nullptr ? "" : row.cells[column->at], status.error().message);
  }

  /// A state moves by its machine's events only: a file may repeat what is, and the office may
  /// bring in records with a history.
  Status CheckState(const store::Reader& reader, const Record& record) const {
    const FieldDef* const state = type_.Find("state");
    if (state == nullptr || !state->Is(domain::kByEvents) || ColumnOf("state") == nullptr)
      return {};
    std::vector<domain::Value> key;
    for (const std::string_view name : type_.key) key.push_back(type_.Find(name)->get(record));
    JIEDUI_ASSIGN(const std::unique_ptr<Record> present, reader.FindByKey(request_.kind, key));
    const std::unique_ptr<Record> fresh = type_.make();
    const bool stays = state->get(record) == state->get(present ? *present : *fresh);
    if (stays || (!present && actor_.role == domain::Role::kCityOffice)) return {};
    return Fail(ErrorCode::kUnprocessable, "状态由办理改变，不能由导入改变", "state");
  }

  /// What moves by events may be closed to changes, which only the record that is there can say.
  Status CheckChange(const store::Reader& reader, const Record& record) const {
    if (workflow::MachineOf(request_.kind) == nullptr) return {};
    std::vector<domain::Value> key;
    for (const std::string_view name : type_.key) key.push_back(type_.Find(name)->get(record));
    JIEDUI_ASSIGN(const std::unique_ptr<Record> present, reader.FindByKey(request_.kind, key));
    if (present == nullptr) return {};
    JIEDUI_CHECK(TakeColumns(record, *present));
    return Settle(workspace_.reference, reader, *present);
  }

  void CheckTwin(const office::TableRow& row, const Record& record,
                 std::map<std::string, std::size_t>& line_of_key) {
    std::string key;
    for (const std::string_view name : type_.key) {
      const FieldDef* const field = type_.Find(name);
      key += domain::FormatValue(*field, field->get(record)) + "\x1F";
    }
    const auto [first, fresh] = line_of_key.emplace(key, row.line);
    if (!fresh) AddError(row, "", "", "与第 " + std::to_string(first->second) + " 行是同一条记录");
  }

  Status Store() {
    const std::size_t bad_rows = report_.bad;
    Status status = workspace_.store.Write(
        store::ContextOf(actor_, "导入 " + request_.filename),
        [&](store::UnitOfWork& unit) -> Status {
          report_.created = report_.updated = report_.unchanged = report_.proposed =
              report_.not_industrial = report_.undecided = 0;
          std::size_t done = 0;
          for (ReadyRow& row : ready_) {
            JIEDUI_CHECK(StoreRow(unit, row));
            base::Report(request_.progress, "写入", ++done, ready_.size());
          }
          if (request_.dry_run) return Fail(ErrorCode::kConflict, std::string(kDryRun));
          return {};
        });
    if (request_.dry_run && !status && status.error().message == kDryRun) return {};
    JIEDUI_CHECK(std::move(status));
    report_.imported = report_.created + report_.updated > 0;
    report_.bad = bad_rows;
    return {};
  }

  /// The fields that the file has columns for.
  Status TakeColumns(const Record& from, Record& to) const {
    for (const ImportColumns::Column& column : columns_.columns) {
      const domain::Value value = column.field->get(from);
      // A blank cell clears a field, but never a sector that was proposed or settled meanwhile.
      if (column.field->name == "sector_code" && domain::IsEmpty(value)) continue;
      if (IsMaskOf(*column.field, value, column.field->get(to))) continue;
      JIEDUI_CHECK(domain::SetField(to, *column.field, value));
    }
    return {};
  }

  Status TakeEnterprise(store::UnitOfWork& unit, const domain::Enterprise& from,
                        domain::Enterprise& to) const {
    const std::string sector = to.sector_code;
    JIEDUI_CHECK(TakeColumns(from, to));
    // The currency comes with the capital's column, not with one of its own.
    if (ColumnOf("registered_capital_wan") != nullptr) to.capital_currency = from.capital_currency;
    return NoteSector(workspace_.reference, unit, sector, domain::SectorSource::kImported, to);
  }

  Status StoreRow(store::UnitOfWork& unit, ReadyRow& row) {
    std::vector<domain::Value> key;
    for (const std::string_view name : type_.key) key.push_back(type_.Find(name)->get(*row.record));
    JIEDUI_ASSIGN(std::unique_ptr<Record> present, unit.FindByKey(request_.kind, key));
    if (present == nullptr) {
      ++report_.created;
      return Create(unit, *row.record);
    }
    JIEDUI_CHECK(RequireInScope(unit, actor_, *present));
    const std::int64_t version = present->version;
    const bool enterprise = request_.kind == domain::Kind::kEnterprise;
    JIEDUI_CHECK(enterprise
                     ? TakeEnterprise(unit, static_cast<const domain::Enterprise&>(*row.record),
                                      static_cast<domain::Enterprise&>(*present))
                     : TakeColumns(*row.record, *present));
    JIEDUI_CHECK(Settle(workspace_.reference, unit, *present));
    JIEDUI_CHECK(unit.Update(*present));
    const bool changed = present->version != version;
    ++(changed ? report_.updated : report_.unchanged);
    if (changed && enterprise) {
      return CarryScope(unit, static_cast<const domain::Enterprise&>(*present));
    }
    return {};
  }

  Status Create(store::UnitOfWork& unit, Record& record) {
    domain::SectorProposal proposal;
    SectorOutcome outcome = SectorOutcome::kGiven;
    if (request_.kind == domain::Kind::kEnterprise) {
      outcome = ProposeSector(workspace_.sectors, domain::SectorSource::kImported,
                              static_cast<domain::Enterprise&>(record), proposal);
    }
    JIEDUI_CHECK(Settle(workspace_.reference, unit, record));
    JIEDUI_CHECK(unit.Insert(record));
    JIEDUI_CHECK(FollowCreation(workspace_.reference, unit, record));
    report_.not_industrial += outcome == SectorOutcome::kNotIndustrial ? 1 : 0;
    report_.proposed += outcome == SectorOutcome::kProposed ? 1 : 0;
    if (outcome != SectorOutcome::kUndecided) return {};
    ++report_.undecided;
    return PutOnWorkList(workspace_.reference, unit, static_cast<const domain::Enterprise&>(record),
                         std::move(proposal));
  }

  Workspace& workspace_;
  const domain::Actor& actor_;
  const ImportRequest& request_;
  const RecordType& type_;
  ImportColumns columns_;
  ImportReport report_;
  std::vector<ReadyRow> ready_;
};

}  // namespace

Result<ImportReport> Import(Workspace& workspace, const domain::Actor& actor,
                            const ImportRequest& request) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kImport));
  if (!workflow::Maintains(actor.role, request.kind)) {
    return Fail(ErrorCode::kForbidden, std::string(domain::NameOf(actor.role).zh) + "不维护" +
                                           std::string(domain::NameOf(request.kind).zh));
  }
  return Importer(workspace, actor, request).Run();
}

Result<std::string> ErrorWorkbook(const ImportReport& report) {
  // Where nothing was stored the whole file is wanted again; else what is left.
  const auto rows = report.imported ? office::ErrorRows::kBadOnly : office::ErrorRows::kAll;
  return office::XlsxBytes({office::ErrorSheet(report.table, report.errors, rows)});
}

}  // namespace jiedui::services
