#pragma once

#include <array>
#include <set>
#include <vector>

#include "base/json_writer.h"
#include "domain/actor.h"
#include "domain/month.h"
#include "services/roster.h"
#include "services/workspace.h"

namespace jiedui::services {

/// What an enterprise goes through, from its need to its sign-off.
enum class FunnelStage : std::uint8_t { kNeed, kMatched, kVisited, kSolved, kEvidence, kSignedOff };

constexpr std::array<domain::EnumName, 6> kFunnelStageNames = {{
    {"need", "提出需求", "Has a need"},
    {"matched", "结成对子", "Matched"},
    {"visited", "入企对接", "Visited"},
    {"solved", "需求解决", "Need solved"},
    {"evidence", "提交佐证", "Evidence handed in"},
    {"signed_off", "确认销号", "Signed off"},
}};
constexpr std::span<const domain::EnumName> NamesOf(FunnelStage /*tag*/) {
  return kFunnelStageNames;
}

struct FunnelRow {
  FunnelStage stage = FunnelStage::kNeed;
  std::int64_t through = 0;  ///< enterprises that are in this stage and in every stage before it
  std::int64_t reached = 0;  ///< enterprises that are in this stage, whatever came before
};

struct Funnel {
  domain::Campaign campaign;
  std::vector<FunnelRow> rows;  ///< every stage, in their order; `through` never rises
};

/// Enterprises by stage: with a need that was not dropped; with a pairing in force, or a need
/// matched or solved; with a visit; with a need solved; with an evidence file; signed off in the
/// campaign (0: the running one), and not voided. Within the actor's scope and the query's
/// filters (`region`, `programme_sector`, `department`). kForbidden without read_reports.
base::Result<Funnel> FunnelOf(Workspace& workspace, const domain::Actor& actor,
                              std::int64_t campaign_id, const RosterQuery& query);

/// What the enterprises of each stage come to; for tests and FunnelOf.
std::vector<FunnelRow> CountFunnel(
    const std::array<std::set<std::int64_t>, kFunnelStageNames.size()>& stages);

void WriteFunnel(base::JsonWriter& json, const Funnel& funnel);

}  // namespace jiedui::services
