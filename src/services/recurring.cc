#include "services/recurring.h"

namespace jiedui::services {

Recurring::Recurring(std::chrono::milliseconds rest, std::function<void()> work)
    : thread_([this, rest, work = std::move(work)] {
        std::unique_lock lock(mutex_);
        while (!ending_) {
          lock.unlock();
          work();
          lock.lock();
          wake_.wait_for(lock, rest, [this] { return ending_; });
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

}  // namespace jiedui::services
