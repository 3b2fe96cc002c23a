#include "services/indicator_months.h"

#include <algorithm>

#include "services/monthly_reports.h"
#include "services/months.h"

namespace jiedui::services {
namespace {

using base::Result;
using domain::Campaign;
using domain::Reference;

/// More than a campaign has; one with a wrong year must not run for ever.
constexpr std::size_t kMostMonths = 36;

/// Those of the campaign that have begun.
std::vector<std::string> MonthsOf(const Campaign& campaign, base::TimeMs now_ms) {
  std::vector<std::string> months;
  if (!campaign.starts_on) return months;
  std::string last = MonthOf(now_ms);
  if (campaign.ends_on) last = std::min(last, base::FormatDate(*campaign.ends_on).substr(0, 7));
  for (std::string month = base::FormatDate(*campaign.starts_on).substr(0, 7);
       month <= last && months.size() < kMostMonths; month = MonthAfter(month))
    months.push_back(month);
  return months;
}

}  // namespace

Result<IndicatorMonths> IndicatorsByMonth(const store::Reader& reader, const Reference& reference,
                                          const Campaign& campaign, const std::string& unit,
                                          base::TimeMs now_ms) {
  IndicatorMonths series;
  series.campaign = campaign;
  const std::vector<Unit> units = ReportingUnits(reference);
  const auto asked = std::find_if(units.begin(), units.end(), [&](const Unit& one) {
    return unit.empty() ? one.sort == UnitSort::kCity : one.code == unit;
  });
  if (asked == units.end())
    return base::Fail(base::ErrorCode::kInvalid, "没有单位 “" + unit + "”", "unit");
  series.unit = *asked;
  for (const std::string& month : MonthsOf(campaign, now_ms)) {
    const base::TimeMs until_ms = SpanOf(month).until_ms;
    MonthIndicators row{month, until_ms <= now_ms, {}};
    JIEDUI_ASSIGN(
        const IndicatorTable table,
        ComputeIndicatorsAsOf(reader, reference, campaign, std::min(until_ms, now_ms + 1)));
    if (const UnitIndicators* const found = table.Find(series.unit.code)) row.indicators = *found;
    series.months.push_back(std::move(row));
  }
  return series;
}

void WriteIndicatorMonths(base::JsonWriter& json, const IndicatorMonths& series) {
  json.StartObject().Key("campaign").Id(series.campaign.id);
  json.Member("campaign_name", series.campaign.name).Member("unit", series.unit.code);
  json.Member("zh", series.unit.zh).Member("en", series.unit.en).Key("months").StartArray();
  for (const MonthIndicators& row : series.months) {
    json.StartObject().Member("month", row.month).Member("over", row.over).Key("indicators");
    WriteIndicators(json, row.indicators);
    json.EndObject();
  }
  json.EndArray().EndObject();
}

}  // namespace jiedui::services
