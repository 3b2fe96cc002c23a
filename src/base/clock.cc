#include "base/clock.h"

#include <array>
#include <cctype>
#include <cstdio>

#include "base/text.h"

namespace jiedui::base {
namespace {

using std::chrono::days;
using std::chrono::milliseconds;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr TimeMs kDayMs = 86'400'000;
constexpr TimeMs kChinaOffsetMs = 8LL * 3'600'000;

sys_days ToDays(const Date& date) {
  return sys_days{std::chrono::year{date.year} / std::chrono::month{date.month} /
                  std::chrono::day{date.day}};
}

Date FromDays(sys_days day) {
  const year_month_day ymd{day};
  return {static_cast<int>(ymd.year()),
          static_cast<std::uint8_t>(static_cast<unsigned>(ymd.month())),
          static_cast<std::uint8_t>(static_cast<unsigned>(ymd.day()))};
}

TimeMs FloorToDay(TimeMs time_ms) { return time_ms - ((time_ms % kDayMs + kDayMs) % kDayMs); }

/// The runs of ASCII digits in the text; nothing when other text than date separators stands
/// between.
std::vector<int> DigitRuns(std::string_view text) {
  std::vector<int> runs;
  bool inside = false;
  for (const char c : text) {
    if (std::isdigit(static_cast<unsigned char>(c)) == 0) {
      inside = false;
      continue;
    }
    if (!inside) runs.push_back(0);
    inside = true;
    if (runs.back() > 99'999'999) return {};
    runs.back() = runs.back() * 10 + (c - '0');
  }
  return runs;
}

bool OnlyDateCharacters(std::string_view text) {
  std::string rest = ReplaceAll(std::string(text), "年", "-");
  rest = ReplaceAll(rest, "月", "-");
  rest = ReplaceAll(rest, "日", "");
  return !rest.empty() && rest.find_first_not_of("0123456789-/.") == std::string::npos;
}

}  // namespace

TimeMs SystemClock::NowMs() const {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<milliseconds>(now).count();
}

Result<Date> ParseDate(std::string_view text) {
  const auto bad = [&] {
    return Fail(ErrorCode::kInvalid, "不是日期: “" + std::string(text) + "” (例: 2020-06-12)");
  };
  const std::string_view trimmed = Trim(text);
  if (!OnlyDateCharacters(trimmed)) return bad();
  std::vector<int> runs = DigitRuns(trimmed);
  if (runs.size() == 1 && trimmed.size() == 8) {
    runs = {runs[0] / 10000, runs[0] / 100 % 100, runs[0] % 100};
  }
  if (runs.size() != 3 || runs[0] < 1 || runs[0] > 9999) return bad();
  const year_month_day ymd{std::chrono::year{runs[0]},
                           std::chrono::month{static_cast<unsigned>(runs[1])},
                           std::chrono::day{static_cast<unsigned>(runs[2])}};
  if (runs[1] > 12 || runs[2] > 31 || !ymd.ok()) return bad();
  return Date{runs[0], static_cast<std::uint8_t>(runs[1]), static_cast<std::uint8_t>(runs[2])};
}

std::string FormatDate(const Date& date) {
  std::array<char, 32> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%04d-%02d-%02d", static_cast<int>(date.year),
                static_cast<int>(date.month), static_cast<int>(date.day));
  return buffer.data();
}

std::string FormatUtc(TimeMs time_ms) {
  const TimeMs day_start = FloorToDay(time_ms);
  const Date date = FromDays(sys_days{days{static_cast<int>(day_start / kDayMs)}});
  const auto in_day = static_cast<int>(time_ms - day_start);
  std::array<char, 48> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%sT%02d:%02d:%02d.%03dZ", FormatDate(date).c_str(),
                in_day / 3'600'000, in_day / 60'000 % 60, in_day / 1000 % 60, in_day % 1000);
  return buffer.data();
}

Result<TimeMs> ParseUtc(std::string_view text) {
  int hour = 0;
  int minute = 0;
  int second = 0;
  int milli = 0;
  const std::string copy(text);
  const bool shaped = copy.size() == 24 && std::sscanf(copy.c_str() + 10, "T%2d:%2d:%2d.%3dZ",
                                                       &hour, &minute, &second, &milli) == 4;
  if (!shaped || hour > 23 || minute > 59 || second > 59) {
    return Fail(ErrorCode::kInvalid, "不是时间: “" + copy + "” (例: 2020-06-12T08:00:00.000Z)");
  }
  JIEDUI_ASSIGN(const Date date, ParseDate(copy.substr(0, 10)));
  const TimeMs day_ms = TimeMs{ToDays(date).time_since_epoch().count()} * kDayMs;
  return day_ms + ((hour * 60LL + minute) * 60 + second) * 1000 + milli;
}

Date DateInChina(TimeMs time_ms) {
  const TimeMs local = FloorToDay(time_ms + kChinaOffsetMs);
  return FromDays(sys_days{days{static_cast<int>(local / kDayMs)}});
}

TimeMs StartOfDayInChina(const Date& date) {
  return TimeMs{ToDays(date).time_since_epoch().count()} * kDayMs - kChinaOffsetMs;
}

}  // namespace jiedui::base
