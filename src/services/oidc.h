#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "services/begun_login.h"
#include "services/exchanges.h"
#include "services/external_login_options.h"
#include "services/id_token.h"

namespace jiedui::services {

/// One provider of OpenID Connect, asked by the authorization code flow with PKCE (OpenID Connect
/// Core 1.0, Discovery 1.0, RFC 7636). Its discovery document is kept for an hour, its keys too;
/// they are read again before that, at most every half minute, when a token names one that is not
/// among them. After a document that could not be had, nothing is asked for five seconds.
/// Thread-safe. Errors are of Refuse: kUnavailable, kBusy, kUntrusted.
class OidcClient {
 public:
  /// `options` are valid; `clock` and `exchanges` outlive the client.
  OidcClient(const SsoOptions& options, std::string redirect_uri, const base::Clock& clock,
             Exchanges& exchanges);
  ~OidcClient();
  OidcClient(const OidcClient&) = delete;
  OidcClient& operator=(const OidcClient&) = delete;

  /// Where the browser goes to log in.
  base::Result<std::string> AuthorizationUrl(const BegunLogin& login);

  /// Redeems the code that came back and reads whom its ID token names.
  base::Result<Identity> Redeem(const BegunLogin& login, std::string_view code);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace jiedui::services
