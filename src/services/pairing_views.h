#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/briefs.h"
#include "services/evidence.h"
#include "services/plans.h"
#include "services/recommend.h"
#include "services/what_if.h"

namespace jiedui::services {

/// What of a plan's or of all plans' pairings or uncovered enterprises to list. Lists that are
/// empty let everything through.
struct PlanPartQuery {
  std::optional<domain::PlanId> plan;        ///< nothing: all plans that are drafts or published
  std::int64_t enterprise = 0;               ///< 0: any
  RecordKey helper;                          ///< id 0: any
  std::vector<domain::PairingState> states;  ///< pairings only
  std::vector<domain::PairKind> pair_kinds;
  std::vector<std::string> regions;  ///< each with all below it
  std::vector<std::string> programme_sectors;
  std::optional<double> score_from;   ///< at least; pairings only
  std::optional<double> score_below;  ///< less than; pairings only
  std::string text;             ///< part of the helper's or the enterprise's name; pairings only
  std::string order_by = "id";  ///< `score` or `id`
  bool descending = false;
  std::string cursor;
  std::size_t limit = 50;  ///< 1 … 200
};

/// A pairing with the names that it needs.
struct PairingView {
  domain::Pairing pairing;
  Brief helper;
  Brief enterprise;
  std::vector<workflow::PairingEvent> allowed_events;
};

struct PairingViewPage {
  std::vector<PairingView> items;
  std::int64_t total = 0;
  std::string next_cursor;
};

/// The pairings within the actor's sight. kInvalid names the filter that cannot be; kNotFound where
/// the plan is out of sight. With `text`, reads every pairing that the other filters let through.
base::Result<PairingViewPage> ListPairings(Workspace& workspace, const domain::Actor& actor,
                                           const PlanPartQuery& query);

/// How many pairings have a score of from … below (the last band: of up to 1).
struct ScoreBand {
  double from = 0;
  double below = 0;
  std::int64_t count = 0;
};

/// The pairings that the query lets through, by tenths of the score; ten bands. Errors as
/// ListPairings; `text` is not looked at.
base::Result<std::vector<ScoreBand>> CountScores(Workspace& workspace, const domain::Actor& actor,
                                                 const PlanPartQuery& query);

struct UncoveredView {
  domain::Uncovered uncovered;
  Brief enterprise;
  std::vector<Brief> blocked_by;
};

struct UncoveredViewPage {
  std::vector<UncoveredView> items;
  std::int64_t total = 0;
  std::string next_cursor;
};

/// The enterprises within the actor's sight that the plan could not cover.
base::Result<UncoveredViewPage> ListUncovered(Workspace& workspace, const domain::Actor& actor,
                                              const PlanPartQuery& query);

/// One pairing with all that its page shows.
struct PairingDetails {
  PairingView view;
  std::string plan_name;
  domain::PlanState plan_state = domain::PlanState::kDraft;
  std::string decided_by;  ///< the user's name; empty where nobody decided
  std::vector<Evidence> evidence;
  std::optional<PairConflict> conflict;  ///< why the two should no longer be paired
  std::int64_t capacity = 0;             ///< the helper's, now
  std::int64_t used = 0;
  struct Other {
    Brief helper;
    double score = 0;
    std::int64_t capacity = 0;
    std::int64_t used = 0;
    std::string zh;
    std::string en;
    std::vector<FactorDifference> differences;
    /// What the whole draft would lose if the enterprise had this helper instead; where asked for
    /// and possible.
    std::optional<PlanLossView> plan_loss;
  };
  std::vector<Other> alternates;  ///< at most 5
  NearestText nearest;            ///< as the texts are now
};

/// Whether each alternate comes with what the whole plan would lose by it. The first question about
/// a draft takes as long as solving it.
enum class PlanLosses : std::uint8_t { kLeftOut, kAsked };

/// kNotFound out of the actor's sight.
base::Result<PairingDetails> ReadPairing(Workspace& workspace, const domain::Actor& actor,
                                         domain::PairingId id,
                                         PlanLosses losses = PlanLosses::kLeftOut);

}  // namespace jiedui::services
