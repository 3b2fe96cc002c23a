#include <utility>

#include "api/edge/core_internal.h"

namespace jiedui::edge {

void InFlight::Enter() {
  const std::lock_guard lock(mutex_);
  ++count_;
}

void InFlight::Leave() {
  const std::lock_guard lock(mutex_);
  if (--count_ == 0) empty_.notify_all();
}

std::size_t InFlight::count() const {
  const std::lock_guard lock(mutex_);
  return count_;
}

bool InFlight::WaitEmpty(std::chrono::milliseconds deadline) {
  std::unique_lock lock(mutex_);
  return empty_.wait_for(lock, deadline, [this] { return count_ == 0; });
}

Exchange::Exchange(std::shared_ptr<Core> core, Request request, std::size_t charged_bytes)
    : core_(std::move(core)),
      request_(std::move(request)),
      charged_bytes_(charged_bytes),
      start_(std::chrono::steady_clock::now()) {
  core_->in_flight.Enter();
}

Exchange::~Exchange() {
  core_->buffered_body_bytes -= charged_bytes_;
  core_->in_flight.Leave();
}

}  // namespace jiedui::edge
