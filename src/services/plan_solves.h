#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "domain/kinds.h"

namespace jiedui::services {

enum class PlanSolveState : std::uint8_t { kWaiting, kRunning, kDone, kFailed, kCancelled };

constexpr std::array<domain::EnumName, 5> kPlanSolveStateNames = {{
    {"waiting", "排队中", "Waiting"},
    {"running", "正在求解", "Solving"},
    {"done", "已完成", "Done"},
    {"failed", "未成功", "Failed"},
    {"cancelled", "已取消", "Cancelled"},
}};
constexpr std::span<const domain::EnumName> NamesOf(PlanSolveState /*tag*/) {
  return kPlanSolveStateNames;
}

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

/// How many there are, whoever asked; ended ones since the program started.
struct PlanSolveCounts {
  std::size_t waiting = 0;
  std::size_t running = 0;
  std::size_t done = 0;
  std::size_t failed = 0;
  std::size_t cancelled = 0;
};

/// Gives the id of the plan that was stored.
using PlanWork =
    std::function<base::Result<std::int64_t>(const std::stop_token&, const base::Progress&)>;

struct PlanSolveOrder {
  std::int64_t account = 0;
  std::string name;
  std::int64_t plan = 0;  ///< the draft to be solved again; 0 for a new one
  PlanWork work;
};

/// Solves that nobody waits for with a connection open, one after the other on a thread of its own:
/// a solve uses every core already, two at a time would only make each other late. They belong to
/// the account that asked. Nothing is kept over a restart; the plan is what lasts. Thread-safe.
class PlanSolves {
 public:
  static constexpr std::size_t kMostOpen = 8;
  static constexpr std::size_t kMostOpenOfAccount = 2;
  static constexpr std::size_t kMostKept = 64;  ///< ended ones, the latest

  PlanSolves();
  /// Cancels what is open and waits for it.
  ~PlanSolves();
  PlanSolves(const PlanSolves&) = delete;
  PlanSolves& operator=(const PlanSolves&) = delete;

  /// kLimited where too many are open. Whatever the work refers to must outlive this.
  base::Result<PlanSolve> Begin(PlanSolveOrder order);
  /// kNotFound for another account's.
  base::Result<PlanSolve> Read(std::int64_t account, std::int64_t id) const;
  /// The account's, the latest first.
  [[nodiscard]] std::vector<PlanSolve> Of(std::int64_t account) const;
  [[nodiscard]] PlanSolveCounts Counts() const;
  /// Asks it to end without storing anything. One that waits is cancelled at once, one that runs at
  /// its next look; what is over stays as it is. kNotFound for another account's.
  base::Result<PlanSolve> Cancel(std::int64_t account, std::int64_t id);

 private:
  struct Job;
  void Serve();
  void Note(Job& job, std::string_view stage, std::size_t done, std::size_t total);
  void End(Job& job, base::Result<std::int64_t> plan);
  [[nodiscard]] std::shared_ptr<Job> Find(std::int64_t account, std::int64_t id) const;
  [[nodiscard]] std::shared_ptr<Job> NextWaiting() const;
  [[nodiscard]] PlanSolve ViewOf(const Job& job) const;
  void Forget();

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::shared_ptr<Job>> jobs_;  // guarded by mutex_, as are the jobs; oldest first
  std::int64_t last_id_ = 0;               // guarded by mutex_
  bool ending_ = false;                    // guarded by mutex_
  PlanSolveCounts ended_;                  // guarded by mutex_; of the ended ones only
  std::thread thread_;
};

}  // namespace jiedui::services
