#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace jiedui::office {

/// Registered capital as registries write it.
struct Capital {
  double wan = 0;        ///< in ten thousands of the currency, ≥ 0
  std::string currency;  ///< ISO 4217; not converted
};

/// Reads `2,500(万)`, `204万人民币`, `50万元`, `人民币5千万元整`, `1.2亿元`, `3000000元`,
/// `100(万美元)`, `USD 30万`: a number, then its scale and currency in any order and brackets. A
/// number without a unit is 万元, as registries' columns are; without a currency, it is CNY.
/// Nothing for what registries write where it is unknown (`N/A`, `-`, `无`, blank). kInvalid, with
/// the text, for anything else.
base::Result<std::optional<Capital>> ParseCapital(std::string_view text);

}  // namespace jiedui::office
