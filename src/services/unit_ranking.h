#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/json_reader.h"
#include "base/json_writer.h"
#include "services/indicators.h"

namespace jiedui::services {

/// How a unit's report of the month came in.
enum class ReportTiming : std::uint8_t { kOnTime, kLate, kMissing };

constexpr std::array<domain::EnumName, 3> kReportTimingNames = {{
    {"on_time", "按时", "On time"},
    {"late", "迟报", "Late"},
    {"missing", "未报", "Missing"},
}};
constexpr std::span<const domain::EnumName> NamesOf(ReportTiming /*tag*/) {
  return kReportTimingNames;
}

/// What one indicator brings to a unit's points.
struct RankPart {
  domain::Indicator indicator = domain::Indicator::kCoverage;
  std::optional<double> value;
  std::optional<double> target;
  double weight = 0;
  double attainment = 0;  ///< 0 … 1
};

/// A unit's line in the ranking; everything its points are made of stands in it.
struct RankRow {
  Unit unit;
  std::int64_t enterprises = 0;
  ReportTiming report = ReportTiming::kMissing;
  std::vector<RankPart> parts;  ///< indicators with a weight
  double points = 0;            ///< 0 … 100, two decimals
  std::int64_t place = 0;  ///< from 1; equal points share a place, the next is skipped (1, 2, 2, 4)
  bool tied = false;
  std::optional<std::int64_t> place_before;  ///< in the month before's ranking
};

/// Points that a report costs that came late or not at all.
constexpr double kLateCosts = 2;
constexpr double kMissingCosts = 5;

/// Fills attainment, points, places and ties of the rows of one sort and orders them by place, then
/// unit: points are the mean attainment by weight, of 100, less what a late or missing report
/// costs. Attainment is value / target, at most 1; where there is no target, value / the best
/// value of these rows. A function of its inputs alone, so the same snapshot ranks the same.
void RankUnits(std::vector<RankRow>& rows);

/// The month's ranking of counties and of departments.
struct UnitRanking {
  std::string month;  ///< `2020-07`
  bool unconfirmed = false;
  std::vector<RankRow> counties;
  std::vector<RankRow> departments;
};

/// From the data as they stand, with the month's reports. Places before are those of the published
/// circular of the month before.
base::Result<UnitRanking> ComputeRanking(const store::Reader& reader,
                                         const domain::Reference& reference,
                                         const domain::Campaign& campaign,
                                         const std::string& month);

void WriteRanking(base::JsonWriter& json, const UnitRanking& ranking);

/// Reads what WriteRanking writes; kInvalid names what is not as it should be.
base::Result<UnitRanking> ReadRanking(std::string_view json, const domain::Reference& reference);

/// Ranks the inputs that a stored ranking holds again; true where every place and point is as it
/// was.
bool RanksTheSame(const UnitRanking& stored);

}  // namespace jiedui::services
