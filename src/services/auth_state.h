#pragma once

#include <array>
#include <memory>

#include "services/auth_options.h"
#include "services/common_passwords.h"
#include "services/rate_limiter.h"
#include "store/store.h"

namespace jiedui::services {

/// What signing in stands on besides the database: options, keys derived from the audit key, and
/// what is only remembered while the program runs. Thread-safe.
class AuthState {
 public:
  using Key = std::array<unsigned char, 32>;

  /// `options` must be valid. The limits go by `steady`, the machine's own steady clock where null:
  /// a rehearsal's clocks may stand still, they must not.
  AuthState(const store::Store& store, AuthOptions options, CommonPasswords common,
            const base::Clock* steady = nullptr);

  [[nodiscard]] const AuthOptions& options() const { return options_; }
  [[nodiscard]] const CommonPasswords& common() const { return common_; }
  [[nodiscard]] base::TimeMs SteadyMs() const { return steady_->NowMs(); }

  const Key csrf_key;      ///< of the tokens against requests that other sites make
  const Key device_key;    ///< signs what makes a browser familiar
  const Key account_key;   ///< hashes logins for the list of failures
  const Key seal_key;      ///< seals the secrets of second factors
  const Key recovery_key;  ///< hashes recovery codes

  RateLimiter failures_per_address;
  RateLimiter requests_per_account;
  RateLimiter requests_per_address;

 private:
  const AuthOptions options_;
  const CommonPasswords common_;
  std::unique_ptr<base::Clock> own_steady_;
  const base::Clock* steady_;
};

}  // namespace jiedui::services
