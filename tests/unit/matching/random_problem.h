#pragma once

#include <algorithm>
#include <random>
#include <string>

#include "matching/problem.h"

namespace jiedui::matching::testing {

/// What a random instance may contain.
struct RandomShape {
  Index helpers = 4;
  Index receivers = 4;
  int most_pairs = 13;
  bool groups = true;  ///< a forest: a group may be part of one before it
  bool floors = true;
  bool needs_above_one = true;
  int score_low = -40;  ///< hundredths
  int score_high = 100;
};

class Dice {
 public:
  explicit Dice(std::uint32_t seed) : engine_(seed) {}
  /// low … high, the same on every platform (std::uniform_int_distribution is not).
  int Roll(int low, int high) {
    return low + static_cast<int>(engine_() % static_cast<std::uint32_t>(high - low + 1));
  }
  bool OneIn(int n) { return Roll(1, n) == 1; }

 private:
  std::mt19937 engine_;
};

/// The group and those that it is part of.
template <class Visit>
void ForEachGroupAbove(const ProblemInput& input, Index group, Visit visit) {
  for (Index g = group; g >= 0; g = input.groups[static_cast<std::size_t>(g)].parent) {
    visit(static_cast<std::size_t>(g));
  }
}

/// Whether the last pair can be fixed beside the fixed ones before it.
inline bool FixedFits(const ProblemInput& input) {
  const PairInput& last = input.pairs.back();
  const auto helper = [&](const PairInput& pair) {
    return input.helpers[static_cast<std::size_t>(pair.helper)];
  };
  int of_helper = 0;
  int of_receiver = 0;
  std::vector<int> of_group(input.groups.size());
  for (const PairInput& pair : input.pairs) {
    if (pair.state != PairState::kFixed) continue;
    of_helper += pair.helper == last.helper ? 1 : 0;
    of_receiver += pair.receiver == last.receiver ? 1 : 0;
    ForEachGroupAbove(input, helper(pair).group, [&of_group](std::size_t g) { ++of_group[g]; });
  }
  bool fits = of_helper <= helper(last).places.max &&
              of_receiver <= input.receivers[static_cast<std::size_t>(last.receiver)].need.max;
  ForEachGroupAbove(input, helper(last).group, [&](std::size_t g) {
    fits = fits && of_group[g] <= input.groups[g].quota.max;
  });
  return fits;
}

/// A valid problem.
inline ProblemInput RandomInput(const RandomShape& shape, Dice& dice) {
  ProblemInput input;
  const int groups = shape.groups ? dice.Roll(0, 4) : 0;
  const bool reversed = dice.OneIn(2);  // so that a parent's id may come after its part's
  for (int g = 0; g < groups; ++g) {
    const int max = dice.Roll(0, 4);
    const int name = reversed ? groups - 1 - g : g;
    input.groups.push_back({"g" + std::to_string(name), {0, max}, dice.Roll(-1, g - 1)});
    if (shape.floors && dice.OneIn(3)) input.groups.back().quota.min = dice.Roll(0, max);
  }
  const int helpers = dice.Roll(1, shape.helpers);
  for (int h = 0; h < helpers; ++h) {
    const int max = dice.Roll(0, 3);
    input.helpers.push_back({"h" + std::to_string(h), {0, max}, dice.Roll(-1, groups - 1)});
    if (shape.floors && dice.OneIn(3)) input.helpers.back().places.min = dice.Roll(0, max);
  }
  const int receivers = dice.Roll(1, shape.receivers);
  for (int r = 0; r < receivers; ++r) {
    const int max = dice.Roll(shape.needs_above_one ? 0 : 1, shape.needs_above_one ? 3 : 1);
    input.receivers.push_back({"r" + std::to_string(r), {dice.Roll(0, max), max}});
    if (dice.OneIn(2)) input.receivers.back().need.min = std::min(1, max);
  }
  std::vector<std::pair<int, int>> all;
  for (int h = 0; h < helpers; ++h) {
    for (int r = 0; r < receivers; ++r) all.emplace_back(h, r);
  }
  for (std::size_t i = all.size(); i > 1; --i) {
    std::swap(all[i - 1], all[static_cast<std::size_t>(dice.Roll(0, static_cast<int>(i) - 1))]);
  }
  all.resize(std::min(all.size(), static_cast<std::size_t>(dice.Roll(0, shape.most_pairs))));
  const bool coarse = dice.OneIn(3);  // many ties
  for (const auto& [h, r] : all) {
    const int cents = coarse ? 50 * dice.Roll(-1, 2) : dice.Roll(shape.score_low, shape.score_high);
    const PairState state = dice.OneIn(12)  ? PairState::kFixed
                            : dice.OneIn(9) ? PairState::kForbidden
                                            : PairState::kFree;
    input.pairs.push_back({h, r, cents / 100.0, state});
    if (state == PairState::kFixed && !FixedFits(input)) {
      input.pairs.back().state = PairState::kFree;
    }
  }
  return input;
}

}  // namespace jiedui::matching::testing
