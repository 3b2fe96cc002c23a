#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "api/edge/output_internal.h"

namespace jiedui::edge {
namespace {

constexpr std::size_t kPiecesPerCall = 8;
// One client that reads fast must not keep an IO thread to itself.
constexpr std::size_t kFairShareBytes = 1024 * 1024;

}  // namespace

void Output::Add(std::string bytes) {
  auto owner = std::make_shared<const std::string>(std::move(bytes));
  const std::string_view view = *owner;
  Add(view, std::move(owner));
}

void Output::Add(std::string_view bytes, std::shared_ptr<const void> owner) {
  if (bytes.empty()) return;
  pending_ += bytes.size();
  pieces_.push_back({bytes, std::move(owner)});
}

Output::Outcome Output::WriteTo(int socket) {
  std::size_t share = 0;
  while (!pieces_.empty()) {
    if (share >= kFairShareBytes) return Outcome::kYield;
    std::array<iovec, kPiecesPerCall> vectors{};
    const std::size_t count = std::min(pieces_.size(), vectors.size());
    for (std::size_t i = 0; i < count; ++i) {
      const std::string_view bytes = pieces_[i].bytes.substr(0, kFairShareBytes);
      vectors.at(i) = {const_cast<char*>(bytes.data()), bytes.size()};
      if (bytes.size() < pieces_[i].bytes.size()) break;
    }
    msghdr message{};
    message.msg_iov = vectors.data();
    message.msg_iovlen = count;
    const ssize_t sent = sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return errno == EAGAIN ? Outcome::kBlocked : Outcome::kBroken;
    Advance(static_cast<std::size_t>(sent));
    share += static_cast<std::size_t>(sent);
  }
  return Outcome::kDone;
}

void Output::Advance(std::size_t written) {
  pending_ -= written;
  written_ += written;
  while (written > 0) {
    Piece& front = pieces_.front();
    const std::size_t taken = std::min(written, front.bytes.size());
    front.bytes.remove_prefix(taken);
    written -= taken;
    if (front.bytes.empty()) pieces_.pop_front();
  }
}

void Output::Clear() {
  pieces_.clear();
  pending_ = 0;
}

}  // namespace jiedui::edge
