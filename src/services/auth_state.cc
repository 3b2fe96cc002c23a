#include "services/auth_state.h"

#include <chrono>

namespace jiedui::services {
namespace {

class SteadyClock final : public base::Clock {
 public:
  [[nodiscard]] base::TimeMs NowMs() const override {
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
  }
};

}  // namespace

AuthState::AuthState(const store::Store& store, AuthOptions options, CommonPasswords common,
                     const base::Clock* steady)
    : csrf_key(store.SecretFor("csrf")),
      device_key(store.SecretFor("familiar browser")),
      account_key(store.SecretFor("failed logins")),
      seal_key(store.SecretFor("second factor")),
      recovery_key(store.SecretFor("recovery codes")),
      failures_per_address(options.failures_per_address, options.most_buckets),
      requests_per_account(options.requests_per_account, options.most_buckets),
      requests_per_address(options.requests_per_address, options.most_buckets),
      options_(options),
      common_(std::move(common)),
      own_steady_(steady == nullptr ? std::make_unique<SteadyClock>() : nullptr),
      steady_(steady == nullptr ? own_steady_.get() : steady) {}

}  // namespace jiedui::services
