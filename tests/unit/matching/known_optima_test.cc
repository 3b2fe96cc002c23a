// OR-Library's assignment problems: real size, published optima.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/text.h"
#include "matching/check.h"
#include "matching/solve.h"
#include "support/shared_data.h"

namespace jiedui::matching {
namespace {

struct Known {
  const char* name;
  int size;
  double optimum;
};

class KnownOptimaTest : public ::testing::TestWithParam<Known> {};

/// helper_id, receiver_id, score: `h1 r1 -52 free` with ids numbered from 1.
ProblemInput ReadPairs(std::istream& in, int size) {
  ProblemInput input;
  for (int i = 1; i <= size; ++i) {
    input.helpers.push_back({"h" + std::to_string(i), {0, 1}});
    input.receivers.push_back({"r" + std::to_string(i), {1, 1}});
  }
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    const auto cells = base::Split(line, '\t');
    const auto number = [&](std::size_t i) {
      return static_cast<Index>(base::ParseInteger(cells[i].substr(1)).value() - 1);
    };
    input.pairs.push_back({number(0), number(1), base::ParseNumber(cells[2]).value()});
  }
  return input;
}

TEST_P(KnownOptimaTest, IsReachedAndProven) {
  const auto file =
      ::jiedui::testing::SharedData(std::string("assignment/") + GetParam().name + "/pairs.tsv");
  if (!file) GTEST_SKIP() << "the shared data sets are not here";
  std::ifstream in(*file);
  const auto problem = Problem::Make(ReadPairs(in, GetParam().size));
  ASSERT_TRUE(problem) << problem.error().message;
  const auto solution = Solve(*problem);
  ASSERT_TRUE(solution) << solution.error().message;
  EXPECT_EQ(solution->status, SolveStatus::kOptimal);
  EXPECT_EQ(solution->total_score, GetParam().optimum);
  EXPECT_EQ(solution->upper_bound, GetParam().optimum);
  const CheckReport report = Check(*problem, *solution);
  EXPECT_THAT(report.faults, ::testing::IsEmpty());
  EXPECT_EQ(report.levels_proven, solution->levels.size());
}

INSTANTIATE_TEST_SUITE_P(OrLibrary, KnownOptimaTest,
                         ::testing::Values(Known{"assign100", 100, -305},
                                           Known{"assign300", 300, -626},
                                           Known{"assign500", 500, -991},
                                           Known{"assign700", 700, -1362},
                                           Known{"assignp800", 800, -2239}),
                         [](const auto& param) { return std::string(param.param.name); });

}  // namespace
}  // namespace jiedui::matching
