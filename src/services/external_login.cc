#include "services/external_login.h"

#include <sodium.h>

#include "base/json_writer.h"
#include "base/log.h"
#include "services/base64url.h"
#include "services/begun_login.h"
#include "services/cas.h"
#include "services/digest.h"
#include "services/external_identity.h"
#include "services/external_login_error.h"
#include "services/grants.h"
#include "services/oidc.h"
#include "services/settle.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::User;

constexpr std::string_view kCallback = "/api/v1/external_logins/";
constexpr std::size_t kLoginDigits = 12;  // of the digest, in a new account's name

std::string FromHex(const std::string& hex) {
  std::string bytes(hex.size() / 2, '\0');
  sodium_hex2bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), hex.data(),
                 hex.size(), nullptr, nullptr, nullptr);
  return bytes;
}

User NewUser(const NewAccounts& accounts, const std::string& external_id, const std::string& name) {
  User user;
  user.login = "sso-" + DigestOf(external_id).substr(0, kLoginDigits);
  user.display_name = name.empty() ? external_id.substr(external_id.find(':') + 1) : name;
  user.role = accounts.role;
  user.region_code = accounts.region_code;
  user.department_code = accounts.department_code;
  user.external_id = external_id;
  return user;
}

}  // namespace

struct ExternalLogins::Impl {
  Workspace& workspace;
  SsoOptions options;
  Exchanges exchanges;
  std::unique_ptr<OidcClient> oidc = nullptr;
  std::unique_ptr<CasClient> cas = nullptr;
  std::string key = {};

  Impl(Workspace& city, const SsoOptions& sso)
      : workspace(city), options(sso), exchanges(sso.most_at_once) {
    const std::string callback = options.public_url + std::string(kCallback);
    if (options.oidc)
      oidc = std::make_unique<OidcClient>(options, callback + std::string(kOidc), city.clock,
                                          exchanges);
    if (options.cas)
      cas = std::make_unique<CasClient>(options, callback + std::string(kCas), exchanges);
  }

  [[nodiscard]] store::Context ContextFor(const LoginReturn& back, std::string reason) const {
    return {0, std::string(back.provider), {}, back.remote_address, std::move(reason)};
  }

  /// The login that this browser began, if it is this one.
  [[nodiscard]] Result<BegunLogin> Begun(const LoginReturn& back) const {
    const std::optional<BegunLogin> begun = Unseal(back.sealed, key);
    if (!begun || begun->provider != back.provider)
      return Refuse(LoginRefusal::kExpired, "登录不是由这个浏览器开始的");
    if (workspace.clock.NowMs() >= begun->expires_ms)
      return Refuse(LoginRefusal::kExpired, "登录开始得太久");
    if (!SameSecret(back.state, begun->state))
      return Refuse(LoginRefusal::kExpired, "state 不是这个浏览器的");
    return *begun;
  }

  Result<Identity> Vouched(const BegunLogin& begun, const LoginReturn& back) {
    if (back.provider == kCas) return cas->Validate(back.ticket, begun.state);
    if (!back.issuer.empty() && back.issuer != options.oidc->issuer)
      return Refuse(LoginRefusal::kUntrusted, "答复来自另一个身份源（iss）");
    if (!back.error.empty())
      return Refuse(LoginRefusal::kDeclined, "身份源: " + back.error.substr(0, 64));
    if (back.code.empty()) return Refuse(LoginRefusal::kUntrusted, "身份源的答复没有 code");
    return oidc->Redeem(begun, back.code);
  }

  /// Of two that bring the same login, one ends it.
  Status End(const BegunLogin& begun, const LoginReturn& back) const {
    const Status ended =
        workspace.store.Write(ContextFor(back, {}), [&](store::UnitOfWork& unit) -> Status {
          return unit.EndExternalLogin(begun.state, begun.expires_ms);
        });
    if (!ended && ended.error().code == ErrorCode::kConflict)
      return Refuse(LoginRefusal::kExpired, ended.error().message);
    return ended;
  }

  /// An account for who has none, where the operator wants that.
  Result<User> Create(const LoginReturn& back, const Identity& identity,
                      const std::string& external_id) const {
    if (!options.new_accounts)
      return Refuse(LoginRefusal::kUnknown, "没有账号的外部身份是 " + external_id);
    User user = NewUser(*options.new_accounts, external_id, identity.name);
    JIEDUI_CHECK(workspace.store.Write(ContextFor(back, "首次以外部身份登录，自动建立账号"),
                                       [&](store::UnitOfWork& unit) -> Status {
                                         JIEDUI_CHECK(Settle(workspace.reference, unit, user));
                                         return unit.Insert(user);
                                       }));
    return user;
  }

  Result<User> AccountOf(const LoginReturn& back, const Identity& identity,
                         const std::string& external_id) const {
    JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
    JIEDUI_ASSIGN(const std::optional<User> user, FindByExternalId(session, external_id));
    if (!user) return Create(back, identity, external_id);
    if (user->disabled) return Refuse(LoginRefusal::kDisabled, "账号 “" + user->login + "” 已停用");
    return *user;
  }

