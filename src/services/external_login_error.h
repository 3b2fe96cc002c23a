#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "base/result.h"
#include "domain/names.h"

namespace jiedui::services {

/// Why a login by another service did not come to be, as the login page tells it.
enum class LoginRefusal : std::uint8_t {
  kExpired,      ///< not begun by this browser, too long ago, or ended already
  kDeclined,     ///< the other service let nobody in
  kUntrusted,    ///< what the other service sent does not stand the checks
  kUnavailable,  ///< the other service did not answer
  kBusy,         ///< too many log in at this moment
  kUnknown,      ///< no account has that identity
  kDisabled,     ///< the account is disabled
  kUnconfirmed,  ///< what the account may do awaits its confirmation
};

constexpr std::array<domain::EnumName, 8> kLoginRefusalNames = {{
    {"expired", "登录请求已失效", "Expired"},
    {"declined", "身份源没有放行", "Declined"},
    {"untrusted", "身份源的答复未通过校验", "Not trusted"},
    {"unavailable", "身份源没有答复", "Unavailable"},
    {"busy", "登录的人太多", "Busy"},
    {"unknown", "没有对应的账号", "No account"},
    {"disabled", "账号已停用", "Disabled"},
    {"unconfirmed", "账号的授权尚待确认", "Not confirmed"},
}};
constexpr std::span<const domain::EnumName> NamesOf(LoginRefusal /*tag*/) {
  return kLoginRefusalNames;
}

/// kForbidden with the refusal's code as its field; the text is for the log and the audit.
inline tl::unexpected<base::Error> Refuse(LoginRefusal refusal, const std::string& why) {
  return base::Fail(base::ErrorCode::kForbidden, why, std::string(domain::Code(refusal)));
}

}  // namespace jiedui::services
