#include "domain/calendar.h"

#include <chrono>

#include "domain/tsv.h"

namespace jiedui::domain {
namespace {

namespace ch = std::chrono;
using base::Date;
using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

bool IsWeekend(std::int64_t day) {
  const ch::weekday weekday{ch::sys_days{ch::days{day}}};
  return weekday == ch::Saturday || weekday == ch::Sunday;
}

tl::unexpected<base::Error> BadDay(const TsvRow& row, std::string_view what) {
  return Fail(ErrorCode::kInvalid, std::string(row.file) + " line " + std::to_string(row.line) +
                                       ": " + row.cells[0] + " " + std::string(what));
}

}  // namespace

std::int64_t DayNumber(const Date& date) {
  return ch::sys_days{ch::year{date.year} / ch::month{date.month} / ch::day{date.day}}
      .time_since_epoch()
      .count();
}

Date DateOfDayNumber(std::int64_t day) {
  const ch::year_month_day date{ch::sys_days{ch::days{day}}};
  return {static_cast<std::int32_t>(static_cast<int>(date.year())),
          static_cast<std::uint8_t>(static_cast<unsigned>(date.month())),
          static_cast<std::uint8_t>(static_cast<unsigned>(date.day()))};
}

Result<Calendar> Calendar::Parse(std::string_view holidays) {
  Calendar calendar;
  JIEDUI_CHECK(ReadTsv("holidays.tsv", holidays, {"day", "kind"}, [&](const TsvRow& row) -> Status {
    const Result<Date> date = base::ParseDate(row.cells[0]);
    if (!date) return BadDay(row, "is no day");
    const bool works = row.cells[1] == "work";
    if (!works && row.cells[1] != "rest") return BadDay(row, "is neither rest nor work");
    const std::int64_t day = DayNumber(*date);
    if (works && !IsWeekend(day)) return BadDay(row, "is worked anyway");
    if (!calendar.works_.emplace(day, works).second) return BadDay(row, "is given twice");
    // The 31st of December may belong to the next year's notice.
    if (date->month != 12) calendar.years_.insert(date->year);
    return {};
  }));
  return calendar;
}

bool Calendar::IsWorkingDay(const Date& date) const {
  const std::int64_t day = DayNumber(date);
  const auto said = works_.find(day);
  return said == works_.end() ? !IsWeekend(day) : said->second;
}

Date Calendar::AddWorkingDays(const Date& from, std::int64_t n) const {
  std::int64_t day = DayNumber(from);
  if (n == 0) {
    while (!IsWorkingDay(DateOfDayNumber(day))) ++day;
  }
  while (n > 0) {
    ++day;
    if (IsWorkingDay(DateOfDayNumber(day))) --n;
  }
  return DateOfDayNumber(day);
}

std::int64_t Calendar::WorkingDaysBetween(const Date& from, const Date& to) const {
  if (to < from) return -WorkingDaysBetween(to, from);
  std::int64_t count = 0;
  for (std::int64_t day = DayNumber(from) + 1; day <= DayNumber(to); ++day)
    count += IsWorkingDay(DateOfDayNumber(day)) ? 1 : 0;
  return count;
}

Date Calendar::AddMonth(const Date& from) const {
  const ch::year_month month = ch::year{from.year} / ch::month{from.month} + ch::months{1};
  ch::year_month_day date = month / ch::day{from.day};
  if (!date.ok()) date = month / ch::last;
  return AddWorkingDays(DateOfDayNumber(ch::sys_days{date}.time_since_epoch().count()), 0);
}

}  // namespace jiedui::domain
