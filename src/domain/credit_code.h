#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace jiedui::domain {

/// The 18 characters of a 统一社会信用代码 in capitals, blanks removed. kInvalid, with field
/// `credit_code`, when the length, a character or the check digit is wrong; the message says at
/// which place, and which check digit was expected. Source: GB 32100-2015, 4.3 and annex A (weights
/// 3^(i-1) mod 31).
base::Result<std::string> CheckCreditCode(std::string_view text);

/// The check digit of the first 17 characters, which must all be of the code's alphabet.
char CreditCodeCheckDigit(std::string_view first17);

}  // namespace jiedui::domain
