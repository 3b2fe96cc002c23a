#include "services/plan_diff.h"

#include "base/text.h"
#include "services/access.h"
#include "services/plan_ground.h"
#include "services/stored.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using domain::Kind;
using domain::Pairing;
using domain::PairKind;
using domain::Plan;

using Side = std::vector<Pairing>;

/// Compares the helpers of one enterprise in two plans; where there are several (policies), by
/// helper.
void AddChanges(PlanDiff& diff, PairKind kind, std::int64_t enterprise, Side before, Side after) {
  const auto take = [](Side& side, std::int64_t helper) {
    const auto found = std::find_if(side.begin(), side.end(),
                                    [&](const Pairing& p) { return p.helper_id == helper; });
    if (found == side.end()) return false;
    side.erase(found);
    return true;
  };
  for (const Pairing& pairing : Side(before)) {
    if (!take(after, pairing.helper_id)) continue;
    take(before, pairing.helper_id);
    ++diff.unchanged;
  }
  for (std::size_t i = 0; i < std::max(before.size(), after.size()); ++i) {
    PlanDiff::Change change{kind, enterprise};
    if (i < before.size()) {
      change.helper_before = before[i].helper_id;
      change.score_before = before[i].score;
    }
    if (i < after.size()) {
      change.helper_after = after[i].helper_id;
      change.score_after = after[i].score;
    }
    diff.changes.push_back(change);
  }
}

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

Result<PlanDiff> DiffPlans(Workspace& workspace, const domain::Actor& actor, domain::PlanId a,
                           domain::PlanId b) {
  std::map<std::pair<PairKind, std::int64_t>, std::pair<Side, Side>> by_enterprise;
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  for (const bool after : {false, true}) {
    const domain::PlanId id = after ? b : a;
    JIEDUI_ASSIGN(const Plan plan, session.Get(id));
    JIEDUI_CHECK(RequirePlanSight(actor, plan));
    JIEDUI_ASSIGN(const std::vector<Pairing> pairings, PairingsOf(session, id));
    for (const Pairing& pairing : pairings) {
      if (IsRefused(pairing.state) || !Covers(ScopeOf(actor, domain::Kind::kPairing), pairing))
        continue;
      auto& side = by_enterprise[{pairing.pair_kind, pairing.enterprise.value}];
      (after ? side.second : side.first).push_back(pairing);
    }
  }
  PlanDiff diff;
  for (auto& [key, side] : by_enterprise)
    AddChanges(diff, key.first, key.second, side.first, side.second);
  return diff;
}

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
