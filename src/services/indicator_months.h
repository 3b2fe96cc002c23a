#pragma once

#include <string>
#include <vector>

#include "base/json_writer.h"
#include "services/indicators.h"

namespace jiedui::services {

/// The indicators of one unit as a month ended.
struct MonthIndicators {
  std::string month;  ///< `2020-07`
  bool over = true;   ///< false: the present month, as it stands now
  UnitIndicators indicators;
};

struct IndicatorMonths {
  domain::Campaign campaign;
  Unit unit;
  std::vector<MonthIndicators> months;
};

/// The unit's indicators at the end of every month of the campaign that has begun, at most its
/// last; the present month as of `now_ms`. Empty before the campaign begins, and where it has no
/// first day. `unit` is the code of the city, a county or a responsible department; empty: the
/// city. kInvalid, field `unit`, for others. O(months · changes since).
base::Result<IndicatorMonths> IndicatorsByMonth(const store::Reader& reader,
                                                const domain::Reference& reference,
                                                const domain::Campaign& campaign,
                                                const std::string& unit, base::TimeMs now_ms);

void WriteIndicatorMonths(base::JsonWriter& json, const IndicatorMonths& series);

}  // namespace jiedui::services
