#include "models/semantic/semantic_cells.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace jiedui::models {
namespace {

constexpr std::size_t kDims = 24;

/// Vectors around as many directions as there are groups, every ninth of them empty.
std::vector<SemanticVector> Grouped(std::size_t count, std::size_t groups) {
  std::mt19937 random(11);
  const auto value = [&] { return static_cast<float>(random() % 2001) / 1000 - 1; };
  std::vector<std::vector<float>> directions(groups, std::vector<float>(kDims));
  for (std::vector<float>& direction : directions) std::ranges::generate(direction, value);
  std::vector<SemanticVector> vectors;
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<float> one = directions[i % groups];
    for (float& component : one) component = i % 9 == 4 ? 0 : component + 0.3F * value();
    vectors.push_back(Compact(one));
  }
  return vectors;
}

SemanticCells CellsOf(const std::vector<SemanticVector>& vectors, std::size_t compared) {
  std::vector<const SemanticVector*> pointers;
  for (const SemanticVector& vector : vectors) pointers.push_back(&vector);
  return SemanticCells::Build(pointers, kDims, compared);
}

/// Every sum is the exact one; the vectors that were not compared have none.
void ExpectExactSums(const std::vector<SemanticVector>& vectors, const SemanticVector& asked,
                     const PostingSums& sums) {
  ASSERT_EQ(sums.sums.size(), vectors.size());
  for (const std::uint32_t at : sums.touched) {
    EXPECT_GT(sums.sums[at], 0);
    EXPECT_EQ(sums.sums[at], static_cast<float>(Nearness(asked, vectors[at])));
  }
  std::vector<std::uint32_t> once = sums.touched;
  std::ranges::sort(once);
  EXPECT_EQ(std::ranges::unique(once).size(), 0U);
  const auto others = static_cast<std::size_t>(std::ranges::count(sums.sums, 0.0F));
  EXPECT_EQ(others + sums.touched.size(), vectors.size());
}

TEST(SemanticCells, FewAreAllCompared) {
  const std::vector<SemanticVector> vectors = Grouped(200, 7);
  const SemanticCells cells = CellsOf(vectors, 100);
  EXPECT_EQ(cells.cells(), 1U);
  PostingSums sums;
  for (std::size_t i = 0; i < vectors.size(); i += 13) {
    cells.Compare(SemanticQuery(vectors[i]), sums);
    ExpectExactSums(vectors, vectors[i], sums);
    for (std::size_t j = 0; j < vectors.size(); ++j)
      EXPECT_EQ(sums.sums[j], static_cast<float>(Nearness(vectors[i], vectors[j])))
          << i << " " << j;
  }
}

TEST(SemanticCells, OfManyTheNearestAreCompared) {
  const std::vector<SemanticVector> vectors = Grouped(3000, 40);
  const SemanticCells cells = CellsOf(vectors, 300);
  EXPECT_GT(cells.cells(), 20U);
  PostingSums sums;
  double found = 0;
  double wanted = 0;
  double compared = 0;
  for (std::size_t i = 0; i < vectors.size(); i += 31) {
    if (vectors[i].empty()) continue;
    cells.Compare(SemanticQuery(vectors[i]), sums);
    ExpectExactSums(vectors, vectors[i], sums);
    std::vector<std::pair<double, std::size_t>> exact;
    for (std::size_t j = 0; j < vectors.size(); ++j)
      exact.emplace_back(-Nearness(vectors[i], vectors[j]), j);
    std::ranges::sort(exact);
    for (std::size_t k = 0; k < 20; ++k) found += sums.sums[exact[k].second] > 0 ? 1 : 0;
    wanted += 20;
    compared += static_cast<double>(sums.touched.size()) / static_cast<double>(vectors.size());
  }
  EXPECT_GT(found / wanted, 0.97);
  EXPECT_LT(compared / (wanted / 20), 0.25) << "far fewer than there are";
}

TEST(SemanticCells, TheSameEveryTimeAndEmptyVectorsNever) {
  const std::vector<SemanticVector> vectors = Grouped(900, 12);
  const SemanticCells once = CellsOf(vectors, 50);
  const SemanticCells again = CellsOf(vectors, 50);
  PostingSums first;
  PostingSums second;
  for (std::size_t i = 0; i < vectors.size(); i += 17) {
    once.Compare(SemanticQuery(vectors[i]), first);
    again.Compare(SemanticQuery(vectors[i]), second);
    EXPECT_EQ(first.touched, second.touched);
    for (const std::uint32_t at : first.touched) EXPECT_FALSE(vectors[at].empty());
  }
  once.Compare(SemanticQuery(), first);
  EXPECT_TRUE(first.touched.empty()) << "asked without a space";
  const SemanticCells none = CellsOf({}, 50);
  none.Compare(SemanticQuery(vectors[0]), first);
  EXPECT_TRUE(first.touched.empty());
  EXPECT_EQ(none.cells(), 0U);
}

}  // namespace
}  // namespace jiedui::models
