#include <utility>

#include "api/edge/core_internal.h"

namespace jiedui::edge {

Exchange::Exchange(std::shared_ptr<Core> core, Request request, std::size_t charged_bytes)
    : core_(std::move(core)),
      request_(std::move(request)),
      charged_bytes_(charged_bytes),
      start_(std::chrono::steady_clock::now()) {
  ++core_->in_flight;
}

Exchange::~Exchange() {
  core_->buffered_body_bytes -= charged_bytes_;
  --core_->in_flight;
}

}  // namespace jiedui::edge
