#pragma once

#include <string>
#include <vector>

#include "domain/actor.h"
#include "services/workspace.h"

namespace jiedui::services {

/// One part of a roster and how often it was put forward. Shares are of the whole roster and of all
/// suggestions counted with it; 0 where there are none.
struct ExposureRow {
  std::string code;  ///< region code, size class, ownership; empty where it is not known
  std::string zh;    ///< what it is called
  std::string en;
  std::int64_t roster = 0;
  std::int64_t suggestions = 0;  ///< pairings, whatever became of them
  std::int64_t approvals = 0;    ///< approved, published or accepted
  double roster_share = 0;
  double suggestion_share = 0;
};

/// How evenly the helpers of one pair kind are put forward.
struct KindExposure {
  domain::PairKind kind = domain::PairKind::kExpert;
  std::int64_t helpers = 0;  ///< with places
  std::int64_t never = 0;    ///< of them never put forward
  std::int64_t suggestions = 0;
  std::int64_t approvals = 0;
  double gini = 0;       ///< of suggestions over helpers: 0 all alike, towards 1 all to one
  double top_share = 0;  ///< of suggestions that go to the tenth put forward most
};

/// Who is recommended how often.
struct Exposure {
  std::vector<KindExposure> kinds;          ///< every pair kind
  std::vector<ExposureRow> helper_regions;  ///< helpers of every kind but policies, by region
  std::vector<ExposureRow> regions;         ///< enterprises to be helped, by county
  std::vector<ExposureRow> sizes;           ///< the same by size
  std::vector<ExposureRow> ownerships;      ///< the same by registered type
};

/// The report over the enterprises and pairings within the actor's scope, helpers of the whole
/// city. Pairings of discarded plans count too: they were put forward. kForbidden without `read`.
base::Result<Exposure> ExposureOf(Workspace& workspace, const domain::Actor& actor);

/// Gini coefficient of counts ≥ 0: mean absolute difference over twice the mean; 0 for none or all
/// zero. O(n log n).
double GiniOf(std::vector<std::int64_t> counts);

}  // namespace jiedui::services
