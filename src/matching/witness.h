#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "matching/residual.h"
#include "matching/solution.h"

namespace jiedui::matching {

/// The witnesses of a plan's uncovered receivers. Receivers that are held back by the same set of
/// helpers share one witness, and every set is walked over components, so that what thousands of
/// receivers have in common is looked at once.
class WitnessBook {
 public:
  static constexpr std::int64_t kWorkBudget = 20'000'000;  // some tenths of a second

  /// Everything by reference must outlive it.
  WitnessBook(const Problem& problem, const Residual& residual, Components& components,
              std::vector<Witness>& witnesses, std::int64_t work_budget = kWorkBudget);

  /// The witness of a receiver that is short of its min and not free: a position in `witnesses`;
  /// nothing once the work budget, of components and nodes looked at, is spent.
  std::optional<Index> Find(Index receiver);

  /// One witness for all of them: the union of their sets, which blocks each of them just as well.
  Index FindShared(const std::vector<Index>& receivers);

 private:
  /// Everything from which load could reach the start.
  struct Reach {
    std::vector<Index> tops;        ///< of the start, those that no other one of it gets load from
    std::vector<Index> components;  ///< tops first reached first, each once
  };

  std::vector<Index> StartOf(Index receiver);
  Reach Walk(std::vector<Index> start);
  Index WitnessOf(std::vector<Index> start);
  Witness Describe(const std::vector<Index>& components);
  void FindSingleChanges(const std::vector<Index>& groups, Witness& witness);
  [[nodiscard]] bool OneMoreSuffices(Index node);
  std::vector<Change> FewestTogether(const std::vector<Index>& components);
  [[nodiscard]] Change ChangeAt(Index node) const;

  const Problem& problem_;
  const Residual& residual_;
  Components& components_;
  std::vector<Witness>& witnesses_;
  std::map<std::vector<Index>, Index> by_start_;
  std::map<std::vector<Index>, Index> by_tops_;
  std::vector<Index> walked_;  // per component: the last walk that saw it
  Index walks_ = 0;
  const std::int64_t work_budget_;
  std::int64_t steps_ = 0;
};

}  // namespace jiedui::matching
