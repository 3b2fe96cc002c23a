#include "services/months.h"

#include "base/text.h"

namespace jiedui::services {
namespace {

base::Date FirstOf(std::string_view month) {
  return base::ParseDate(std::string(month) + "-01").value_or(base::Date{});
}

std::string Name(int year, int month) {
  const std::string day =
      base::FormatDate({year, static_cast<std::uint8_t>(month), std::uint8_t{1}});
  return day.substr(0, 7);
}

}  // namespace

base::Status CheckMonth(std::string_view month) {
  if (month.size() == 7 && month[4] == '-' && base::ParseDate(std::string(month) + "-01"))
    return {};
  return base::Fail(base::ErrorCode::kInvalid,
                    "“" + std::string(month) + "” 不是月份（如 2020-07）", "month");
}

std::string MonthBefore(std::string_view month) {
  const base::Date first = FirstOf(month);
  return first.month == 1 ? Name(first.year - 1, 12) : Name(first.year, first.month - 1);
}

std::string MonthAfter(std::string_view month) {
  const base::Date first = FirstOf(month);
  return first.month == 12 ? Name(first.year + 1, 1) : Name(first.year, first.month + 1);
}

std::string MonthOf(base::TimeMs moment_ms) {
  return base::FormatDate(base::DateInChina(moment_ms)).substr(0, 7);
}

std::string DayInWords(const base::Date& day) {
  return std::to_string(day.year) + "年" + std::to_string(day.month) + "月" +
         std::to_string(day.day) + "日";
}

MonthSpan SpanOf(std::string_view month) {
  return {base::StartOfDayInChina(FirstOf(month)),
          base::StartOfDayInChina(FirstOf(MonthAfter(month)))};
}

base::Date ReportDue(std::string_view month) { return FirstOf(MonthAfter(month)); }

}  // namespace jiedui::services
