#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "matching/priced_plan_tournament_internal.h"
#include "unit/matching/random_problem.h"

namespace jiedui::matching {
namespace {

using testing::Dice;

std::vector<Index> Read(const Tournament& tournament) {
  RisingKeys keys;
  keys.Start(tournament);
  std::vector<Index> read;
  while (keys.Key() < Tournament::kNever) {
    const Worth key = keys.Key();
    read.push_back(keys.Take());
    EXPECT_TRUE(tournament.KeyOf(read.back()) == key);
  }
  return read;
}

TEST(TournamentTest, ReadsAllByRisingKeyThroughEveryChange) {
  Dice dice(61);
  for (int round = 0; round < 200; ++round) {
    Tournament tournament;
    std::vector<Worth> keys;
    for (int step = 0; step < 60; ++step) {
      const int what = dice.Roll(0, 5);
      if (what == 0 || keys.empty()) {
        tournament.Append();
        keys.push_back(Tournament::kNever);
      } else if (what == 1) {
        tournament.RemoveLast();
        keys.pop_back();
      } else {
        const Index i = dice.Roll(0, static_cast<int>(keys.size()) - 1);
        const Worth key = dice.OneIn(4) ? Tournament::kNever : Worth{dice.Roll(-9, 9)};
        tournament.Set(i, key);
        keys[static_cast<std::size_t>(i)] = key;
      }
      std::vector<Worth> expected;
      std::copy_if(keys.begin(), keys.end(), std::back_inserter(expected),
                   [](Worth key) { return key < Tournament::kNever; });
      std::sort(expected.begin(), expected.end());
      std::vector<Index> read = Read(tournament);
      ASSERT_EQ(read.size(), expected.size());
      for (std::size_t k = 0; k < read.size(); ++k) {
        ASSERT_TRUE(keys[static_cast<std::size_t>(read[k])] == expected[k]);
      }
      ASSERT_TRUE(tournament.Least() == (expected.empty() ? Tournament::kNever : expected[0]));
      std::sort(read.begin(), read.end());
      ASSERT_EQ(std::adjacent_find(read.begin(), read.end()), read.end());
    }
  }
}

}  // namespace
}  // namespace jiedui::matching
