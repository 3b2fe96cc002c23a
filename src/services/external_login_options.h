#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "domain/user.h"

namespace jiedui::services {

/// How the token endpoint knows us (OpenID Connect Core section 9).
enum class ClientAuthentication : std::uint8_t {
  kSecretBasic,  ///< client_secret_basic: the Authorization header
  kSecretPost,   ///< client_secret_post: members of the form
};

/// A provider of OpenID Connect.
struct OidcOptions {
  std::string title = "统一身份认证登录";  ///< on the button; 1 … 40 characters
  std::string issuer;                      ///< exactly as the provider writes it, an https address
  std::string client_id;                   ///< 1 … 256 characters
  std::string client_secret;               ///< 1 … 1,024 characters; from a file of its own
  ClientAuthentication authentication = ClientAuthentication::kSecretBasic;
  std::vector<std::string> scopes = {"openid"};  ///< with `openid`; no blanks within one
  /// Of the ID token: what tells a person from all others for ever. Something that changes hands,
  /// such as an address of mail, gives the account to the next owner.
  std::string subject_claim = "sub";
  std::vector<std::string> algorithms = {"RS256", "ES256"};  ///< of these two, one at least
  std::int64_t clock_skew_s = 60;  ///< 0 … 300: by how much the clocks may differ

  [[nodiscard]] base::Status Validate(bool allow_http) const;
};

/// A server of CAS (protocol 3.0).
struct CasOptions {
  std::string title = "统一认证（CAS）登录";  ///< on the button; 1 … 40 characters
  std::string url;  ///< what `/login` and `/p3/serviceValidate` are appended to
  /// An attribute of the answer that is the person in the place of `cas:user`; empty for that.
  std::string subject_attribute;

  [[nodiscard]] base::Status Validate(bool allow_http) const;
};

/// What an account gets that is made when somebody without one logs in.
struct NewAccounts {
  domain::Role role = domain::Role::kAuditor;  ///< neither the city office nor one with a record
  std::string region_code;
  std::string department_code;
};

/// Login by other services. Nothing set: none.
struct SsoOptions {
  /// Where browsers reach this service, `https://jiedui.example.gov.cn`: scheme, host and port
  /// only. What other services send browsers back to is made of it, never of a request's Host.
  std::string public_url;
  /// Lets plain http through, here and to the providers; for tests and closed networks only.
  bool allow_http = false;
  std::optional<OidcOptions> oidc = std::nullopt;
  std::optional<CasOptions> cas = std::nullopt;
  /// Without it somebody who has no account is refused.
  std::optional<NewAccounts> new_accounts = std::nullopt;
  std::int64_t timeout_ms = 5'000;   ///< 100 … 30,000: of one question to a provider
  std::int64_t most_at_once = 2;     ///< 1 … 32: logins that wait for a provider, each a worker
  std::int64_t begun_valid_s = 600;  ///< 60 … 3,600: from the button to the return

  /// kInvalid, naming the option, for the first that cannot be.
  [[nodiscard]] base::Status Validate() const;
};

}  // namespace jiedui::services
