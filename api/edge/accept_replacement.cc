#include "api/edge/accept_replacement.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <pistache/version.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <thread>

// Measured with this version; another may accept in another way. Look at
// Tcp::Listener::acceptConnection before changing it.
static_assert(Pistache::Version::Major == 0 && Pistache::Version::Minor == 0 &&
                  Pistache::Version::Patch == 5 && Pistache::Version::Git == 20220901,
              "api/edge relies on internals of Pistache 0.0.5");

namespace jiedui::edge {
namespace {

// Above the numbers that the C library gives to files and eventfds, below what a large table costs.
constexpr int kLowestNumber = 256;
constexpr int kHighestNumber = 65'536;
constexpr std::chrono::milliseconds kPause{20};

struct Range {
  int begin;
  int end;
};

Range NumberRange() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  const int end = static_cast<int>(std::min<rlim_t>(limit.rlim_cur, kHighestNumber));
  return {std::min(kLowestNumber, end / 2), end};
}

std::atomic<std::uint64_t> accepted{0};
std::atomic<int> next_number{0};

/// The socket under another number, or as it was where none is free.
int MoveToFreshNumber(int fd, bool close_on_exec) {
  static const Range range = NumberRange();
  const int command = close_on_exec ? F_DUPFD_CLOEXEC : F_DUPFD;
  const int from = std::max(next_number.load(std::memory_order_relaxed), range.begin);
  int moved = fcntl(fd, command, from < range.end ? from : range.begin);
  if (moved < 0) moved = fcntl(fd, command, range.begin);
  if (moved < 0) return fd;
  next_number.store(moved + 1, std::memory_order_relaxed);
  close(fd);
  return moved;
}

bool OutOfDescriptors(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

}  // namespace

bool AcceptReplacementInForce() {
  return dlsym(RTLD_DEFAULT, "accept4") == reinterpret_cast<void*>(&::accept4);
}

std::uint64_t AcceptedByReplacement() { return accepted.load(std::memory_order_relaxed); }

}  // namespace jiedui::edge

extern "C" int accept4(int fd, sockaddr* address, socklen_t* length, int flags) {
  using namespace jiedui::edge;
  const int taken = static_cast<int>(syscall(SYS_accept4, fd, address, length, flags));
  if (taken < 0) {
    const int error = errno;
    if (OutOfDescriptors(error)) std::this_thread::sleep_for(kPause);
    errno = error;
    return -1;
  }
  accepted.fetch_add(1, std::memory_order_relaxed);
  return MoveToFreshNumber(taken, (flags & SOCK_CLOEXEC) != 0);
}
