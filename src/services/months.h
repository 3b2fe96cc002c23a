#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"

namespace jiedui::services {

/// A month as `2020-07`; kInvalid, field `month`, for anything else.
base::Status CheckMonth(std::string_view month);

/// `2020-06` for `2020-07`. The month must be one.
std::string MonthBefore(std::string_view month);
std::string MonthAfter(std::string_view month);

/// The month that the moment lies in, in China.
std::string MonthOf(base::TimeMs moment_ms);

/// As official papers date themselves: `2020年7月1日`.
std::string DayInWords(const base::Date& day);

/// [from, until) in China.
struct MonthSpan {
  base::TimeMs from_ms = 0;
  base::TimeMs until_ms = 0;
  [[nodiscard]] bool Holds(base::TimeMs moment_ms) const {
    return from_ms <= moment_ms && moment_ms < until_ms;
  }
  [[nodiscard]] bool Holds(const base::Date& day) const {
    return Holds(base::StartOfDayInChina(day));
  }
};
MonthSpan SpanOf(std::string_view month);

/// E2: a month's report is due by the first of the next; it is late from the second on.
base::Date ReportDue(std::string_view month);

}  // namespace jiedui::services
