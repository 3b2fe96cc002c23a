#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <vector>

#include "index/parts.h"
#include "index/xapian_internal.h"

namespace jiedui::index {

/// An open database over the parts of an index, used by one thread at a time.
struct Connection {
  std::vector<std::string> state;        ///< of every part when it was opened: see Connections
  std::vector<Xapian::Database> opened;  ///< of every part; without shards where it is away
  Xapian::Database database;             ///< all of them together
  std::vector<std::string> away;         ///< names of the parts that are
};

/// Connections of one process to an index, kept between searches. A part on another machine that
/// does not answer is left out and asked again after a while, by one search at a time, so that the
/// others do not wait for it. Thread-safe.
class Connections {
 public:
  explicit Connections(Layout layout) : layout_(std::move(layout)), away_(layout_.parts.size()) {}

  /// One brought up to the last commit of its parts. kNotFound where a part that is read here does
  /// not exist, kUnavailable where it is of another format or split otherwise, or where no part
  /// answers. Throws Xapian::Error for damage.
  base::Result<Connection> Take();
  void GiveBack(Connection connection);

  /// What was taken broke: parts that do not answer any more are left out from now on.
  void Broke(Connection connection);

  [[nodiscard]] const Layout& layout() const { return layout_; }

 private:
  using Time = std::chrono::steady_clock::time_point;

  /// What a connection must have been opened to: the generation of each part read here, `@` for one
  /// elsewhere, nothing for one that is away and not to be asked yet.
  base::Result<std::vector<std::string>> Wanted();
  /// Opens a part; false where it is elsewhere and does not answer.
  base::Result<bool> Open(std::size_t part, Connection& connection);
  bool Reopened(Connection& connection);
  void SetAway(std::size_t part, bool away);
  [[nodiscard]] base::Status CheckPart(std::size_t part, const Xapian::Database& database) const;

  const Layout layout_;
  std::mutex mutex_;
  std::vector<Connection> idle_;  // guarded by mutex_
  /// When a part that did not answer is asked again; in the past: it answers. Guarded by mutex_.
  std::vector<Time> away_;
};

/// What a part calls itself: `3/4` for the third of four, nothing for a whole index.
std::string PartName(std::size_t part, std::size_t parts);

}  // namespace jiedui::index
