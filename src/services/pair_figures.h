#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/json_writer.h"
#include "domain/actor.h"
#include "services/briefs.h"
#include "services/roster.h"
#include "services/workspace.h"

namespace jiedui::services {

/// A helper and what is in force for it.
struct BusyHelper {
  Brief helper;
  std::int64_t pairings = 0;             ///< within the question's scope
  std::optional<std::int64_t> capacity;  ///< places in all; nothing where the helper has none now
};

/// How many helpers have so many pairings.
struct LoadStep {
  std::int64_t pairings = 0;
  std::int64_t helpers = 0;
};

/// Scores of `from` up to, not including, `to` (the last bin includes 1).
struct ScoreBin {
  double from = 0;
  double to = 0;
  std::int64_t pairings = 0;
};

/// What the pairings in force (published or accepted) look like.
struct Caseload {
  std::int64_t pairings = 0;
  std::int64_t helpers = 0;
  std::vector<LoadStep> steps;   ///< by pairings, ascending; those without any helper left out
  std::vector<BusyHelper> top;   ///< most pairings first, then by id; at most 15
  std::vector<ScoreBin> scores;  ///< ten bins
};

struct NetworkNode {
  Brief record;
  bool helps = false;      ///< stands on the helping side of a link that is shown
  std::int64_t links = 0;  ///< of those that are shown
};

struct NetworkLink {
  std::int64_t pairing = 0;
  domain::PairKind pair_kind = domain::PairKind::kExpert;
  RecordKey helper;
  RecordKey enterprise;
  double score = 0;
};

/// Who helps whom.
struct Network {
  std::int64_t pairings = 0;       ///< all that fit
  std::vector<NetworkLink> links;  ///< the best scores first, at most `most`
  std::vector<NetworkNode> nodes;  ///< what the links join: helpers first, then by id
};

/// Which pairings are asked for: `region`, `programme_sector`, `department` and `pair_kind` in the
/// query's filters. All of the following look at those in force within the actor's scope.
/// kForbidden without read_reports.
base::Result<Caseload> CaseloadOf(Workspace& workspace, const domain::Actor& actor,
                                  const RosterQuery& query);
base::Result<Network> NetworkOf(Workspace& workspace, const domain::Actor& actor,
                                const RosterQuery& query, std::size_t most);

void WriteCaseload(base::JsonWriter& json, const Caseload& caseload);
void WriteNetwork(base::JsonWriter& json, const Network& network);

}  // namespace jiedui::services
