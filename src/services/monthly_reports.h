#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json_writer.h"
#include "services/indicators.h"
#include "services/workspace.h"

namespace jiedui::services {

/// What a unit's month was, counted from the data (D8): its enterprises' visits, problems,
/// pairings, confirmed surveys and sign-offs as they stood when it ended, however late it is
/// compiled (services/past); and the indicators as they stand.
struct MonthFigures {
  std::string month;
  std::int64_t enterprises = 0;
  std::int64_t visits = 0;
  std::int64_t problems_found = 0;
  std::int64_t problems_open = 0;     ///< found up to the month's end, not settled then
  std::int64_t problems_settled = 0;  ///< found up to the month's end, settled then
  std::int64_t problems_overdue = 0;  ///< open and due before the month's end
  std::int64_t pairings_in_force = 0;
  std::int64_t surveys_confirmed = 0;  ///< of the campaign's year
  std::int64_t signed_off_in_month = 0;
  std::int64_t signed_off = 0;
  UnitIndicators indicators;
};

/// Confirmed rows only. The counties' figures add up to the city's.
base::Result<MonthFigures> CompileFigures(const store::Reader& reader,
                                          const domain::Reference& reference,
                                          const domain::Campaign& campaign,
                                          const std::string& month, const Unit& unit);

void WriteFigures(base::JsonWriter& json, const MonthFigures& figures);
void WriteIndicators(base::JsonWriter& json, const UnitIndicators& indicators);

/// Where one unit's report of a month stands.
struct ReportStanding {
  Unit unit;
  std::optional<domain::MonthlyReport> report;  ///< nothing where none was begun
  bool expected = true;
  bool received = false;  ///< submitted or frozen
  bool late = false;      ///< received after the due day, or due and not received
};

/// Expected, received, late (E2): every county and responsible department, and supporting
/// departments that reported.
struct ReportOverview {
  domain::Campaign campaign;
  std::string month;
  base::Date due;
  std::vector<ReportStanding> units;
  std::int64_t received = 0;
  std::int64_t late = 0;
};
base::Result<ReportOverview> OverviewOf(const store::Reader& reader,
                                        const domain::Reference& reference,
                                        domain::CampaignId campaign, const std::string& month,
                                        base::TimeMs now_ms);

void WriteOverview(base::JsonWriter& json, const ReportOverview& overview);

/// Where a campaign is on that day (D10).
enum class CampaignPhase : std::uint8_t { kBefore, kPreparation, kService, kConclusion, kAfter };

constexpr std::array<domain::EnumName, 5> kCampaignPhaseNames = {{
    {"before", "未开始", "Not begun"},
    {"preparation", "准备阶段", "Preparation"},
    {"service", "推进服务阶段", "Service"},
    {"conclusion", "总结阶段", "Conclusion"},
    {"after", "已结束", "Ended"},
}};
constexpr std::span<const domain::EnumName> NamesOf(CampaignPhase /*tag*/) {
  return kCampaignPhaseNames;
}

struct PhaseStanding {
  CampaignPhase phase = CampaignPhase::kBefore;
  std::optional<base::Date>
      deadline;                ///< last day of the phase, or the first of the campaign before it
  std::int64_t days_left = 0;  ///< to the deadline, today not counted
};
PhaseStanding PhaseOf(const domain::Campaign& campaign, const base::Date& today);

}  // namespace jiedui::services
