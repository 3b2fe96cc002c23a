#pragma once

#include <pistache/peer.h>
#include <pistache/tcp.h>
#include <pistache/transport.h>

#include <array>
#include <cstddef>
#include <memory>
#include <unordered_map>
#include <vector>

#include "api/edge/connection_internal.h"
#include "api/edge/inbox_internal.h"
#include "api/edge/unique_fd_internal.h"

namespace jiedui::edge {

/// One IO thread's connections, as a Pistache transport: that library accepts, hands sockets to
/// threads, runs the epoll loop and keeps the peers; reading and writing are ours. Its own write
/// queue is keyed by descriptor number (replies reach the wrong client), spins on a full socket and
/// copies the whole buffer at each try; its reader cannot be held back. Neither is ever entered
/// here: onReady() takes every event of a connection and only passes on the events of Pistache's
/// own queues.
///
/// The listener clones a prototype once per IO thread; each clone lives on that thread.
class SocketTransport final : public Pistache::Tcp::Transport {
 public:
  explicit SocketTransport(std::shared_ptr<Core> core);
  ~SocketTransport() override;

  void registerPoller(Pistache::Polling::Epoll& poller) override;
  void onReady(const Pistache::Aio::FdSet& events) override;
  [[nodiscard]] std::shared_ptr<Pistache::Aio::Handler> clone() const override;

  /// Takes over a connection that Pistache has accepted and is about to watch.
  void Adopt(const std::shared_ptr<Pistache::Tcp::Peer>& peer);

 private:
  void OnEvent(const Pistache::Aio::FdSet::Entry& event);
  void OnSocket(Connection& connection, const Pistache::Aio::FdSet::Entry& event);
  void OnTimer();
  void OnDeliveries();
  void OnArrivals();
  void Read(Connection& connection);
  void Settle(Connection& connection);
  void Watch(int socket);

  const std::shared_ptr<Core> core_;
  std::shared_ptr<Inbox> inbox_;
  UniqueFd timer_;
  using ConnectionPtr = std::shared_ptr<Connection>;
  std::unordered_map<int, ConnectionPtr> connections_;  // by descriptor, as epoll names them
  std::vector<ConnectionPtr> arrivals_;                 // not yet watched for events
  std::array<char, 16 * 1024> buffer_{};
};

}  // namespace jiedui::edge
