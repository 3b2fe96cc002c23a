#include <sys/eventfd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "api/edge/connection_internal.h"
#include "api/edge/inbox_internal.h"

namespace jiedui::edge {

Inbox::Inbox() : bell_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (bell_.get() < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

void Inbox::Put(Delivery delivery) {
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    first = deliveries_.empty();
    deliveries_.push_back(std::move(delivery));
  }
  // One ring a batch; adding 1 to an eventfd that is taken often cannot fail.
  if (first) eventfd_write(bell_.get(), 1);
}

std::vector<Delivery> Inbox::TakeAll() {
  eventfd_t rings = 0;
  eventfd_read(bell_.get(), &rings);
  const std::lock_guard lock(mutex_);
  return std::exchange(deliveries_, {});
}

}  // namespace jiedui::edge
