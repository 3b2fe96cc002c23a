#pragma once

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "services/candidates.h"

namespace jiedui::services {

/// What suggestions are made of, of one moment: the corpus, the loads, and for kinds with so many
/// helpers that ranking all of them for one enterprise takes longer than finding the best, those
/// laid out to be found. Immutable, so safe to share between threads.
class SuggestionGround {
 public:
  /// Takes over what of `before` holds still; null where there is nothing. Some 0.2 ms a helper
  /// where the corpus is another, 0.02 ms where only the loads are.
  SuggestionGround(std::shared_ptr<const Corpus> corpus, std::shared_ptr<const Loads> loads,
                   const SuggestionGround* before);

  [[nodiscard]] const std::shared_ptr<const Corpus>& corpus() const { return corpus_; }
  [[nodiscard]] const std::shared_ptr<const Loads>& loads() const { return loads_; }

  /// As RankHelpers; of kinds that are laid out the best of those found, as plans find them.
  [[nodiscard]] std::vector<ScoredPair> Best(domain::PairKind kind, const MatchEntry& receiver,
                                             std::size_t limit, Places places) const;

  /// Are helpers of the kind found, not all ranked?
  [[nodiscard]] bool Finds(domain::PairKind kind) const {
    return blocks_[static_cast<std::size_t>(kind)].any.has_value();
  }

 private:
  struct Blocks {
    std::shared_ptr<const CandidateGround> ground;
    std::optional<CandidateIndex> any;   // Places::kAny
    std::optional<CandidateIndex> left;  // Places::kLeft
  };

  std::shared_ptr<const Corpus> corpus_;
  std::shared_ptr<const Loads> loads_;
  std::array<Blocks, domain::kPairKindNames.size()> blocks_;
};

}  // namespace jiedui::services
