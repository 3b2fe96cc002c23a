#include "models/term_postings.h"

#include <gtest/gtest.h>

#include <random>

namespace jiedui::models {
namespace {

constexpr std::size_t kTerms = 60;

/// A vector of some of the terms, of length 1; now and then empty.
TermVector RandomVector(std::mt19937& random) {
  TermVector vector;
  const std::size_t share = random() % 4;  // in so many of four terms
  double squares = 0;
  for (std::uint32_t term = 0; term < kTerms; ++term) {
    if (random() % 4 >= share) continue;
    vector.terms.push_back(term);
    vector.weights.push_back(static_cast<float>(1 + random() % 1000) / 1000);
    squares += static_cast<double>(vector.weights.back()) * vector.weights.back();
  }
  for (float& weight : vector.weights) weight /= static_cast<float>(std::sqrt(squares));
  return vector;
}

TEST(TermPostingsTest, CosinesEqualThoseOfPairsToTheLastBit) {
  std::mt19937 random(7);
  for (std::size_t count : {0U, 1U, 2U, 40U}) {
    std::vector<TermVector> vectors;
    for (std::size_t i = 0; i < count; ++i) vectors.push_back(RandomVector(random));
    std::vector<const TermVector*> pointers;
    for (const TermVector& vector : vectors) pointers.push_back(&vector);
    const TermPostings postings = TermPostings::Build(pointers, kTerms);
    std::vector<double> cosines = {0.5, 0.5};  // what was there before is gone
    for (int round = 0; round < 20; ++round) {
      const TermVector asked = RandomVector(random);
      postings.Cosines(asked, cosines);
      ASSERT_EQ(cosines.size(), count);
      for (std::size_t i = 0; i < count; ++i)
        EXPECT_EQ(cosines[i], Cosine(asked, vectors[i])) << count << " " << i;
    }
  }
}

TEST(TermPostingsTest, NothingBuiltHasNoCosines) {
  std::vector<double> cosines = {1.0};
  TermPostings().Cosines({{3}, {1.0F}}, cosines);
  EXPECT_TRUE(cosines.empty());
}

}  // namespace
}  // namespace jiedui::models
