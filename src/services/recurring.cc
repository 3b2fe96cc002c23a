#include "services/recurring.h"

#include <algorithm>
#include <utility>

namespace jiedui::services {

Recurring::Recurring(std::chrono::milliseconds rest, std::function<void()> work)
    : Recurring([rest] { return rest; }, std::move(work)) {}

Recurring::Recurring(std::function<std::chrono::milliseconds()> rest, std::function<void()> work)
    : thread_([this, rest = std::move(rest), work = std::move(work)] {
        std::unique_lock lock(mutex_);
        while (!ending_) {
          woken_ = false;
          const auto begun = std::chrono::steady_clock::now();
          lock.unlock();
          work();
          const std::chrono::milliseconds longest = rest();
          lock.lock();
          wake_.wait_for(lock, longest, [this] { return ending_ || woken_; });
          wake_.wait_until(lock, begun + std::min(kLeastRest, longest), [this] { return ending_; });
        }
      }) {}

Recurring::~Recurring() {
  {
    const std::scoped_lock lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Recurring::Wake() {
  {
    const std::scoped_lock lock(mutex_);
    woken_ = true;
  }
  wake_.notify_all();
}

}  // namespace jiedui::services
