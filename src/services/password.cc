#include "services/password.h"

#include <sodium.h>

#include <array>

#include "base/text.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr std::size_t kLeastLength = 10;
constexpr int kLeastKinds = 2;

/// Aborts where the machine gives no randomness: nothing here could be trusted then.
void Ready() {
  static const bool ready = sodium_init() >= 0;
  if (!ready) std::abort();
}

int KindsOf(std::string_view password) {
  bool digit = false;
  bool letter = false;
  bool other = false;
  for (const char c : password) {
    const bool is_digit = c >= '0' && c <= '9';
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    digit = digit || is_digit;
    letter = letter || is_letter;
    other = other || (!is_digit && !is_letter);
  }
  return static_cast<int>(digit) + static_cast<int>(letter) + static_cast<int>(other);
}

}  // namespace

base::Result<std::string> HashPassword(std::string_view password, PasswordCost cost) {
  Ready();
  const bool least = cost == PasswordCost::kLeast;
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  const int status =
      crypto_pwhash_str_alg(hash.data(), password.data(), password.size(),
                            least ? crypto_pwhash_OPSLIMIT_MIN : crypto_pwhash_OPSLIMIT_INTERACTIVE,
                            least ? crypto_pwhash_MEMLIMIT_MIN : crypto_pwhash_MEMLIMIT_INTERACTIVE,
                            crypto_pwhash_ALG_ARGON2ID13);
  if (status != 0) return Fail(ErrorCode::kUnavailable, "内存不足，暂时无法处理密码");
  return std::string(hash.data());
}

bool VerifyPassword(std::string_view hash, std::string_view password) {
  Ready();
  if (hash.size() >= crypto_pwhash_STRBYTES) return false;
  const std::string terminated(hash);
  return crypto_pwhash_str_verify(terminated.c_str(), password.data(), password.size()) == 0;
}

void WasteVerifyTime(std::string_view password) {
  static const std::string nobody = HashPassword("nobody").value_or("");
  static_cast<void>(VerifyPassword(nobody, password));
}

base::Status CheckPasswordRules(std::string_view login, std::string_view password) {
  if (base::CountCodePoints(password) < kLeastLength) {
    return Fail(ErrorCode::kInvalid, "密码至少 " + std::to_string(kLeastLength) + " 个字符",
                "password");
  }
  if (KindsOf(password) < kLeastKinds) {
    return Fail(ErrorCode::kInvalid, "密码须包含数字、字母、其他字符中的至少两种", "password");
  }
  if (password == login) return Fail(ErrorCode::kInvalid, "密码不能与账号相同", "password");
  return {};
}

std::string RandomToken() {
  Ready();
  std::array<unsigned char, 32> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  std::array<char, 65> hex{};
  sodium_bin2hex(hex.data(), hex.size(), bytes.data(), bytes.size());
  return hex.data();
}

}  // namespace jiedui::services
