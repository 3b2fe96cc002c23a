#include "services/second_factor.h"

#include <sodium.h>

#include <algorithm>

#include "base/text.h"
#include "services/access.h"
#include "services/sign_in_guard.h"
#include "services/totp.h"
#include "store/credentials.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::User;
using domain::UserId;

constexpr std::string_view kIssuer = "结对";
constexpr std::string_view kRolesSetting = "two_factor_roles";
constexpr std::size_t kCodes = 10;
constexpr std::size_t kCodeBytes = 10;  // 80 bits, 16 characters of base32

/// The user's number is bound in, so that a sealed secret fits no other account.
std::string AboutOf(UserId user) { return "user " + std::to_string(user.value); }

const unsigned char* BytesOf(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string Seal(const Workspace& workspace, UserId user, std::string_view secret) {
  constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
  std::string sealed(kNonce + secret.size() + crypto_aead_xchacha20poly1305_ietf_ABYTES, '\0');
  auto* const bytes = reinterpret_cast<unsigned char*>(sealed.data());
  randombytes_buf(bytes, kNonce);
  const std::string about = AboutOf(user);
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes + kNonce, nullptr, BytesOf(secret),
                                             secret.size(), BytesOf(about), about.size(), nullptr,
                                             bytes, workspace.auth.seal_key.data());
  return sealed;
}

Result<std::string> Unseal(const Workspace& workspace, UserId user, std::string_view sealed) {
  constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
  constexpr std::size_t kMore = kNonce + crypto_aead_xchacha20poly1305_ietf_ABYTES;
  const auto broken = [] { return Fail(ErrorCode::kInternal, "双因素登录的密钥无法解封"); };
  if (sealed.size() <= kMore) return broken();
  std::string secret(sealed.size() - kMore, '\0');
  const std::string about = AboutOf(user);
  const int status = crypto_aead_xchacha20poly1305_ietf_decrypt(
      reinterpret_cast<unsigned char*>(secret.data()), nullptr, nullptr,
      BytesOf(sealed.substr(kNonce)), sealed.size() - kNonce, BytesOf(about), about.size(),
      BytesOf(sealed), workspace.auth.seal_key.data());
  if (status != 0) return broken();
  return secret;
}

/// A recovery code as it was written down: blanks and hyphens do not matter, nor does case.
std::string Folded(std::string_view code) {
  std::string folded;
  for (const char c : code) {
    if (c == '-' || c == ' ') continue;
    folded += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return folded;
}

store::SecretHash HashOfCode(const Workspace& workspace, UserId user, std::string_view code) {
  const std::string message = AboutOf(user) + " " + Folded(code);
  store::SecretHash hash{};
  const AuthState::Key& key = workspace.auth.recovery_key;
  crypto_generichash(hash.data(), hash.size(), BytesOf(message), message.size(), key.data(),
                     key.size());
  return hash;
}

/// `ABCD-EFGH-IJKL-MNOP`.
std::string NewRecoveryCode() {
  std::string bytes(kCodeBytes, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  const std::string plain = Base32(bytes);
  std::string code;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    if (i > 0 && i % 4 == 0) code += '-';
    code += plain[i];
  }
  return code;
}

Result<std::vector<std::string>> GiveRecoveryCodes(const Workspace& workspace,
                                                   store::UnitOfWork& unit, UserId user) {
  std::vector<std::string> codes;
  std::vector<store::SecretHash> hashes;
  for (std::size_t i = 0; i < kCodes; ++i) {
    codes.push_back(NewRecoveryCode());
    hashes.push_back(HashOfCode(workspace, user, codes.back()));
  }
  JIEDUI_CHECK(store::CredentialChanges(unit).PutRecoveryCodes(user, hashes));
  return codes;
}

tl::unexpected<base::Error> WrongCode() {
  return Fail(ErrorCode::kUnprocessable, "验证码不正确，或已经用过", "code");
}

Status SetTwoFactor(store::UnitOfWork& unit, UserId id, bool on) {
  JIEDUI_ASSIGN(User user, unit.Get(id));
  user.two_factor = on;
  return unit.Update(user);
}

/// Does `change` in one unit of work if the code of the caller's second factor is right; counts
/// wrong ones as failed logins.
Status WithCode(Workspace& workspace, const Login& login, std::string_view code,
                const std::string& reason, const store::Store::Work& change) {
  JIEDUI_ASSIGN(const User user, workspace.store.Get(UserId{login.user.id}));
  if (!user.two_factor) return Fail(ErrorCode::kConflict, "没有启用双因素登录");
  JIEDUI_CHECK(CountOwnTry(workspace, login));
  bool right = false;
  JIEDUI_CHECK(workspace.store.Write(
      store::ContextOf(login.actor, reason), [&](store::UnitOfWork& unit) -> Status {
        JIEDUI_ASSIGN(right, TakeCode(workspace, unit, user, code));
        if (!right) return {};
        JIEDUI_CHECK(ForgetTries(workspace, unit, user.login, login.source));
        return change(unit);
      }));
  return right ? Status{} : WrongCode();
}

}  // namespace

Result<bool> TakeCode(const Workspace& workspace, store::UnitOfWork& unit, const User& user,
                      std::string_view code) {
  const UserId id{user.id};
  store::CredentialChanges changes(unit);
  JIEDUI_ASSIGN(const auto factor, changes.SecondFactorOf(id));
  if (!factor || !factor->active) return false;
  JIEDUI_ASSIGN(const std::string secret, Unseal(workspace, id, factor->sealed_secret));
  const std::string folded = Folded(code);
  if (const auto step = MatchTotp(secret, folded, workspace.clock.NowMs()))
    return changes.TakeStep(id, *step);
  JIEDUI_ASSIGN(const bool recovered,
                changes.TakeRecoveryCode(id, HashOfCode(workspace, id, code)));
  if (recovered) JIEDUI_CHECK(unit.Log("recovery_code_used", "user", user.id));
  return recovered;
}

