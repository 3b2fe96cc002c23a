#include "api/edge/accept_replacement.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pistache/version.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <climits>
#include <map>
#include <mutex>
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

std::mutex doors_mutex;

std::map<int, std::shared_ptr<Door>>& Doors() {
  static std::map<int, std::shared_ptr<Door>> doors;  // guarded by doors_mutex
  return doors;
}

std::shared_ptr<Door> DoorOf(int socket) {
  const std::lock_guard lock(doors_mutex);
  const auto found = Doors().find(socket);
  return found == Doors().end() ? nullptr : found->second;
}

thread_local Listening* listening_now = nullptr;

/// Waits at a closed door until it is no longer needed: the listener would ask at once again and
/// again.
void WaitAt(const Door& door) {
  constexpr std::chrono::milliseconds kLook{2};
  do {
    std::this_thread::sleep_for(kLook);
  } while (!door.released);
}

bool OutOfDescriptors(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

}  // namespace

bool AcceptReplacementInForce() {
  return dlsym(RTLD_DEFAULT, "accept4") == reinterpret_cast<void*>(&::accept4);
}

std::uint64_t AcceptedByReplacement() { return accepted.load(std::memory_order_relaxed); }

Listening::Listening(int inherited) : inherited_(inherited) { listening_now = this; }

Listening::~Listening() { listening_now = nullptr; }

int Listening::Begin(int socket) {
  if (inherited_ >= 0) {
    const int one = 1;
    if (dup3(inherited_, socket, O_CLOEXEC) < 0) return -1;
    close(inherited_);
    inherited_ = -1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  }
  // The system cuts it to net.core.somaxconn.
  if (syscall(SYS_listen, socket, SHRT_MAX) < 0) return -1;
  socket_ = socket;
  door_ = std::make_shared<Door>();
  const std::lock_guard lock(doors_mutex);
  Doors()[socket] = door_;
  return 0;
}

void ForgetDoor(int socket, const std::shared_ptr<Door>& door) {
  const std::lock_guard lock(doors_mutex);
  const auto found = Doors().find(socket);
  if (found != Doors().end() && found->second == door) Doors().erase(found);
}

namespace {

int AcceptThrough(int fd, sockaddr* address, socklen_t* length, int flags) {
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

}  // namespace
}  // namespace jiedui::edge

extern "C" int accept4(int fd, sockaddr* address, socklen_t* length, int flags) {
  using namespace jiedui::edge;
  const std::shared_ptr<Door> door = DoorOf(fd);
  if (!door) return AcceptThrough(fd, address, length, flags);
  // A closer either is seen here, or sees that somebody is passing.
  ++door->passing;
  if (door->closed) {
    --door->passing;
    WaitAt(*door);
    errno = ECONNABORTED;
    return -1;
  }
  const int taken = AcceptThrough(fd, address, length, flags);
  if (taken >= 0) ++door->passed;
  const int error = errno;
  --door->passing;
  errno = error;
  return taken;
}

extern "C" int listen(int fd, int backlog) {
  using namespace jiedui::edge;
  if (listening_now == nullptr) return static_cast<int>(syscall(SYS_listen, fd, backlog));
  return listening_now->Begin(fd);
}
