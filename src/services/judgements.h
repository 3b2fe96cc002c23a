#pragma once

#include <vector>

#include "models/learning/judgement.h"
#include "services/pair_rules.h"
#include "store/reader.h"

namespace jiedui::services {

/// What the decisions of every plan say of the match, for learning.
struct Judgements {
  std::vector<models::JudgedGroup> all;  ///< by enterprise and kind
  std::size_t taken = 0;
  std::size_t refused = 0;
  std::size_t passed_over = 0;
  std::size_t not_about_match = 0;  ///< rejections whose reason speaks of something else
  base::TimeMs latest_ms = 0;       ///< the last decision among them; 0: none
  std::int64_t revision = 0;        ///< of the pairings
};

/// Reads them. A pairing's factor values are those of its stored explanation: what the decider
/// saw. Trust: 1 for what an enterprise accepted, what was swapped in by hand, and refusals whose
/// reason is about the match; 0.5 for approvals that nobody answered yet and for reasons that tell
/// nothing; other reasons teach nothing. Beside a pair that was taken stood the next best by
/// `model`, as a pairing's page shows them: those were passed over; their values are of now, but
/// capacity and track record are taken as equal, since the decision itself has changed them. A
/// helper that was swapped out had the first place. Undecided pairings say nothing.
base::Result<Judgements> ReadJudgements(const store::Reader& reader, const Corpus& corpus,
                                        const models::PairModel& model);

}  // namespace jiedui::services