Result<TotpSetup> BeginSecondFactor(Workspace& workspace, const Login& login,
                                    std::string_view current) {
  JIEDUI_CHECK(RequirePassword(workspace, login, current));
  const UserId id{login.user.id};
  const std::string secret = NewTotpSecret();
  store::SecondFactor factor;
  factor.sealed_secret = Seal(workspace, id, secret);
  factor.begun_ms = workspace.clock.NowMs();
  JIEDUI_CHECK(
      workspace.store.Write(store::ContextOf(login.actor), [&](store::UnitOfWork& unit) -> Status {
        store::CredentialChanges changes(unit);
        JIEDUI_ASSIGN(const auto present, changes.SecondFactorOf(id));
        if (present && present->active)
          return Fail(ErrorCode::kConflict, "已经启用双因素登录；换手机请先停用再启用");
        return changes.PutSecondFactor(id, factor);
      }));
  return TotpSetup{Base32(secret), TotpUri(secret, kIssuer, login.user.login)};
}

Result<RecoveryCodes> ConfirmSecondFactor(Workspace& workspace, const Login& login,
                                          std::string_view code) {
  const UserId id{login.user.id};
  RecoveryCodes given;
  JIEDUI_CHECK(workspace.store.Write(
      store::ContextOf(login.actor, "启用双因素登录"), [&](store::UnitOfWork& unit) -> Status {
        store::CredentialChanges changes(unit);
        JIEDUI_ASSIGN(auto factor, changes.SecondFactorOf(id));
        if (!factor || factor->active) return Fail(ErrorCode::kConflict, "请先开始设置双因素登录");
        JIEDUI_ASSIGN(const std::string secret, Unseal(workspace, id, factor->sealed_secret));
        const auto step = MatchTotp(secret, Folded(code), workspace.clock.NowMs());
        if (!step) return WrongCode();
        factor->active = true;
        factor->last_step = *step;
        JIEDUI_CHECK(changes.PutSecondFactor(id, *factor));
        JIEDUI_CHECK(SetTwoFactor(unit, id, true));
        JIEDUI_CHECK(unit.CloseLoginsOf(id, login.session_id));
        JIEDUI_ASSIGN(given.codes, GiveRecoveryCodes(workspace, unit, id));
        JIEDUI_ASSIGN(given.token, unit.RotateLogin(login.session));
        return {};
      }));
  return given;
}

Result<RecoveryCodes> RenewRecoveryCodes(Workspace& workspace, const Login& login,
                                         std::string_view code) {
  RecoveryCodes given;
  JIEDUI_CHECK(
      WithCode(workspace, login, code, "更换恢复码", [&](store::UnitOfWork& unit) -> Status {
        JIEDUI_ASSIGN(given.codes, GiveRecoveryCodes(workspace, unit, {login.user.id}));
        return unit.Log("recovery_codes_renewed", "user", login.user.id);
      }));
  return given;
}

Status EndSecondFactor(Workspace& workspace, const Login& login, std::string_view code) {
  JIEDUI_ASSIGN(const std::vector<domain::Role> roles, SecondFactorRoles(workspace.store));
  if (std::find(roles.begin(), roles.end(), login.actor.role) != roles.end())
    return Fail(ErrorCode::kForbidden, "您的角色须使用双因素登录，不能停用");
  return WithCode(workspace, login, code, "停用双因素登录", [&](store::UnitOfWork& unit) -> Status {
    JIEDUI_CHECK(store::CredentialChanges(unit).RemoveSecondFactor({login.user.id}));
    return SetTwoFactor(unit, {login.user.id}, false);
  });
}

Result<std::int64_t> RecoveryCodesLeft(Workspace& workspace, const Login& login) {
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  return store::Credentials(session).RecoveryCodesLeft({login.user.id});
}

Status ResetSecondFactor(Workspace& workspace, const domain::Actor& actor, std::int64_t user_id) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kSecureAccounts));
  return workspace.store.Write(
      store::ContextOf(actor, "重置双因素登录"), [&](store::UnitOfWork& unit) -> Status {
        JIEDUI_ASSIGN(const User user, unit.Get(UserId{user_id}));
        JIEDUI_CHECK(RequireSight(actor, user));
        if (!user.two_factor) return Fail(ErrorCode::kConflict, "该账号没有启用双因素登录");
        JIEDUI_CHECK(store::CredentialChanges(unit).RemoveSecondFactor({user_id}));
        JIEDUI_CHECK(SetTwoFactor(unit, {user_id}, false));
        return unit.CloseLoginsOf({user_id});
      });
}

Result<std::vector<domain::Role>> SecondFactorRoles(const store::Store& store) {
  JIEDUI_ASSIGN(const std::optional<std::string> setting, store.Setting(kRolesSetting));
  std::vector<domain::Role> roles;
  if (!setting) return roles;
  for (const std::string_view code : base::Split(*setting, ' ')) {
    if (const auto role = domain::FromCode<domain::Role>(code)) roles.push_back(*role);
  }
  return roles;
}

Status SetSecondFactorRoles(Workspace& workspace, const domain::Actor& actor,
                            const std::vector<domain::Role>& roles) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kSecureAccounts));
  std::string setting;
  for (const domain::Role role : roles) {
    if (!setting.empty()) setting += ' ';
    setting += domain::Code(role);
  }
  return workspace.store.Write(
      store::ContextOf(actor, "双因素登录的要求"),
      [&](store::UnitOfWork& unit) { return unit.PutSetting(kRolesSetting, setting); });
}

}  // namespace jiedui::services
