#include "services/importing.h"

#include <algorithm>
#include <set>

#include "base/json_writer.h"
#include "office/long_cells.h"
#include "office/sheet_writer.h"
#include "services/access.h"
#include "services/digest.h"
#include "services/import_rows.h"
#include "services/record_rules.h"
#include "services/sector_settling.h"
#include "services/settle.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::Record;
using domain::RecordType;

/// What undoes a unit of work that is not to be kept; neither leaves Import.
constexpr std::string_view kDryRun = "dry run";
constexpr std::string_view kBadRows = "bad rows";

/// Not the row's fault.
bool IsOfMachine(const base::Error& error) {
  return error.code == ErrorCode::kUnavailable || error.code == ErrorCode::kInternal;
}

Status RequireKeeper(const domain::Actor& actor, domain::Kind kind) {
  if (MayMaintain(actor, kind)) return {};
  return Fail(ErrorCode::kForbidden, std::string(domain::NameOf(actor.role).zh) + "不维护" +
                                         std::string(domain::NameOf(kind).zh));
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
    office::JoinContinuedCells(report_.table);
    JIEDUI_ASSIGN(columns_, MatchColumns(type_, report_.table.header, request_.mapping,
                                         domain::IsOperator(actor_)));
    if (!Restores()) JIEDUI_CHECK(RequireKeeper(actor_, request_.kind));
    report_.ignored_columns = columns_.ignored;
    report_.short_lines = report_.table.short_lines;
    report_.rows = report_.table.rows.size() + report_.table.ragged.size();
    {
      JIEDUI_ASSIGN(const store::ReadSession session, workspace_.store.Read());
      JIEDUI_CHECK(ReadRows(session));
    }
    JIEDUI_CHECK(StoreRows());
    FinishErrors();
    return std::move(report_);
  }

 private:
  [[nodiscard]] bool Restores() const { return columns_.id_at.has_value(); }

  Status ReadRows(const store::Reader& reader) {
    JIEDUI_ASSIGN(read_at_, reader.Revision());
    report_.errors = office::RaggedErrors(report_.table);
    ready_.clear();
    RowReader rows(source_, reader);
    std::size_t done = 0;
    for (const office::TableRow& row : report_.table.rows) {
      rows.Read(row, ready_, report_.errors);
      base::Report(request_.progress, "检查", ++done, report_.table.rows.size());
    }
    return {};
  }

  /// By line; a row counts once, however much is wrong with it.
  void FinishErrors() {
    std::stable_sort(
        report_.errors.begin(), report_.errors.end(),
        [](const office::RowError& a, const office::RowError& b) { return a.line < b.line; });
    std::set<std::size_t> lines;
    for (const office::RowError& error : report_.errors) lines.insert(error.line);
    report_.bad = lines.size();
  }

  /// Stores the good rows, if that is wanted. Rows that only turn out bad beside the others of the
  /// file are left out the next time where bad ones are skipped.
  Status StoreRows() {
    for (;;) {
      const bool wanted = report_.errors.empty() || request_.skip_bad || request_.dry_run;
      if (!wanted) return {};
      const Status status = workspace_.store.Write(
          store::ContextOf(actor_, (Restores() ? "恢复 " : "导入 ") + request_.filename),
          [&](store::UnitOfWork& unit) { return StoreAll(unit); });
      if (status) {
        report_.imported = report_.created + report_.updated > 0;
        return {};
      }
      if (status.error().message == kBadRows && request_.skip_bad) continue;
      const std::string& why = status.error().message;
      return why == kDryRun || why == kBadRows ? Status{} : status;
    }
  }

  Status StoreAll(store::UnitOfWork& unit) {
    JIEDUI_ASSIGN(const std::int64_t now_at, unit.Revision());
    if (now_at != read_at_) JIEDUI_CHECK(ReadRows(unit));
    if (!report_.errors.empty() && !request_.skip_bad && !request_.dry_run)
      return Fail(ErrorCode::kConflict, std::string(kBadRows));
    report_.created = report_.updated = report_.unchanged = report_.restored = report_.proposed =
        report_.not_industrial = report_.undecided = 0;
    const std::size_t errors_before = report_.errors.size();
    std::size_t done = 0;
    for (ReadyRow& row : ready_) {
      JIEDUI_CHECK(TryRow(unit, row));
      base::Report(request_.progress, "写入", ++done, ready_.size());
    }
    std::erase_if(ready_, [](const ReadyRow& row) { return row.record == nullptr; });
    if (report_.errors.size() != errors_before)
      return Fail(ErrorCode::kConflict, std::string(kBadRows));
    if (report_.restored > 0) JIEDUI_CHECK(LogRestored(unit));
    return request_.dry_run ? Status(Fail(ErrorCode::kConflict, std::string(kDryRun))) : Status{};
  }

  /// Stores the row, or notes why not and drops it.
  Status TryRow(store::UnitOfWork& unit, ReadyRow& row) {
    const Status status = StoreRow(unit, row);
    if (status) return {};
    if (IsOfMachine(status.error())) return status;
    const std::vector<office::TableRow>& rows = report_.table.rows;
    const auto read = std::lower_bound(
        rows.begin(), rows.end(), row.line,
        [](const office::TableRow& one, std::size_t line) { return one.line < line; });
    report_.errors.push_back(RowErrorOf(source_, *read, status.error()));
    row.record = nullptr;
    return {};
  }

  /// What was not made here but brought in with its history is said in the audit log by itself.
  Status LogRestored(store::UnitOfWork& unit) const {
    base::JsonWriter json;
    json.StartObject().Member("file", request_.filename);
    json.Member("digest", DigestOf(request_.bytes));
    json.Member("restored", static_cast<std::int64_t>(report_.restored)).EndObject();
    return unit.Log("restore_import", domain::Code(request_.kind), 0, json.Text());
  }

  Status StoreRow(store::UnitOfWork& unit, ReadyRow& row) {
    switch (row.fate) {
      case RowFate::kUnchanged:
        ++report_.unchanged;
        return {};
      case RowFate::kUpdate:
        return Change(unit, row);
      case RowFate::kRestore:
        ++report_.created;
        ++report_.restored;
        return unit.InsertAgain(*row.record);
      case RowFate::kCreate:
        break;
    }
    ++report_.created;
    // The row stays as it was read, should the unit be tried again.
    const std::unique_ptr<Record> record = CopyOf(*row.record);
    return Create(unit, *record);
  }

  Status TakeEnterprise(store::UnitOfWork& unit, const domain::Enterprise& from,
                        domain::Enterprise& to) const {
    const std::string sector = to.sector_code;
    JIEDUI_CHECK(TakeColumns(columns_, from, to));
    return NoteSector(workspace_.reference, unit, sector, domain::SectorSource::kImported, to);
  }

  Status Change(store::UnitOfWork& unit, const ReadyRow& row) {
    JIEDUI_ASSIGN(const auto present, unit.Get(request_.kind, row.present_id));
    const std::int64_t version = present->version;
    const bool enterprise = request_.kind == domain::Kind::kEnterprise;
    JIEDUI_CHECK(enterprise
                     ? TakeEnterprise(unit, static_cast<const domain::Enterprise&>(*row.record),
                                      static_cast<domain::Enterprise&>(*present))
                     : TakeColumns(columns_, *row.record, *present));
    JIEDUI_CHECK(Settle(workspace_.reference, unit, *present));
    JIEDUI_CHECK(unit.Update(*present));
    const bool changed = present->version != version;
    ++(changed ? report_.updated : report_.unchanged);
    if (!changed || !enterprise) return {};
    return CarryScope(unit, static_cast<const domain::Enterprise&>(*present));
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
  RowSource source_{workspace_.reference, actor_, type_, report_.table, columns_};
  std::vector<ReadyRow> ready_;
  std::int64_t read_at_ = 0;  ///< the database's revision that the rows were checked against
};

}  // namespace

Result<ImportReport> Import(Workspace& workspace, const domain::Actor& actor,
                            const ImportRequest& request) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kImport));
  if (!domain::IsOperator(actor)) JIEDUI_CHECK(RequireKeeper(actor, request.kind));
  return Importer(workspace, actor, request).Run();
}

Result<std::string> ErrorWorkbook(const ImportReport& report) {
  // Where nothing was stored the whole file is wanted again; else what is left.
  const auto rows = report.imported ? office::ErrorRows::kBadOnly : office::ErrorRows::kAll;
  return office::XlsxBytes({office::ErrorSheet(report.table, report.errors, rows)});
}

}  // namespace jiedui::services
