#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "domain/record.h"
#include "store/query.h"

namespace jiedui::store {

// Row-level security: the second line behind the checks of the services. While a thread works for
// somebody it carries a Sight, and every query of records that it makes through any Reader bears
// the sight's conditions in its SQL, every change is held against it; whatever a service forgot to
// ask. Writes carry the sight of the thread that asked for them to the writer's thread. A thread
// without one works for the system itself: the command line, the background threads.

/// What part of the database somebody sees and may change. Used by one thread at a time; a write
/// that waits for the writer counts as its caller's.
class Sight {
 public:
  /// Conditions on the columns of a kind; none lets every record of it through.
  using Conditions = std::function<Filters(domain::Kind)>;
  /// Of a change, what is stored before it, or what would be stored by it.
  enum class Side : std::uint8_t { kBefore, kAfter };
  /// May a record in that state be changed or removed (before), or stored (after)?
  using MayWrite = std::function<bool(const domain::Record&, Side)>;

  Sight(std::int64_t user_id, bool reads_audit, Conditions conditions, MayWrite may_write)
      : user_id_(user_id),
        reads_audit_(reads_audit),
        conditions_(std::move(conditions)),
        may_write_(std::move(may_write)) {}

  /// Sees and changes nothing: who has not said yet who asks.
  static Sight Nothing();

  [[nodiscard]] const Filters& Of(domain::Kind kind) const;
  [[nodiscard]] bool MayWriteIt(const domain::Record& record, Side side) const {
    return may_write_(record, side);
  }
  [[nodiscard]] bool reads_audit() const { return reads_audit_; }
  /// Whose saved views are seen.
  [[nodiscard]] std::int64_t user_id() const { return user_id_; }

 private:
  std::int64_t user_id_;
  bool reads_audit_;
  Conditions conditions_;
  MayWrite may_write_;
  mutable std::map<domain::Kind, Filters> known_;  // by kind, once asked
};

/// The sight that this thread carries; null: it works for the system.
const Sight* CurrentSight();

/// This thread carries the sight until the guard goes; `sight` outlives it. Null lifts it.
class SightGuard {
 public:
  explicit SightGuard(const Sight* sight);
  ~SightGuard();
  SightGuard(const SightGuard&) = delete;
  SightGuard& operator=(const SightGuard&) = delete;

 private:
  const Sight* before_;
};

/// The one door past the sight: until it goes, this thread works for the system, as what it does
/// needs more than the asker sees (places taken by others, names of the two sides of a pairing …)
/// and gives away no more than it may. `why` says so in a few words; tests/golden/system_work.tsv
/// lists every door of the program.
class SystemWork {
 public:
  explicit SystemWork(std::string_view why) : why_(why), lifted_(nullptr) {}
  [[nodiscard]] std::string_view why() const { return why_; }

 private:
  std::string_view why_;
  SightGuard lifted_;
};

}  // namespace jiedui::store
