#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "services/exchanges.h"
#include "services/external_login_options.h"
#include "services/id_token.h"

namespace jiedui::services {

/// One server of CAS, asked by its protocol 3.0: tickets of `/login` are validated at
/// `/p3/serviceValidate`, for the one service address of the configuration. Immutable, thread-safe.
/// Errors are of Refuse: kUnavailable, kBusy, kUntrusted.
class CasClient {
 public:
  /// `options` are valid; `exchanges` outlives the client.
  CasClient(const SsoOptions& options, std::string service, Exchanges& exchanges);

  /// Where the browser goes to log in.
  [[nodiscard]] std::string LoginUrl() const;

  /// Asks the server whose ticket that is. A ticket that cannot be one is not asked about.
  [[nodiscard]] base::Result<Identity> Validate(std::string_view ticket) const;

 private:
  [[nodiscard]] std::string Address(std::string_view path) const;

  CasOptions options_;
  bool allow_http_;
  std::int64_t timeout_ms_;
  std::string service_;
  Exchanges& exchanges_;
};

}  // namespace jiedui::services
