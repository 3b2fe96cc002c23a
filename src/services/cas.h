#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "services/exchanges.h"
#include "services/external_login_options.h"
#include "services/id_token.h"

namespace jiedui::services {

/// One server of CAS, asked by its protocol 3.0: tickets of `/login` are validated at
/// `/p3/serviceValidate`, for the one service address of the configuration with the state of the
/// login as its query: CAS knows no state of its own, and issues a ticket for that address alone.
/// Immutable, thread-safe.
/// Errors are of Refuse: kUnavailable, kBusy, kUntrusted.
class CasClient {
 public:
  /// `options` are valid; `exchanges` outlives the client.
  CasClient(const SsoOptions& options, std::string service, Exchanges& exchanges);

  /// Where the browser goes for the login of that state (base64url).
  [[nodiscard]] std::string LoginUrl(std::string_view state) const;

  /// Asks the server whose ticket that is, if it was issued for the login of that state. A ticket
  /// that cannot be one is not asked about.
  [[nodiscard]] base::Result<Identity> Validate(std::string_view ticket,
                                                std::string_view state) const;

 private:
  [[nodiscard]] std::string Address(std::string_view path) const;
  [[nodiscard]] std::string ServiceOf(std::string_view state) const;

  CasOptions options_;
  bool allow_http_;
  std::int64_t timeout_ms_;
  std::string service_;
  Exchanges& exchanges_;
};

}  // namespace jiedui::services
