#include "app/ready_checks.h"

#include <fmt/format.h>

#include <cstdint>
#include <string>

#include "app/process_stats.h"
#include "base/result.h"

namespace jiedui::app {
namespace {

namespace fs = std::filesystem;

/// For /readyz: whether a search of what is committed now is answered.
base::Result<std::string> SearchState(services::Workspace& workspace) {
  index::Query query;
  query.limit = 1;
  query.facets = false;
  query.snippets = false;
  JIEDUI_ASSIGN(const index::SearchPage page, workspace.search.Search(query));
  if (page.away.empty()) return std::string("ok");
  return "partial: " + std::to_string(page.away.size()) + " of " + std::to_string(page.parts) +
         " parts away";
}

/// For /readyz: whether the files of evidence are where their records say.
base::Result<std::string> EvidenceState(services::Workspace& workspace) {
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const std::int64_t files, session.Count(domain::Kind::kEvidenceFile));
  if (files == 0 || fs::is_directory(workspace.evidence.folder())) return std::string("ok");
  return base::Fail(base::ErrorCode::kUnavailable,
                    "证明材料目录 " + workspace.evidence.folder().string() + " 不在");
}

/// For /readyz: whether the disk takes what is written. Before it is full the database says so
/// itself, one refused write at a time.
base::Result<std::string> DiskState(const fs::path& data) {
  constexpr std::uint64_t kLeastBytes = 64U << 20U;
  constexpr std::uint64_t kMegabyte = 1U << 20U;
  if (!IsWritable(data))
    return base::Fail(base::ErrorCode::kUnavailable, "数据目录 " + data.string() + " 只读");
  const std::string left = "剩余 " + std::to_string(FreeBytes(data) / kMegabyte) + " MiB";
  if (FreeBytes(data) >= kLeastBytes) return left;
  return base::Fail(base::ErrorCode::kUnavailable, "数据目录所在的磁盘将满，" + left);
}

/// For /readyz: how far the index is behind. Searches take in what is missing, so it only says.
base::Result<std::string> IndexState(services::Workspace& workspace) {
  JIEDUI_ASSIGN(const std::int64_t behind, workspace.search.Behind());
  return behind == 0 ? std::string("ok") : "落后 " + std::to_string(behind) + " 条改动";
}

/// For /readyz: where reports are read. Without the replica they are as good, from the primary.
base::Result<std::string> ReplicaState(const store::ReplicaState& state) {
  const std::string lag =
      state.lag_seconds ? fmt::format("落后 {:.1f} 秒以内", *state.lag_seconds) : "";
  if (state.used) return "ok: " + lag;
  return "away, reports are read from the primary: " + state.reason +
         (lag.empty() ? "" : "，" + lag);
}

}  // namespace

void AddReadyChecks(services::Workspace& workspace, services::DatabaseWatch& watch,
                    const fs::path& data, std::vector<api::ReadyCheck>& checks) {
  checks.push_back({"writes", [&watch] { return watch.Writes(); }});
  checks.push_back({"integrity", [&watch] { return watch.Integrity(); }});
  checks.push_back({"search", [&workspace] { return SearchState(workspace); }});
  // Without vectors it serves all the same, by words.
  checks.push_back({"semantics", [&workspace]() -> base::Result<std::string> {
                      return workspace.corpus.SemanticsState();
                    }});
  checks.push_back({"evidence", [&workspace] { return EvidenceState(workspace); }});
  checks.push_back({"index", [&workspace] { return IndexState(workspace); }});
  if (workspace.store.Replication()) {
    checks.push_back(
        {"replica", [&workspace] { return ReplicaState(*workspace.store.Replication()); }});
  }
  checks.push_back({"disk", [data] { return DiskState(data); }});
}

}  // namespace jiedui::app
