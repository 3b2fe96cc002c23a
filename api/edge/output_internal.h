#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

namespace jiedui::edge {

/// Bytes on their way to one socket, in order; shared bytes are not copied. This is what replaces
/// Pistache's Transport::asyncWriteImpl, which spins on a full socket and knows its socket by
/// number.
class Output {
 public:
  enum class Outcome {
    kDone,     ///< everything is with the kernel
    kBlocked,  ///< the socket is full: go on when it is writable
    kYield,    ///< a fair share was written: let others have a turn
    kBroken,   ///< the client is gone
  };

  void Add(std::string bytes);

  /// `bytes` must stay valid as long as `owner` lives.
  void Add(std::string_view bytes, std::shared_ptr<const void> owner);

  /// Writes without blocking and without SIGPIPE.
  Outcome WriteTo(int socket);

  [[nodiscard]] bool empty() const { return pieces_.empty(); }
  [[nodiscard]] std::size_t pending() const { return pending_; }
  /// Bytes that the kernel has taken so far.
  [[nodiscard]] std::uint64_t written() const { return written_; }
  void Clear();

 private:
  struct Piece {
    std::string_view bytes;
    std::shared_ptr<const void> owner;
  };

  void Advance(std::size_t written);

  std::deque<Piece> pieces_;
  std::size_t pending_ = 0;
  std::uint64_t written_ = 0;
};

}  // namespace jiedui::edge
