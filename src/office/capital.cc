#include "office/capital.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace jiedui::office {
namespace {

/// Texts are normalised. Where one name starts like another, the longer stands first.
struct Currency {
  std::string_view name;
  std::string_view code;
};
constexpr std::array<Currency, 34> kCurrencies = {{
    {"人民币", "CNY"},     {"rmb", "CNY"},      {"cny", "CNY"},      {"美元", "USD"},
    {"美金", "USD"},       {"usd", "USD"},      {"香港元", "HKD"},   {"港元", "HKD"},
    {"港币", "HKD"},       {"¥", "CNY"},        {"hkd", "HKD"},      {"欧元", "EUR"},
    {"eur", "EUR"},        {"日元", "JPY"},     {"日圆", "JPY"},     {"jpy", "JPY"},
    {"英镑", "GBP"},       {"gbp", "GBP"},      {"新加坡元", "SGD"}, {"新元", "SGD"},
    {"sgd", "SGD"},        {"加拿大元", "CAD"}, {"加元", "CAD"},     {"cad", "CAD"},
    {"澳大利亚元", "AUD"}, {"澳元", "AUD"},     {"aud", "AUD"},      {"韩元", "KRW"},
    {"krw", "KRW"},        {"新台币", "TWD"},   {"台币", "TWD"},     {"twd", "TWD"},
    {"瑞士法郎", "CHF"},   {"chf", "CHF"},
}};

struct Scale {
  std::string_view name;
  double times;
};
constexpr std::array<Scale, 4> kScales = {{{"亿", 1e8}, {"万", 1e4}, {"千", 1e3}, {"百", 1e2}}};

constexpr std::array<std::string_view, 11> kUnknown = {"",     "n/a", "-",    "--",   "—",     "/",
                                                       "null", "无",  "不详", "暂无", "未公示"};

bool Take(std::string_view& text, std::string_view front) {
  if (front.empty() || !text.starts_with(front)) return false;
  text.remove_prefix(front.size());
  return true;
}

/// `1234`, `1,234.50`: digits, commas before three of them, one point. No sign, no exponent.
std::optional<double> TakeNumber(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_not_of("0123456789,."), text.size());
  const std::string_view number = text.substr(0, end);
  const std::string_view whole = number.substr(0, number.find('.'));
  for (std::size_t comma = whole.find(','); comma != std::string_view::npos;
       comma = whole.find(',', comma + 1)) {
    if ((whole.size() - comma) % 4 != 0) return std::nullopt;
  }
  if (number.substr(whole.size()).find(',') != std::string_view::npos) return std::nullopt;
  text.remove_prefix(end);
  return base::ParseNumber(number);
}

/// What stands around the number.
struct Unit {
  std::string_view currency = {};
  double yuan = 1;       // one of the unit is that many 元, or whatever the currency's unit is
  bool sized = false;    // whether anything said how large the unit is
  bool clashes = false;  // two currencies
};

bool TakeCurrency(std::string_view& text, Unit& unit) {
  const auto found = std::find_if(kCurrencies.begin(), kCurrencies.end(),
                                  [&](const Currency& c) { return Take(text, c.name); });
  if (found == kCurrencies.end()) return false;
  unit.clashes = unit.clashes || (!unit.currency.empty() && unit.currency != found->code);
  unit.currency = found->code;
  return true;
}

bool TakeScale(std::string_view& text, Unit& unit) {
  const auto found = std::find_if(kScales.begin(), kScales.end(),
                                  [&](const Scale& s) { return Take(text, s.name); });
  if (found == kScales.end()) return false;
  unit.yuan *= found->times;
  unit.sized = true;
  return true;
}

bool TakeYuan(std::string_view& text, Unit& unit) {
  if (!Take(text, "元") && !Take(text, "圆")) return false;
  unit.sized = true;
  return true;
}

/// Scale, currency, 元 and 整 in any order; false at the first thing that is none of them.
bool TakeUnit(std::string_view& text, Unit& unit) {
  while (!text.empty()) {
    const bool taken = TakeScale(text, unit) || TakeCurrency(text, unit) || TakeYuan(text, unit) ||
                       Take(text, "整");
    if (!taken) return false;
  }
  return true;
}

/// Multiplied or divided by whole powers of ten only: 642.4643 万 must stay 642.4643.
double ToWan(double number, const Unit& unit) {
  constexpr double kWan = 1e4;
  if (!unit.sized) return number;
  return unit.yuan >= kWan ? number * (unit.yuan / kWan) : number / (kWan / unit.yuan);
}

}  // namespace

base::Result<std::optional<Capital>> ParseCapital(std::string_view cell) {
  std::string plain = base::Normalize(base::Trim(cell));
  for (const char* dropped : {"(", ")", " "})
    plain = base::ReplaceAll(std::move(plain), dropped, "");
  if (std::find(kUnknown.begin(), kUnknown.end(), plain) != kUnknown.end())
    return std::optional<Capital>();
  std::string_view rest = plain;
  Unit unit;
  TakeCurrency(rest, unit);
  const std::optional<double> number = TakeNumber(rest);
  const bool read = number && TakeUnit(rest, unit) && !unit.clashes;
  constexpr double kMostWan = 1e12;  // a hundred times what China produces in a year
  if (!read || ToWan(*number, unit) > kMostWan) {
    return base::Fail(base::ErrorCode::kInvalid,
                      "“" + std::string(cell) + "” 不是注册资本（例: 2500万元）");
  }
  const std::string_view currency = unit.currency.empty() ? "CNY" : unit.currency;
  return std::optional(Capital{ToWan(*number, unit), std::string(currency)});
}

}  // namespace jiedui::office
