#include "services/city_check.h"

#include <filesystem>
#include <set>

#include "services/digest.h"

namespace jiedui::services {
namespace {

namespace fs = std::filesystem;
using base::Result;
using base::Status;
using domain::EvidenceFile;

/// The digests of every record, removed ones too: history still names them.
Result<std::set<std::string, std::less<>>> NamedDigests(const store::Reader& reader) {
  std::set<std::string, std::less<>> named;
  store::ListQuery query;
  query.include_deleted = true;
  query.limit = 1000;
  do {
    JIEDUI_ASSIGN(store::PageOf<EvidenceFile> page, reader.List<EvidenceFile>(query));
    for (const EvidenceFile& file : page.records) named.insert(file.digest);
    query.cursor = std::move(page.next);
  } while (!query.cursor.empty());
  return named;
}

Result<std::int64_t> CountStrays(const store::Reader& reader, const fs::path& folder) {
  JIEDUI_ASSIGN(const auto named, NamedDigests(reader));
  std::int64_t strays = 0;
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    const std::string name = at->path().filename().string();
    strays += IsDigest(name) && !named.contains(name) ? 1 : 0;
  }
  return strays;
}

/// What a search of what is committed now says.
std::string IndexTrouble(Workspace& workspace) {
  if (const Status current = workspace.search.CatchUp(); !current) return current.error().message;
  index::Query query;
  query.limit = 1;
  const auto page = workspace.search.Search(query);
  return page ? std::string() : page.error().message;
}

}  // namespace

Result<CityReport> CheckCity(Workspace& workspace, const base::Progress& progress) {
  CityReport report;
  JIEDUI_ASSIGN(report.database, workspace.store.CheckIntegrity());
  JIEDUI_ASSIGN(report.audit, workspace.store.VerifyAudit(nullptr, progress));
  report.index = IndexTrouble(workspace);
  JIEDUI_ASSIGN(report.outbox, workspace.search.Behind());
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(report.evidence, CheckEvidence(session, workspace.evidence, true, progress));
  JIEDUI_ASSIGN(report.strays, CountStrays(session, workspace.evidence.folder()));
  return report;
}

}  // namespace jiedui::services
