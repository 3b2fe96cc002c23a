#include "office/capital.h"

#include <array>
#include <utility>

#include "base/text.h"

namespace jiedui::office {
namespace {

/// Longest first: 港元 ends like 元.
constexpr std::array<std::pair<std::string_view, std::string_view>, 16> kCurrencies = {{
    {"人民币元", "CNY"},
    {"人民币", "CNY"},
    {"美元", "USD"},
    {"香港元", "HKD"},
    {"港元", "HKD"},
    {"港币", "HKD"},
    {"欧元", "EUR"},
    {"日元", "JPY"},
    {"英镑", "GBP"},
    {"新加坡元", "SGD"},
    {"加元", "CAD"},
    {"澳元", "AUD"},
    {"韩元", "KRW"},
    {"新台币", "TWD"},
    {"rmb", "CNY"},
    {"元", "CNY"},
}};

/// Takes `tail` off the end where it stands there.
bool TakeTail(std::string& text, std::string_view tail) {
  if (!text.ends_with(tail)) return false;
  text.erase(text.size() - tail.size());
  return true;
}

std::string TakeCurrency(std::string& text) {
  for (const auto& [name, code] : kCurrencies) {
    if (!TakeTail(text, name)) continue;
    // `万元人民币` says it twice.
    if (code == "CNY") TakeTail(text, "元");
    return std::string(code);
  }
  return "CNY";
}

/// How many 万 one unit is.
double TakeScale(std::string& text, bool unit_given) {
  if (TakeTail(text, "亿")) return 10'000;
  if (TakeTail(text, "万")) return 1;
  return unit_given ? 0.0001 : 1;
}

}  // namespace

base::Result<std::optional<Capital>> ParseCapital(std::string_view cell) {
  std::string text = base::Normalize(base::Trim(cell));
  for (const char* bracket : {"(", ")", " "}) text = base::ReplaceAll(text, bracket, "");
  for (const char* unknown : {"", "n/a", "-", "--", "无", "null", "不详"}) {
    if (text == unknown) return std::optional<Capital>();
  }
  const std::size_t length = text.size();
  std::string currency = TakeCurrency(text);
  const double scale = TakeScale(text, text.size() != length);
  const std::optional<double> amount = base::ParseNumber(text);
  if (!amount || *amount < 0) {
    return base::Fail(base::ErrorCode::kInvalid,
                      "“" + std::string(cell) + "” 不是注册资本（例: 2500万元）");
  }
  return std::optional(Capital{*amount * scale, std::move(currency)});
}

}  // namespace jiedui::office
