#include "models/semantic/semantic_vector.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "models/semantic/semantic_space.h"

namespace jiedui::models {
namespace {

std::vector<float> RandomUnit(std::mt19937& random, std::size_t dims) {
  std::vector<float> vector(dims);
  double squares = 0;
  for (float& value : vector) {
    value = static_cast<float>(random() % 2001) / 1000 - 1;
    squares += static_cast<double>(value) * static_cast<double>(value);
  }
  for (float& value : vector) value /= static_cast<float>(std::sqrt(squares));
  return vector;
}

TEST(SemanticVector, BytesKeepTheCosine) {
  std::mt19937 random(5);
  for (int i = 0; i < 300; ++i) {
    const std::vector<float> a = RandomUnit(random, 128);
    std::vector<float> b = RandomUnit(random, 128);
    for (std::size_t d = 0; d < b.size(); ++d) b[d] = 0.7F * a[d] + 0.7F * b[d];
    double squares = 0;
    for (const float value : b) squares += static_cast<double>(value) * static_cast<double>(value);
    for (float& value : b) value /= static_cast<float>(std::sqrt(squares));
    const SemanticVector x = Compact(a);
    const SemanticVector y = Compact(b);
    EXPECT_NEAR(Nearness(x, y), std::max(Cosine(a, b), 0.0), 0.005);
    EXPECT_EQ(Nearness(x, y), Nearness(y, x));
    EXPECT_NEAR(Nearness(x, x), 1, 1e-12);
  }
}

TEST(SemanticVector, WhatIsOppositeOrEmptyIsFar) {
  const SemanticVector one = Compact(std::vector<float>{1, 0.5F});
  EXPECT_EQ(Nearness(one, Compact(std::vector<float>{-1, 0})), 0);
  EXPECT_EQ(Nearness(one, Compact(std::vector<float>{0, 0})), 0);
  EXPECT_EQ(Nearness(one, Compact({})), 0);
  EXPECT_EQ(Nearness(one, Compact(std::vector<float>{1, 1, 1})), 0) << "of another space";
  EXPECT_TRUE(Compact(std::vector<float>{0, 0}).empty());
}

TEST(SemanticVector, ABlockGivesTheSameToTheLastBit) {
  std::mt19937 random(8);
  std::vector<SemanticVector> vectors(50);
  for (std::size_t i = 0; i < vectors.size(); ++i)
    vectors[i] = i % 7 == 3 ? Compact(std::vector<float>(96, 0)) : Compact(RandomUnit(random, 96));
  std::vector<const SemanticVector*> pointers;
  for (const SemanticVector& vector : vectors) pointers.push_back(&vector);
  const SemanticBlock block(pointers, 96);
  ASSERT_EQ(block.size(), vectors.size());
  const SemanticVector asked = Compact(RandomUnit(random, 96));
  for (std::size_t i = 0; i < vectors.size(); ++i)
    EXPECT_EQ(block.NearnessOf(SemanticQuery(asked), i), Nearness(asked, vectors[i])) << i;
  EXPECT_FALSE(block.NearnessOf(SemanticQuery(), 0)) << "asked without a space";
  EXPECT_FALSE(SemanticBlock(pointers, 0).NearnessOf(SemanticQuery(asked), 0));
}

}  // namespace
}  // namespace jiedui::models
