#include "services/plan_diff.h"

#include "base/text.h"
#include "services/access.h"
#include "services/stored.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using domain::Kind;

DiffChange KindOf(const PlanDiff::Change& change) {
  if (change.helper_before == 0) return DiffChange::kAdded;
  return change.helper_after == 0 ? DiffChange::kRemoved : DiffChange::kSwapped;
}

void Count(const PlanDiff& diff, PlanDiffPage& page) {
  page.kept = static_cast<std::int64_t>(diff.unchanged);
  for (const PlanDiff::Change& change : diff.changes) {
    const DiffChange kind = KindOf(change);
    page.added += kind == DiffChange::kAdded ? 1 : 0;
    page.removed += kind == DiffChange::kRemoved ? 1 : 0;
    page.swapped += kind == DiffChange::kSwapped ? 1 : 0;
    page.score_change += change.score_after - change.score_before;
  }
}

/// The cursor is how many entries came before: the order is total and both plans seldom change.
Result<std::size_t> Offset(const std::string& cursor, std::size_t size) {
  if (cursor.empty()) return 0;
  const std::optional<std::int64_t> offset = base::ParseInteger(cursor);
  if (offset && *offset > 0 && static_cast<std::size_t>(*offset) <= size)
    return static_cast<std::size_t>(*offset);
  return Fail(ErrorCode::kInvalid, "cursor 不是上一页的 next_cursor", "cursor");
}

std::optional<DiffSide> SideOf(const Briefs& briefs, domain::PairKind kind, std::int64_t helper,
                               double score) {
  if (helper == 0) return std::nullopt;
  return DiffSide{BriefAmong(briefs, {domain::HelperKind(kind), helper}), score};
}

Result<PlanLabel> LabelOf(const store::Reader& reader, domain::PlanId id) {
  JIEDUI_ASSIGN(const domain::Plan plan, reader.Get(id));
  return PlanLabel{plan.id, plan.name};
}

base::Status FillItems(const store::Reader& reader, std::span<const PlanDiff::Change> changes,
                       PlanDiffPage& page) {
  std::vector<RecordKey> keys;
  for (const PlanDiff::Change& change : changes) {
    keys.push_back({Kind::kEnterprise, change.enterprise});
    keys.push_back({domain::HelperKind(change.kind), change.helper_before});
    keys.push_back({domain::HelperKind(change.kind), change.helper_after});
  }
  JIEDUI_ASSIGN(const Briefs briefs, ReadBriefs(reader, keys));
  for (const PlanDiff::Change& change : changes) {
    page.items.push_back({KindOf(change), change.kind,
                          BriefAmong(briefs, {Kind::kEnterprise, change.enterprise}),
                          SideOf(briefs, change.kind, change.helper_before, change.score_before),
                          SideOf(briefs, change.kind, change.helper_after, change.score_after)});
  }
  return {};
}

}  // namespace

Result<PlanDiffPage> ReadPlanDiff(Workspace& workspace, const domain::Actor& actor,
                                  domain::PlanId plan, domain::PlanId against,
                                  const std::string& cursor, std::size_t limit) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kRead));
  JIEDUI_ASSIGN(const PlanDiff diff, DiffPlans(workspace, actor, against, plan));
  PlanDiffPage page;
  Count(diff, page);
  JIEDUI_ASSIGN(const std::size_t from, Offset(cursor, diff.changes.size()));
  const std::size_t to = std::min(from + limit, diff.changes.size());
  if (to < diff.changes.size()) page.next_cursor = std::to_string(to);
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(page.plan, LabelOf(session, plan));
  JIEDUI_ASSIGN(page.against, LabelOf(session, against));
  const std::span<const PlanDiff::Change> all = diff.changes;
  JIEDUI_CHECK(FillItems(session, all.subspan(from, to - from), page));
  return page;
}

}  // namespace jiedui::services