  /// A refusal of somebody whom the other service vouched for: the audit knows who tried.
  void NoteRefusal(const LoginReturn& back, const std::string& external_id,
                   const base::Error& error) const {
    base::JsonWriter details;
    details.StartObject().Member("how", back.provider).Member("external_id", external_id);
    details.Member("refusal", error.field).EndObject();
    const Status noted = workspace.store.Write(
        ContextFor(back, "外部身份 " + external_id + " 登录被拒绝: " + error.message),
        [&](store::UnitOfWork& unit) {
          return unit.Log("login_refused", "user", 0, details.Text());
        });
    if (!noted)
      base::Log(base::LogLevel::kError, "external login", {{"audit", noted.error().message}});
  }

  Result<Login> Open(const LoginReturn& back, const Identity& identity,
                     const std::string& external_id) const {
    JIEDUI_ASSIGN(const User user, AccountOf(back, identity, external_id));
    Result<Login> login =
        LogInVouched(workspace, {domain::UserId{user.id}, back.provider, external_id,
                                 back.remote_address, back.user_agent});
    // Disabled meanwhile, or the post that gave it its authority has ended.
    if (!login && login.error().code == ErrorCode::kUnauthenticated)
      return Refuse(LoginRefusal::kDisabled, login.error().message);
    if (!login && IsUnconfirmed(login.error()))
      return Refuse(LoginRefusal::kUnconfirmed, login.error().message);
    return login;
  }

  Result<Login> Finish(const LoginReturn& back) {
    JIEDUI_ASSIGN(const BegunLogin begun, Begun(back));
    JIEDUI_ASSIGN(const Identity identity, Vouched(begun, back));
    JIEDUI_CHECK(End(begun, back));
    const std::string external_id = ExternalId(back.provider, identity.subject);
    Result<Login> login = Open(back, identity, external_id);
    if (!login) NoteRefusal(back, external_id, login.error());
    return login;
  }
};

ExternalLogins::ExternalLogins(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ExternalLogins::~ExternalLogins() = default;

Result<std::unique_ptr<ExternalLogins>> ExternalLogins::Make(Workspace& workspace,
                                                             const SsoOptions& options) {
  JIEDUI_CHECK(options.Validate());
  if (options.new_accounts) {
    User sample = NewUser(*options.new_accounts, ExternalId(kOidc, "x"), {});
    JIEDUI_CHECK(SettleAlone(workspace.reference, sample));
  }
  auto impl = std::make_unique<Impl>(workspace, options);
  JIEDUI_CHECK(workspace.store.Write({}, [&](store::UnitOfWork& unit) -> Status {
    JIEDUI_ASSIGN(const std::string hex, unit.ExternalLoginKey());
    impl->key = FromHex(hex);
    return {};
  }));
  if (impl->key.size() != crypto_aead_xchacha20poly1305_ietf_KEYBYTES)
    return Fail(ErrorCode::kInternal, "the key of external logins is broken");
  return std::unique_ptr<ExternalLogins>(new ExternalLogins(std::move(impl)));
}

std::vector<LoginProvider> ExternalLogins::Providers() const {
  std::vector<LoginProvider> providers;
  if (impl_->oidc) providers.push_back({std::string(kOidc), impl_->options.oidc->title});
  if (impl_->cas) providers.push_back({std::string(kCas), impl_->options.cas->title});
  return providers;
}

bool ExternalLogins::Has(std::string_view provider) const {
  return (provider == kOidc && impl_->oidc) || (provider == kCas && impl_->cas);
}

std::int64_t ExternalLogins::begun_valid_s() const { return impl_->options.begun_valid_s; }

Result<LoginBegun> ExternalLogins::Begin(const std::string& provider, const std::string& next) {
  if (!Has(provider)) return Fail(ErrorCode::kNotFound, "没有配置这种登录方式");
  JIEDUI_CHECK(CheckLocalPath(next));
  const BegunLogin login = BeginLogin(
      provider, next, impl_->workspace.clock.NowMs() + impl_->options.begun_valid_s * 1000);
  LoginBegun begun{{}, Seal(login, impl_->key)};
  if (provider == kCas) {
    begun.url = impl_->cas->LoginUrl(login.state);
    return begun;
  }
  Result<std::string> url = impl_->oidc->AuthorizationUrl(login);
  if (!url) {
    base::Log(base::LogLevel::kWarning, "external login",
              {{"provider", provider}, {"reason", url.error().message}});
    return Fail(ErrorCode::kUnavailable, "身份源暂时不可用，请稍后再试，或用账号和密码登录");
  }
  begun.url = *std::move(url);
  return begun;
}

Result<Login> ExternalLogins::Finish(const LoginReturn& back) {
  if (!Has(back.provider)) return Fail(ErrorCode::kNotFound, "没有配置这种登录方式");
  Result<Login> login = impl_->Finish(back);
  if (!login) {
    base::Log(base::LogLevel::kWarning, "external login",
              {{"provider", back.provider},
               {"peer", back.remote_address},
               {"refusal", login.error().field},
               {"reason", login.error().message}});
  }
  return login;
}

std::string ExternalLogins::NextOf(std::string_view sealed) const {
  const std::optional<BegunLogin> begun = Unseal(sealed, impl_->key);
  return begun && CheckLocalPath(begun->next) ? begun->next : "/";
}

}  // namespace jiedui::services
