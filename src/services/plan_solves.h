#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/progress.h"
#include "base/result.h"
#include "services/recurring.h"
#include "store/store.h"

namespace jiedui::services {

using PlanSolveState = store::JobState;

/// A solve as it stands at one moment.
struct PlanSolve {
  std::int64_t id = 0;
  PlanSolveState state = PlanSolveState::kWaiting;
  std::string name;       ///< the plan's
  std::int64_t plan = 0;  ///< the draft solved again; of a new one once it is done
  bool resolves = false;  ///< a draft is solved again
  std::size_t ahead = 0;  ///< solves that come before it
  bool cancelling = false;
  std::string pair_kind;  ///< the code of the one being solved; empty before and after
  std::size_t part = 0;   ///< its place among `parts`, from 0
  std::size_t parts = 0;
  std::string stage;  ///< of PlanRequest::progress; empty before the first
  std::size_t done = 0;
  std::size_t total = 0;  ///< of the stage
  double seconds = 0;     ///< since it was asked for, until it ended
  base::Error error;      ///< of a failed one
};

/// How many there are, whoever asked: open ones of every node; ended ones of this process.
struct PlanSolveCounts {
  std::size_t waiting = 0;
  std::size_t running = 0;
  std::size_t done = 0;
  std::size_t failed = 0;
  std::size_t cancelled = 0;
};

struct PlanSolveOrder {
  std::int64_t account = 0;
  std::string name;
  std::int64_t plan = 0;       ///< the draft to be solved again; 0 for a new one
  std::string request = "{}";  ///< JSON: all that PlanWork needs to solve it, on whatever node
};

/// Solves what was ordered and gives the id of the plan that was stored. To be called within the
/// unit of work that stores it: store::UnitOfWork::FinishJob, so that of two nodes that ran the
/// same order (one hung, say) only the one that has it by then stores anything.
using PlanWork = std::function<base::Result<std::int64_t>(const store::Job&, const std::stop_token&,
                                                          const base::Progress&)>;

/// Solves that nobody waits for with a connection open. They are rows of the database, which any
/// node takes, one at a time each: a solve uses every core already, two at a time would only make
/// each other late. Whoever has one holds it by a lease; where a node dies, another begins the
/// solve anew once the lease ran out, and a node that is stopped gives back what it runs. They
/// belong to the account that asked. Thread-safe.
class PlanSolves {
 public:
  static constexpr std::size_t kMostOpen = 8;
  static constexpr std::size_t kMostOpenOfAccount = 2;
  static constexpr std::size_t kMostKept = 64;  ///< ended ones, the latest
  static constexpr base::TimeMs kLeaseMs = 30'000;

  /// The store, the clock and what the work refers to outlive it. `takes`: this process solves;
  /// otherwise it only takes orders.
  PlanSolves(store::Store& store, const base::Clock& clock, PlanWork work, bool takes = true);
  /// Gives back what runs, and waits for that.
  ~PlanSolves();
  PlanSolves(const PlanSolves&) = delete;
  PlanSolves& operator=(const PlanSolves&) = delete;

  /// kLimited where too many are open.
  base::Result<PlanSolve> Begin(const PlanSolveOrder& order);
  /// kNotFound for another account's.
  [[nodiscard]] base::Result<PlanSolve> Read(std::int64_t account, std::int64_t id) const;
  /// The account's, the latest first.
  [[nodiscard]] base::Result<std::vector<PlanSolve>> Of(std::int64_t account) const;
  /// What is open is left out where it cannot be read.
  [[nodiscard]] PlanSolveCounts Counts() const;
  /// Asks it to end without storing anything. One that waits is cancelled at once, one that runs at
  /// its next look; what is over stays as it is. kNotFound for another account's.
  base::Result<PlanSolve> Cancel(std::int64_t account, std::int64_t id);

 private:
  /// What runs here.
  struct Run;
  void Serve();
  void Solve(const store::Job& job);
  /// Renews the lease, says how far it is, and sees whether it should end.
  void Beat();
  void Wake();
  void End(Run& run, base::Result<std::int64_t> plan);
  [[nodiscard]] PlanSolve ViewOf(const store::Job& job, const std::vector<store::Job>& all) const;
  [[nodiscard]] std::string ProgressOf(const store::Job& job) const;

  store::Store& store_;
  const base::Clock& clock_;
  const PlanWork work_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool ending_ = false;           // guarded by mutex_
  bool woken_ = false;            // guarded by mutex_
  std::shared_ptr<Run> running_;  // guarded by mutex_, as is what it says; null: nothing
  PlanSolveCounts ended_;         // guarded by mutex_; of the ended ones only
  std::thread thread_;
  std::unique_ptr<Recurring> beating_;
  std::unique_ptr<store::CommitWatch> hearing_;  // last: it wakes the others
};

}  // namespace jiedui::services
