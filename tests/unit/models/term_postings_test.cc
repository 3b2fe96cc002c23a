#include "models/term_postings.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

#include "models/term_probe.h"

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

TEST(TermPostingsTest, SumsAreTheCosinesOfThoseThatShareATerm) {
  std::mt19937 random(8);
  PostingSums sums;
  for (const std::size_t count : {40U, 3U, 0U, 41U}) {  // what a smaller or larger set left is gone
    std::vector<TermVector> vectors;
    for (std::size_t i = 0; i < count; ++i) vectors.push_back(RandomVector(random));
    std::vector<const TermVector*> pointers;
    for (const TermVector& vector : vectors) pointers.push_back(&vector);
    const TermPostings postings = TermPostings::Build(pointers, kTerms);
    for (int round = 0; round < 5; ++round) {
      const TermVector asked = RandomVector(random);
      postings.Sum(asked, sums);
      std::set<std::uint32_t> touched(sums.touched.begin(), sums.touched.end());
      EXPECT_EQ(touched.size(), sums.touched.size());
      for (std::size_t i = 0; i < count; ++i) {
        EXPECT_NEAR(sums.sums[i], Cosine(asked, vectors[i]), 1e-5);
        EXPECT_EQ(touched.contains(static_cast<std::uint32_t>(i)), sums.sums[i] > 0);
      }
    }
  }
}

TEST(TermPostingsTest, OnlyTheHeaviestOfATermAreKept) {
  std::mt19937 random(9);
  std::vector<TermVector> vectors;
  for (std::size_t i = 0; i < 40; ++i) vectors.push_back(RandomVector(random));
  std::vector<const TermVector*> pointers;
  for (const TermVector& vector : vectors) pointers.push_back(&vector);
  constexpr std::size_t kMost = 3;
  const TermPostings postings = TermPostings::Build(pointers, kTerms, kMost);
  for (std::uint32_t term = 0; term < kTerms; ++term) {
    std::vector<std::pair<float, std::size_t>> holders;  // heaviest first, then the earlier
    for (std::size_t i = 0; i < vectors.size(); ++i) {
      for (std::size_t t = 0; t < vectors[i].terms.size(); ++t) {
        if (vectors[i].terms[t] == term) holders.emplace_back(-vectors[i].weights[t], i);
      }
    }
    std::sort(holders.begin(), holders.end());
    holders.resize(std::min(holders.size(), kMost));
    std::set<std::uint32_t> expected;
    for (const auto& [weight, at] : holders) expected.insert(static_cast<std::uint32_t>(at));
    PostingSums sums;
    postings.Sum({{term}, {1.0F}}, sums);
    EXPECT_EQ(std::set<std::uint32_t>(sums.touched.begin(), sums.touched.end()), expected) << term;
  }
}

TEST(TermProbeTest, CosinesEqualThoseOfMergingToTheLastBit) {
  std::mt19937 random(10);
  TermProbe probe;
  for (int round = 0; round < 200; ++round) {
    const TermVector asked = RandomVector(random);
    probe.Set(asked, kTerms);
    for (int i = 0; i < 10; ++i) {
      TermVector other = RandomVector(random);
      EXPECT_EQ(probe.CosineWith(other), Cosine(asked, other));
      for (std::uint32_t& term : other.terms) term += 1U << 16U;  // meets the others in the sieve
      probe.Set(other, (1U << 16U) + kTerms);
      EXPECT_EQ(probe.CosineWith(asked), 0);
      probe.Set(asked, kTerms);
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
