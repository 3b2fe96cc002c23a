#include "services/suggestion_ground.h"

namespace jiedui::services {

using domain::PairKind;

SuggestionGround::SuggestionGround(std::shared_ptr<const Corpus> corpus,
                                   std::shared_ptr<const Loads> loads,
                                   const SuggestionGround* before)
    : corpus_(std::move(corpus)), loads_(std::move(loads)) {
  // Requests run beside each other already.
  CandidateOptions options = {.threads = 1};
  for (std::size_t k = 0; k < blocks_.size(); ++k) {
    const auto kind = static_cast<PairKind>(k);
    if (ScansWhole(*corpus_, kind, options)) continue;
    Blocks& blocks = blocks_[k];
    const bool kept = before != nullptr && before->corpus_ == corpus_;
    blocks.ground = kept ? before->blocks_[k].ground
                         : std::make_shared<const CandidateGround>(*corpus_, kind, options);
    options.places = Places::kAny;
    blocks.any.emplace(*corpus_, kind, *loads_, options, blocks.ground);
    options.places = Places::kLeft;
    blocks.left.emplace(*corpus_, kind, *loads_, options, blocks.ground);
  }
}

std::vector<ScoredPair> SuggestionGround::Best(PairKind kind, const MatchEntry& receiver,
                                               std::size_t limit, Places places) const {
  const Blocks& blocks = blocks_[static_cast<std::size_t>(kind)];
  if (!blocks.any) return RankHelpers(*corpus_, kind, receiver, *loads_, limit, places);
  CandidateScratch scratch;
  std::vector<ScoredPair> best;
  (places == Places::kAny ? *blocks.any : *blocks.left).Best(receiver, limit, scratch, best);
  return best;
}

}  // namespace jiedui::services
