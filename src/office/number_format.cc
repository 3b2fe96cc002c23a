#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <optional>

#include "base/clock.h"
#include "base/text.h"
#include "office/number_format_internal.h"

namespace jiedui::office {
namespace {

using Kind = NumberFormat::Kind;

constexpr std::int64_t kDaySeconds = 86'400;

struct BuiltIn {
  int first;
  int last;
  Kind kind;
};

constexpr std::array<BuiltIn, 10> kBuiltIn = {{{14, 17, Kind::kDate},
                                               {18, 21, Kind::kTime},
                                               {22, 22, Kind::kDateTime},
                                               {27, 31, Kind::kDate},
                                               {32, 35, Kind::kTime},
                                               {36, 36, Kind::kDate},
                                               {45, 47, Kind::kElapsed},
                                               {50, 54, Kind::kDate},
                                               {55, 56, Kind::kTime},
                                               {57, 58, Kind::kDate}}};

/// What the letters of a format code ask for.
struct Letters {
  bool day = false;      // y or d
  bool month = false;    // m: minutes where there are hours or seconds
  bool clock = false;    // h or s
  bool elapsed = false;  // [h], [m], [s]
};

void NoteLetter(char letter, Letters& letters) {
  if (letter == 'y' || letter == 'd') letters.day = true;
  if (letter == 'm') letters.month = true;
  if (letter == 'h' || letter == 's') letters.clock = true;
}

/// Reads the first section (positive numbers), leaving out quoted, escaped and bracketed text.
Letters ReadLetters(const std::string& code) {
  Letters letters;
  for (std::size_t i = 0; i < code.size() && code[i] != ';'; ++i) {
    const char c = code[i];
    if (c == '"') {
      i = std::min(code.find('"', i + 1), code.size() - 1);
    } else if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else if (c == '[') {
      const char inside = i + 1 < code.size() ? code[i + 1] : ']';
      if (inside == 'h' || inside == 'm' || inside == 's') letters.elapsed = true;
      i = std::min(code.find(']', i), code.size() - 1);
    } else if (code.compare(i, 5, "am/pm") == 0) {
      i += 4;
    } else {
      NoteLetter(c, letters);
    }
  }
  return letters;
}

std::optional<double> ToDouble(std::string_view text) {
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

/// `9.11e+17` without its exponent; digits and point only.
std::string Expand(std::string_view digits, int exponent) {
  std::string plain(digits);
  std::erase(plain, '.');
  for (int zeros = -exponent; zeros > 0; --zeros) plain.insert(plain.begin(), '0');
  if (exponent < 0) return plain.insert(1, ".");
  const auto whole = static_cast<std::size_t>(exponent) + 1;
  plain.resize(std::max(plain.size(), whole), '0');
  return whole < plain.size() ? plain.insert(whole, ".") : plain;
}

/// 15 significant digits, which is what Excel keeps and shows of any number.
std::string ShowPlain(double value) {
  if (value == 0) return "0";
  std::array<char, 40> buffer{};
  const auto written = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                     std::chars_format::general, 15);
  std::string text(buffer.data(), written.ptr);
  const std::size_t e = text.find('e');
  if (e == std::string::npos) return text;
  const int exponent = std::atoi(text.c_str() + e + 1);
  if (exponent < -10 || exponent > 20) return text;
  const std::size_t sign = text.front() == '-' ? 1 : 0;
  return text.substr(0, sign).append(Expand(text.substr(sign, e - sign), exponent));
}

/// The day of a serial number. In the 1900 system, day 60 is the 29th of February 1900, which never
/// was; days before it count from the 31st of December 1899, later ones from the 30th.
std::optional<std::string> ShowDay(std::int64_t serial, bool since_1904) {
  constexpr std::int64_t kLast1900 = 2'958'465;  // 9999-12-31
  constexpr std::int64_t kLast1904 = kLast1900 - 1462;
  constexpr std::int64_t kEpochIn1900 = 25'569;  // 1970-01-01
  constexpr std::int64_t kEpochIn1904 = kEpochIn1900 - 1462;
  const bool known = since_1904 ? serial >= 0 && serial <= kLast1904
                                : serial >= 1 && serial <= kLast1900 && serial != 60;
  if (!known) return std::nullopt;
  const std::int64_t epoch = since_1904 ? kEpochIn1904 : kEpochIn1900 - (serial < 60 ? 1 : 0);
  const std::chrono::year_month_day day{
      std::chrono::sys_days{std::chrono::days{static_cast<int>(serial - epoch)}}};
  return base::FormatDate({static_cast<std::int32_t>(static_cast<int>(day.year())),
                           static_cast<std::uint8_t>(static_cast<unsigned>(day.month())),
                           static_cast<std::uint8_t>(static_cast<unsigned>(day.day()))});
}

std::string TwoDigits(std::int64_t number) {
  return std::string(number < 10 ? "0" : "").append(std::to_string(number));
}

std::string ShowClock(std::int64_t seconds) {
  return TwoDigits(seconds / 3600) + ":" + TwoDigits(seconds / 60 % 60) + ":" +
         TwoDigits(seconds % 60);
}

/// Days, times or both; nothing where the number is outside of what the kind can show.
std::optional<std::string> ShowMoment(double value, Kind kind, bool since_1904) {
  constexpr double kBeyondAnyDay = 3'000'000;
  if (value < 0 || value > kBeyondAnyDay) return std::nullopt;
  const std::int64_t seconds = std::llround(value * static_cast<double>(kDaySeconds));
  const std::int64_t in_day = seconds % kDaySeconds;
  if (kind == Kind::kElapsed) return ShowClock(seconds);
  if (kind == Kind::kTime) return ShowClock(in_day);
  if (kind == Kind::kDate) return ShowDay(static_cast<std::int64_t>(value), since_1904);
  std::optional<std::string> day = ShowDay(seconds / kDaySeconds, since_1904);
  if (day && in_day != 0) day->append(" ").append(ShowClock(in_day));
  return day;
}

std::string PadWithZeros(std::string number, std::size_t digits) {
  const bool whole = number.find_first_not_of("0123456789") == std::string::npos;
  if (whole && number.size() < digits) number.insert(0, digits - number.size(), '0');
  return number;
}

/// Most numbers are short whole ones: nothing to convert.
bool IsShortWhole(std::string_view text) {
  return !text.empty() && text.size() <= 15 && (text == "0" || text.front() != '0') &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

NumberFormat ClassifyFormat(int id, std::string_view code) {
  if (code.empty()) {
    for (const BuiltIn& range : kBuiltIn) {
      if (id >= range.first && id <= range.last) return {range.kind};
    }
    return {};
  }
  const std::string lower = base::LowerAscii(code);
  if (lower.starts_with("general")) return {};
  const std::string_view section = std::string_view(lower).substr(0, lower.find(';'));
  if (section.find_first_not_of('0') == std::string_view::npos)
    return {section.size() > 1 ? Kind::kZeros : Kind::kNumber, section.size()};
  const Letters letters = ReadLetters(lower);
  if (letters.elapsed) return {Kind::kElapsed};
  if (letters.day) return {letters.clock ? Kind::kDateTime : Kind::kDate};
  if (letters.clock) return {Kind::kTime};
  return {letters.month ? Kind::kDate : Kind::kNumber};
}

std::string ShowNumber(std::string_view value, const NumberFormat& format, bool since_1904) {
  if (format.kind == Kind::kNumber && IsShortWhole(value)) return std::string(value);
  const std::optional<double> number = ToDouble(value);
  if (!number) return std::string(value);
  if (format.kind == Kind::kZeros) return PadWithZeros(ShowPlain(*number), format.zeros);
  if (format.kind == Kind::kNumber) return ShowPlain(*number);
  return ShowMoment(*number, format.kind, since_1904).value_or(ShowPlain(*number));
}

}  // namespace jiedui::office
