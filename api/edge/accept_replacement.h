#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

namespace jiedui::edge {

// accept_replacement.cc defines `accept4`, which the executable's dynamic symbol table puts before
// the C library's, so that Pistache's listener calls it. It does what accept4 does, and:
// - moves the new socket to a rotating descriptor number. Pistache knows connections by number
// alone; with
//   numbers given out again at once, it sent replies to clients that had not asked (one in 500 when
//   clients leave right after sending). The rotation passes some ten thousand numbers before one
//   returns, after the lowest free number was never used twice in a row.
// - pauses when the process is out of descriptors, where the listener would spin.

/// Whether shared libraries of this process call our accept4.
bool AcceptReplacementInForce();

/// Sockets that our accept4 has handed out so far.
std::uint64_t AcceptedByReplacement();

/// The door of one listening socket, for a stop that loses nobody: once it is closed, who comes
/// stays with the kernel, for the process that has the socket next. Thread-safe.
struct Door {
  std::atomic<bool> closed{false};
  std::atomic<bool> released{false};  ///< the thread that waits at a closed door may go home
  std::atomic<int> passing{0};        ///< accepts under way
  std::atomic<std::uint64_t> passed{0};
};

/// While it lives, a `listen` of this thread puts `inherited` (a listening TCP socket, from then on
/// owned by the listener) in the place of the socket that Pistache made, where it is not negative;
/// and gives the socket a door. accept_replacement.cc defines `listen` too, with the longest queue
/// that the system allows, where Pistache's is 128.
class Listening {
 public:
  explicit Listening(int inherited);
  ~Listening();
  Listening(const Listening&) = delete;
  Listening& operator=(const Listening&) = delete;

  /// Null before the `listen`.
  [[nodiscard]] const std::shared_ptr<Door>& door() const { return door_; }
  [[nodiscard]] int socket() const { return socket_; }

  /// What `listen` does while this lives. For the replacement.
  int Begin(int socket);

 private:
  int inherited_;
  int socket_ = -1;
  std::shared_ptr<Door> door_;
};

/// Nobody listens on the socket any more. Nothing happens where the number has another's door now.
void ForgetDoor(int socket, const std::shared_ptr<Door>& door);

}  // namespace jiedui::edge
