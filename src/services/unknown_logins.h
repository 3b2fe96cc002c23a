#pragma once

#include <mutex>
#include <string>
#include <unordered_map>

#include "base/clock.h"

namespace jiedui::services {

/// So many failures in a row lock a login …
inline constexpr std::int64_t kMostFailures = 5;
/// … for so long.
inline constexpr base::TimeMs kLockMs = 30LL * 60 * 1000;

/// Failed logins under names that no account has. They lock like an account's, so that the answer
/// does not tell which names there are. Kept in memory only, of a bounded number of names: when
/// full, those that are over go first, then all. Thread-safe.
class UnknownLogins {
 public:
  explicit UnknownLogins(std::size_t most_names = 10'000) : most_names_(most_names) {}

  /// How long the name stays locked; 0 where it is not.
  base::TimeMs LockLeft(const std::string& login, base::TimeMs now_ms) const;
  /// Counts a failure; the fifth in a row locks.
  void NoteFailure(const std::string& login, base::TimeMs now_ms);

 private:
  struct Failures {
    std::int64_t count = 0;
    base::TimeMs locked_until_ms = 0;
    base::TimeMs last_ms = 0;
  };
  void MakeRoom(base::TimeMs now_ms);

  const std::size_t most_names_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Failures> by_login_;
};

}  // namespace jiedui::services
