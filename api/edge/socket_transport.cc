#include <sys/socket.h>
#include <sys/timerfd.h>

#include <cerrno>
#include <exception>
#include <system_error>
#include <utility>

#include "api/edge/socket_transport_internal.h"
#include "base/log.h"

namespace jiedui::edge {
namespace {

using Pistache::Aio::FdSet;
using Pistache::Polling::Mode;
using Pistache::Polling::NotifyOn;
using Pistache::Tcp::Peer;

constexpr std::chrono::nanoseconds kTick = std::chrono::milliseconds(100);
// After so many full reads a client that never stops sending lets others have a turn.
constexpr int kReadsPerTurn = 16;
// Beyond the limit of connections this many still get a 503 before they are closed.
constexpr std::size_t kRefusedPolitely = 64;

/// Pistache's side of a connection's life: it tells of arrivals. Input never comes this way, since
/// SocketTransport reads by itself.
class Arrivals final : public Pistache::Tcp::Handler {
  PROTOTYPE_OF(Pistache::Tcp::Handler, Arrivals)

 public:
  void onConnection(const std::shared_ptr<Peer>& peer) override {
    static_cast<SocketTransport*>(transport())->Adopt(peer);
  }
  void onInput(const char* /*bytes*/, std::size_t /*size*/,
               const std::shared_ptr<Peer>& /*peer*/) override {
    throw std::logic_error("Pistache's own reader is in use");
  }
};

int MakeTimer() {
  const int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  const timespec tick{.tv_sec = 0, .tv_nsec = kTick.count()};
  const itimerspec spec{.it_interval = tick, .it_value = tick};
  if (timer < 0 || timerfd_settime(timer, 0, &spec, nullptr) < 0) {
    throw std::system_error(errno, std::generic_category(), "timerfd");
  }
  return timer;
}

Pistache::Polling::Tag TagOf(int fd) {
  return Pistache::Polling::Tag(static_cast<std::uint64_t>(fd));
}

}  // namespace

SocketTransport::SocketTransport(std::shared_ptr<Core> core)
    : Pistache::Tcp::Transport(std::make_shared<Arrivals>()), core_(std::move(core)) {}

SocketTransport::~SocketTransport() {
  if (inbox_) inbox_->TakeAll();
  for (auto& [socket, connection] : connections_) {
    connection->Close();
    close(socket);
  }
}

std::shared_ptr<Pistache::Aio::Handler> SocketTransport::clone() const {
  return std::make_shared<SocketTransport>(core_);
}

void SocketTransport::registerPoller(Pistache::Polling::Epoll& poller) {
  Transport::registerPoller(poller);
  inbox_ = std::make_shared<Inbox>();
  timer_ = UniqueFd(MakeTimer());
  for (const int fd : {inbox_->bell(), timer_.get()}) {
    poller.addFd(fd, Pistache::Flags<NotifyOn>(NotifyOn::Read), TagOf(fd));
  }
}

void SocketTransport::Adopt(const std::shared_ptr<Peer>& peer) {
  // Only a glance: copies of a pointer that Pistache shares between its threads look like data
  // races to ThreadSanitizer, which cannot see into that library.
  arrivals_.push_back(
      std::make_shared<Connection>(core_, inbox_, peer->fd(), peer->address().host()));
  ++core_->accepted;  // only now: a drain compares it with who passed the door
}

void SocketTransport::onReady(const FdSet& events) {
  for (const FdSet::Entry& event : events) {
    try {
      OnEvent(event);
    } catch (const std::exception& error) {
      // Out of memory, say. Pistache would end the process; here the connection meets its deadline.
      base::Log(base::LogLevel::kError, "IO event failed", {{"error", error.what()}});
    }
  }
}

void SocketTransport::OnEvent(const FdSet::Entry& event) {
  const Pistache::Polling::Tag tag = event.getTag();
  if (tag == TagOf(timer_.get())) return OnTimer();
  if (tag == TagOf(inbox_->bell())) return OnDeliveries();
  const auto found = connections_.find(static_cast<int>(tag.value()));
  if (found != connections_.end()) {
    const ConnectionPtr keep = found->second;
    return OnSocket(*keep, event);
  }
  // One of Pistache's queues, or a late event of a socket that is closed already, which it ignores
  // as long as it is readable only.
  Pistache::Polling::Event own(tag);
  own.flags.setFlag(NotifyOn::Read);
  Transport::onReady(FdSet({own}));
  OnArrivals();
}

void SocketTransport::OnSocket(Connection& connection, const FdSet::Entry& event) {
  if (event.isHangup()) {
    connection.Close();
  } else if (event.isWritable()) {
    connection.Writable();
  }
  Settle(connection);
}

void SocketTransport::OnArrivals() {
  for (const ConnectionPtr& connection : std::exchange(arrivals_, {})) {
    connections_[connection->socket()] = connection;
    Watch(connection->socket());
    const std::size_t limit = core_->options.max_connections;
    const std::size_t present = core_->connections;
    if (present > limit + kRefusedPolitely) {
      connection->Close();
    } else if (present > limit) {
      connection->RefuseOverLimit();
    }
    Settle(*connection);
  }
}

void SocketTransport::OnDeliveries() {
  for (Delivery& delivery : inbox_->TakeAll()) {
    if (delivery.to->closed()) continue;
    delivery.to->Deliver(std::move(delivery.what));
    Settle(*delivery.to);
  }
}

void SocketTransport::OnTimer() {
  std::uint64_t ticks = 0;
  if (read(timer_.get(), &ticks, sizeof ticks) < 0) return;
  const auto now = std::chrono::steady_clock::now();
  std::vector<ConnectionPtr> changed;
  for (const auto& [socket, connection] : connections_) {
    if (connection->Tick(now)) changed.push_back(connection);
  }
  for (const ConnectionPtr& connection : changed) Settle(*connection);
}

/// Reads what may be read, then closes or re-arms. Called after everything that can change a
/// connection's state: with edge-triggered events nobody tells again of bytes that were left
/// unread.
void SocketTransport::Settle(Connection& connection) {
  Read(connection);
  if (connection.closed()) {
    const int socket = connection.socket();
    // Closes the socket; looks at the peer no more after erasing it.
    removePeer(peers.at(socket));
    connections_.erase(socket);
  } else if (connection.TakeYielded()) {
    Watch(connection.socket());
  }
}

void SocketTransport::Read(Connection& connection) {
  for (int turn = 0; connection.WantsInput(); ++turn) {
    if (turn == kReadsPerTurn) return Watch(connection.socket());
    const ssize_t size = recv(connection.socket(), buffer_.data(), buffer_.size(), MSG_DONTWAIT);
    if (size > 0) {
      connection.Receive({buffer_.data(), static_cast<std::size_t>(size)});
    } else if (size == 0 || (errno != EAGAIN && errno != EINTR)) {
      return connection.Close();
    } else if (errno == EAGAIN) {
      return;
    }
  }
}

/// (Re-)arms edge-triggered events: readiness that is there already is told again.
void SocketTransport::Watch(int socket) {
  reactor()->modifyFd(key(), socket,
                      NotifyOn::Read | NotifyOn::Write | NotifyOn::Hangup | NotifyOn::Shutdown,
                      Mode::Edge);
}

}  // namespace jiedui::edge
