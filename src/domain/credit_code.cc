#include "domain/credit_code.h"

#include "base/text.h"

namespace jiedui::domain {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
constexpr std::size_t kLength = 18;

/// Registries mask characters with a small x: typed by hand, a code has one case throughout.
bool MixesCases(std::string_view text) {
  bool small = false;
  bool capital = false;
  for (const char c : text) {
    small = small || (c >= 'a' && c <= 'z');
    capital = capital || (c >= 'A' && c <= 'Z');
  }
  return small && capital;
}

tl::unexpected<base::Error> Bad(std::string message) {
  return base::Fail(base::ErrorCode::kInvalid, std::move(message), "credit_code");
}

}  // namespace

char CreditCodeCheckDigit(std::string_view first17) {
  std::size_t sum = 0;
  std::size_t weight = 1;
  for (const char c : first17) {
    sum += kAlphabet.find(c) * weight;
    weight = weight * 3 % kAlphabet.size();
  }
  return kAlphabet[(kAlphabet.size() - sum % kAlphabet.size()) % kAlphabet.size()];
}

base::Result<std::string> CheckCreditCode(std::string_view text) {
  const std::string quoted = "统一社会信用代码 “" + std::string(text.substr(0, 64)) + "” ";
  if (MixesCases(text)) return Bad(quoted + "大小写混用，可能是脱敏数据");
  std::string code = base::ReplaceAll(base::Normalize(base::Trim(text)), " ", "");
  for (char& c : code) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  if (const std::size_t length = base::CountCodePoints(code); length != kLength) {
    return Bad(quoted + "应为 18 位，现为 " + std::to_string(length) + " 位");
  }
  if (const std::size_t at = code.find_first_not_of(kAlphabet); at != std::string::npos) {
    return Bad(quoted + "第 " + std::to_string(base::CountCodePoints(code.substr(0, at)) + 1) +
               " 位不是允许的字符");
  }
  const char expected = CreditCodeCheckDigit(std::string_view(code).substr(0, kLength - 1));
  if (code.back() != expected) {
    return Bad(quoted + "校验位为 " + code.back() + "，应为 " + expected);
  }
  return code;
}

}  // namespace jiedui::domain
