#include "services/unknown_logins.h"

#include <algorithm>

namespace jiedui::services {

base::TimeMs UnknownLogins::LockLeft(const std::string& login, base::TimeMs now_ms) const {
  const std::scoped_lock lock(mutex_);
  const auto found = by_login_.find(login);
  return found == by_login_.end()
             ? 0
             : std::max<base::TimeMs>(found->second.locked_until_ms - now_ms, 0);
}

void UnknownLogins::NoteFailure(const std::string& login, base::TimeMs now_ms) {
  const std::scoped_lock lock(mutex_);
  if (!by_login_.contains(login)) MakeRoom(now_ms);
  Failures& failures = by_login_[login];
  failures.last_ms = now_ms;
  if (++failures.count < kMostFailures) return;
  failures.count = 0;
  failures.locked_until_ms = now_ms + kLockMs;
}

void UnknownLogins::MakeRoom(base::TimeMs now_ms) {
  if (by_login_.size() < most_names_) return;
  std::erase_if(by_login_, [&](const auto& entry) {
    return entry.second.locked_until_ms <= now_ms && entry.second.last_ms + kLockMs <= now_ms;
  });
  if (by_login_.size() >= most_names_) by_login_.clear();
}

}  // namespace jiedui::services
