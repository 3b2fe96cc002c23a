#include "matching/witness.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "matching/check.h"
#include "matching/solve.h"
#include "unit/matching/random_problem.h"

namespace jiedui::matching {
namespace {

using testing::Dice;
using testing::RandomInput;
using testing::RandomShape;

RandomShape Crowded() {
  RandomShape shape;
  shape.helpers = 8;
  shape.receivers = 12;
  shape.most_pairs = 40;
  return shape;
}

Plan PlanOf(const Problem& problem, const Solution& solution) {
  Plan plan(static_cast<std::size_t>(problem.pair_count()));
  for (const ChosenPair& pair : solution.pairs) {
    plan[static_cast<std::size_t>(problem.FindPair(pair.helper, pair.receiver))] = 1;
  }
  return plan;
}

/// reached[v]: everything that v can get load from, itself included; the hub is the last column.
std::vector<std::vector<bool>> AllReached(const Residual& residual) {
  const auto nodes = static_cast<std::size_t>(residual.node_count());
  std::vector<std::vector<bool>> reached(nodes, std::vector<bool>(nodes + 1));
  for (Index v = 0; v < residual.node_count(); ++v) {
    std::vector<bool>& own = reached[static_cast<std::size_t>(v)];
    std::vector<Index> open = {v};
    while (!open.empty()) {
      const Index node = open.back();
      open.pop_back();
      const std::size_t at = node == Residual::kHub ? nodes : static_cast<std::size_t>(node);
      if (own[at]) continue;
      own[at] = true;
      if (node == Residual::kHub) continue;
      for (Index k = 0; k < residual.SourceCount(node); ++k) {
        const Index source = residual.Source(node, k);
        if (source != Residual::kNothing) open.push_back(source);
      }
    }
  }
  return reached;
}

TEST(Components, AgreeWithReachability) {
  Dice dice(31);
  for (int i = 0; i < 300; ++i) {
    const auto problem = Problem::Make(RandomInput(Crowded(), dice));
    ASSERT_TRUE(problem);
    const auto solution = Solve(*problem);
    ASSERT_TRUE(solution);
    const Plan plan = PlanOf(*problem, *solution);
    const Residual residual(*problem, plan);
    Components components(residual);
    const auto reached = AllReached(residual);
    const auto at = [](Index v) { return static_cast<std::size_t>(v); };
    for (Index a = residual.node_count() - 1; a >= 0; --a) {
      ASSERT_EQ(components.Free(components.Of(a)), reached[at(a)].back()) << i;
      for (Index b = 0; b < residual.node_count(); ++b) {
        const bool same = reached[at(a)][at(b)] && reached[at(b)][at(a)];
        ASSERT_EQ(components.Of(a) == components.Of(b), same) << i;
        const bool numbered_by_order = components.Of(a) >= components.Of(b);
        ASSERT_TRUE(numbered_by_order || !reached[at(a)][at(b)]) << i;
      }
    }
  }
}

/// Without any work budget for sets of their own, all share the union, and that blocks them too.
TEST(WitnessBook, TheSharedWitnessBlocksEveryone) {
  Dice dice(32);
  int shared = 0;
  for (int i = 0; i < 300; ++i) {
    const auto problem = Problem::Make(RandomInput(Crowded(), dice));
    ASSERT_TRUE(problem);
    auto solution = Solve(*problem);
    ASSERT_TRUE(solution);
    solution->witnesses.clear();
    const Plan plan = PlanOf(*problem, *solution);
    const Residual residual(*problem, plan);
    Components components(residual);
    WitnessBook book(*problem, residual, components, solution->witnesses, 0);
    std::vector<Index> receivers;
    for (const Uncovered& uncovered : solution->uncovered) {
      if (uncovered.witness < 0) continue;
      ASSERT_FALSE(book.Find(uncovered.receiver));
      receivers.push_back(uncovered.receiver);
    }
    if (receivers.empty()) continue;
    const Index witness = book.FindShared(receivers);
    for (Uncovered& uncovered : solution->uncovered) {
      if (uncovered.witness >= 0) uncovered.witness = witness;
    }
    ASSERT_THAT(Check(*problem, *solution).faults, ::testing::IsEmpty()) << i;
    shared += receivers.size() > 1 ? 1 : 0;
  }
  EXPECT_GT(shared, 50);
}

}  // namespace
}  // namespace jiedui::matching
