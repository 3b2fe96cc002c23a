#pragma once

#include <functional>
#include <list>
#include <memory>
#include <mutex>

#include "base/result.h"
#include "domain/pairing.h"

namespace jiedui::services {

struct AskedPlan;
struct Workspace;

/// The latest drafts asked about, so that a second question about one needs no solving. A draft is
/// solved anew once rosters, pairings or plans have changed. Thread-safe; questions about the same
/// one wait for each other.
class PlanSessions {
 public:
  PlanSessions();
  ~PlanSessions();
  PlanSessions(const PlanSessions&) = delete;
  PlanSessions& operator=(const PlanSessions&) = delete;

  /// Calls use(asked), which may edit the session but must take every edit back. A draft's first
  /// question solves it: as long as re-solving the plan. Errors: those of use; kUnprocessable where
  /// the plan's objectives are not coverage, then score, or a kept pair's helper has no places any
  /// more.
  base::Status Use(Workspace& workspace, const domain::Plan& plan, domain::PairKind kind,
                   const std::function<base::Status(AskedPlan&)>& use);

 private:
  static constexpr std::size_t kMost = 4;

  struct Key;
  struct Entry;
  std::shared_ptr<Entry> Find(Key key);

  std::mutex mutex_;
  std::list<std::shared_ptr<Entry>> entries_;  ///< the latest first
};

}  // namespace jiedui::services
