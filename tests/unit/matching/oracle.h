#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "matching/problem.h"
#include "matching/solution.h"

namespace jiedui::matching::testing {

/// The lexicographic key of a plan, each entry the greater the better; scores in hundredths.
using Key = std::vector<std::int64_t>;

/// Every subset of the pairs that no max forbids, judged literally by solve.h's definitions.
class Oracle {
 public:
  /// order: the levels after floors, as solve.h orders them.
  Oracle(const Problem& problem, std::vector<Objective> order)
      : problem_(problem),
        order_(std::move(order)),
        helper_(Size(problem.helper_count())),
        receiver_(Size(problem.receiver_count())),
        group_(Size(problem.group_count())),
        total_(Size(problem.receiver_count())) {
    problem.ForEachPair([this](Index, Index, Index r) { receiver_of_.push_back(r); });
  }

  std::optional<Key> Best() {
    best_.reset();
    Try(0);
    return best_;
  }

  /// The key of one plan; the plan must respect every max.
  Key KeyOf(const std::vector<ChosenPair>& pairs) {
    for (const ChosenPair& pair : pairs) Put(problem_.FindPair(pair.helper, pair.receiver), 1);
    Key key = CurrentKey();
    for (const ChosenPair& pair : pairs) Put(problem_.FindPair(pair.helper, pair.receiver), -1);
    return key;
  }

 private:
  static std::size_t Size(Index i) { return static_cast<std::size_t>(i); }

  void Put(Index e, int sign) {
    const Index h = problem_.pair_helper(e);
    const Index r = receiver_of_[Size(e)];
    helper_[Size(h)] += sign;
    receiver_[Size(r)] += sign;
    for (Index g = problem_.helper(h).group; g >= 0; g = problem_.group(g).parent) {
      group_[Size(g)] += sign;
    }
    total_[Size(r)] += sign * Cents(e);
    if (sign > 0) {
      chosen_.push_back(e);
    } else {
      chosen_.erase(std::find(chosen_.begin(), chosen_.end(), e));
    }
  }

  [[nodiscard]] std::int64_t Cents(Index e) const {
    return std::llround(problem_.pair_score(e) * 100);
  }

  [[nodiscard]] bool Fits(Index e) const {
    const Index h = problem_.pair_helper(e);
    const Index r = receiver_of_[Size(e)];
    for (Index g = problem_.helper(h).group; g >= 0; g = problem_.group(g).parent) {
      if (group_[Size(g)] >= problem_.group(g).quota.max) return false;
    }
    return helper_[Size(h)] < problem_.helper(h).places.max &&
           receiver_[Size(r)] < problem_.receiver(r).need.max;
  }

  void Try(Index e) {
    if (e == problem_.pair_count()) {
      Key key = CurrentKey();
      if (!best_ || key > *best_) best_ = std::move(key);
      return;
    }
    if (problem_.pair_state(e) != PairState::kForbidden && Fits(e)) {
      Put(e, 1);
      Try(e + 1);
      Put(e, -1);
    }
    if (problem_.pair_state(e) != PairState::kFixed) Try(e + 1);
  }

  [[nodiscard]] Key CurrentKey() const {
    std::int64_t missing = 0;
    for (Index h = 0; h < problem_.helper_count(); ++h) {
      missing += std::max(0, problem_.helper(h).places.min - helper_[Size(h)]);
    }
    for (Index g = 0; g < problem_.group_count(); ++g) {
      missing += std::max(0, problem_.group(g).quota.min - group_[Size(g)]);
    }
    Key key = {-missing};
    for (const Objective objective : order_) AddLevel(objective, key);
    return key;
  }

  void AddLevel(Objective objective, Key& key) const {
    constexpr std::int64_t kNone = std::numeric_limits<std::int64_t>::max();
    std::int64_t sum = 0;
    std::int64_t lowest = kNone;
    switch (objective) {
      case Objective::kCoverage:
        for (Index r = 0; r < problem_.receiver_count(); ++r) {
          sum += std::min(problem_.receiver(r).need.min, receiver_[Size(r)]);
        }
        key.push_back(sum);
        return;
      case Objective::kBottleneck:
        for (const Index e : chosen_) lowest = std::min(lowest, Cents(e));
        key.push_back(lowest);
        return;
      case Objective::kWorst:
        for (Index r = 0; r < problem_.receiver_count(); ++r) {
          if (problem_.receiver(r).need.min > 0 && receiver_[Size(r)] == 0) --sum;
          if (receiver_[Size(r)] > 0) lowest = std::min(lowest, total_[Size(r)]);
        }
        key.push_back(sum);
        key.push_back(lowest);
        return;
      case Objective::kBalance:
        for (const Index load : helper_) sum += std::int64_t{load} * load;
        key.push_back(-sum);
        return;
      case Objective::kScore:
        for (const Index e : chosen_) sum += Cents(e);
        key.push_back(sum);
        return;
    }
  }

  const Problem& problem_;
  std::vector<Objective> order_;
  std::vector<Index> receiver_of_;
  std::vector<Index> helper_;
  std::vector<Index> receiver_;
  std::vector<Index> group_;
  std::vector<std::int64_t> total_;
  std::vector<Index> chosen_;
  std::optional<Key> best_;
};

}  // namespace jiedui::matching::testing
