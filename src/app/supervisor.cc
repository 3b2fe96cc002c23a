#include "app/supervisor.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string>

#include "base/text.h"

namespace jiedui::app {
namespace {

std::string Environment(const char* name) {
  const char* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
  return value == nullptr ? std::string() : value;
}

}  // namespace

int SocketOfSupervisor() {
  constexpr int kFirst = 3;  // SD_LISTEN_FDS_START
  if (base::ParseInteger(Environment("LISTEN_PID")) != getpid()) return -1;
  if (base::ParseInteger(Environment("LISTEN_FDS")).value_or(0) < 1) return -1;
  int listening = 0;
  socklen_t size = sizeof listening;
  if (getsockopt(kFirst, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) != 0 || listening == 0)
    return -1;
  fcntl(kFirst, F_SETFD, FD_CLOEXEC);
  return kFirst;
}

void TellSupervisor(std::string_view state) {
  const std::string path = Environment("NOTIFY_SOCKET");
  sockaddr_un address{};
  if (path.empty() || path.size() >= sizeof address.sun_path) return;
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  if (path.front() == '@') address.sun_path[0] = '\0';
  const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return;
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
  sendto(socket, state.data(), state.size(), MSG_NOSIGNAL,
         reinterpret_cast<const sockaddr*>(&address), size);
  close(socket);
}

}  // namespace jiedui::app
