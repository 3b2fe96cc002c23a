#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace jiedui::store {

/// While it lives, this thread's reads of a store may be a little old: Store::Read takes them from
/// the replica where there is one that keeps up. For reports and exports, not for what is going to
/// be changed or was just changed: whoever wrote by this process within the allowed lag reads from
/// the primary. Guards may stand within each other; the inmost counts.
class ReplicaReads {
 public:
  /// `account`: whose own writes must be seen.
  explicit ReplicaReads(std::int64_t account);
  ~ReplicaReads();
  ReplicaReads(const ReplicaReads&) = delete;
  ReplicaReads& operator=(const ReplicaReads&) = delete;

  /// Did a read under it go to the replica?
  [[nodiscard]] bool used() const { return used_; }

  /// The thread's; null: it reads what is committed now.
  static ReplicaReads* Current();
  [[nodiscard]] std::int64_t account() const { return account_; }
  void Use() { used_ = true; }

 private:
  std::int64_t account_;
  bool used_ = false;
  ReplicaReads* before_;
};

/// While it lives, this thread reads what is committed now, whatever stands around it.
class CurrentReads {
 public:
  CurrentReads();
  ~CurrentReads();
  CurrentReads(const CurrentReads&) = delete;
  CurrentReads& operator=(const CurrentReads&) = delete;

 private:
  ReplicaReads* before_;
};

/// How the replica is at present.
struct ReplicaState {
  bool used = false;                  ///< reads that may go there do
  std::optional<double> lag_seconds;  ///< how old what it shows is at most; unknown: never seen yet
  std::string reason;                 ///< why it is not used
  std::uint64_t reads = 0;            ///< that went there
  std::uint64_t fallbacks = 0;        ///< that might have gone there and did not
};

}  // namespace jiedui::store
