#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "services/auth.h"
#include "services/external_login_options.h"
#include "services/workspace.h"

namespace jiedui::services {

/// A service to log in by, as the login page offers it.
struct LoginProvider {
  std::string code;   ///< `oidc`, `cas`
  std::string title;  ///< on the button
};

/// A login that begins: where the browser goes, and what it keeps meanwhile.
struct LoginBegun {
  std::string url;
  std::string sealed;  ///< for a cookie of the callback alone; comes back with the browser
};

/// What a browser brings back.
struct LoginReturn {
  std::string provider;
  std::string sealed;  ///< of the cookie; empty where there was none
  std::string state;   ///< of the login that began
  std::string code;    ///< OpenID Connect
  std::string issuer;  ///< OpenID Connect, RFC 9207; empty where it was not said
  std::string error;   ///< OpenID Connect; empty where there was none
  std::string ticket;  ///< CAS
  std::string remote_address;
  std::string user_agent;
};

/// Login by other services. A login is begun by the login page, bound to the browser by a sealed
/// cookie, ended once at most, and gives a session to the one account that has the identity that
/// the other service vouches for. Thread-safe.
class ExternalLogins {
 public:
  /// Reads the city's key, making it where there is none. kInvalid for options that cannot be, new
  /// accounts' role, region and department included. `workspace` outlives it.
  static base::Result<std::unique_ptr<ExternalLogins>> Make(Workspace& workspace,
                                                            const SsoOptions& options);
  ~ExternalLogins();
  ExternalLogins(const ExternalLogins&) = delete;
  ExternalLogins& operator=(const ExternalLogins&) = delete;

  [[nodiscard]] std::vector<LoginProvider> Providers() const;
  [[nodiscard]] bool Has(std::string_view provider) const;
  /// How long a begun login may take.
  [[nodiscard]] std::int64_t begun_valid_s() const;

  /// kInvalid, field `next`, by CheckLocalPath; kNotFound for a provider that is not configured;
  /// else of Refuse.
  base::Result<LoginBegun> Begin(const std::string& provider, const std::string& next);

  /// Opens a session. Errors are of Refuse, but for faults of our own; each is logged, and audited
  /// where the other service vouched for somebody.
  base::Result<Login> Finish(const LoginReturn& back);

  /// Where the browser wanted to go when it began; `/` where that is not to be read.
  [[nodiscard]] std::string NextOf(std::string_view sealed) const;

 private:
  struct Impl;
  explicit ExternalLogins(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace jiedui::services
