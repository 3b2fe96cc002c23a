#pragma once

#include <cstdint>
#include <set>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"
#include "base/result.h"

namespace jiedui::domain {

/// Days since 1970-01-01.
std::int64_t DayNumber(const base::Date& date);
base::Date DateOfDayNumber(std::int64_t day);

/// The working days of China: Monday to Friday, but for the public holidays and the weekends worked
/// in their place, which the State Council publishes a year ahead. Of a year whose notice is not in
/// the data only the weekends are known: Knows() says so, and whoever shows a deadline in such a
/// year should. Immutable, so safe to share between threads.
class Calendar {
 public:
  /// No public holidays known at all: weekends only.
  Calendar() = default;

  /// The text of data/reference/holidays.tsv: `day`, `kind` (`rest` or `work`), `name`. kInvalid
  /// names the line of a day that is none, is given twice or does not change anything (a Sunday
  /// that rests is fine: holidays are listed whole).
  static base::Result<Calendar> Parse(std::string_view holidays);

  /// Are the year's public holidays in the data?
  [[nodiscard]] bool Knows(std::int32_t year) const { return years_.contains(year); }
  [[nodiscard]] const std::set<std::int32_t>& years() const { return years_; }

  [[nodiscard]] bool IsWorkingDay(const base::Date& date) const;

  /// The day of the n-th working day after `from`, which itself does not count whatever it is; for
  /// n = 0 `from` or, where nobody works on it, the next working day. n ≥ 0; O(n).
  [[nodiscard]] base::Date AddWorkingDays(const base::Date& from, std::int64_t n) const;

  /// How many working days lie after `from` up to `to`, which counts; negative, the other way
  /// round, where `to` is earlier. O(days between).
  [[nodiscard]] std::int64_t WorkingDaysBetween(const base::Date& from, const base::Date& to) const;

  /// The same day of the next month, or its last day where it has no such day; where that is no
  /// working day, the next one (民法典 §§ 202, 203).
  [[nodiscard]] base::Date AddMonth(const base::Date& from) const;

 private:
  std::unordered_map<std::int64_t, bool> works_;  // by day number; what weekends do not say
  std::set<std::int32_t> years_;
};

}  // namespace jiedui::domain
