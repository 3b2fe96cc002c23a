#include <gtest/gtest.h>

#include <cmath>

#include "models/learning/training.h"
#include "unit/models/random_pairs.h"

namespace jiedui::models {
namespace {

using domain::PairKind;

double Chance(double z) { return 1 / (1 + std::exp(-z)); }

FactorValues RandomValues(std::mt19937_64& random) {
  FactorValues values{};
  for (double& value : values) value = Share(random);
  return values;
}

double Dot(const FactorValues& a, const FactorValues& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

/// Judgements by somebody with these weights, one pair at a time, some of them in twos.
std::vector<JudgedGroup> Decide(const PairModel& hidden, std::size_t count, double slope,
                                std::mt19937_64& random) {
  std::vector<JudgedGroup> judgements;
  for (std::size_t i = 0; i < count; ++i) {
    JudgedGroup judgement;
    judgement.kind = static_cast<PairKind>(random() % kPairKinds);
    judgement.enterprise = static_cast<std::int64_t>(i);
    const std::size_t pairs = 1 + random() % 2;
    for (std::size_t p = 0; p < pairs; ++p) {
      JudgedPair pair;
      pair.values = RandomValues(random);
      pair.at_ms = static_cast<std::int64_t>(i);
      const double score = WeightedMean(pair.values, hidden.WeightsOf(judgement.kind));
      pair.outcome =
          Share(random) < Chance(slope * (score - 0.5)) ? Outcome::kTaken : Outcome::kRefused;
      judgement.pairs.push_back(pair);
    }
    judgements.push_back(judgement);
  }
  return judgements;
}

/// Judgements without any sense.
std::vector<JudgedGroup> Scribble(std::size_t count, std::mt19937_64& random) {
  std::vector<JudgedGroup> judgements(count);
  for (JudgedGroup& judgement : judgements) {
    judgement.kind = static_cast<PairKind>(random() % kPairKinds);
    judgement.enterprise = static_cast<std::int64_t>(random() % 50);
    for (std::size_t p = 0; p < 1 + random() % 4; ++p) {
      judgement.pairs.push_back({RandomValues(random), static_cast<Outcome>(random() % 3),
                                 1 + random() % 5, 0.1 + 0.9 * Share(random), 0,
                                 random() % 2 == 0});
    }
  }
  return judgements;
}

/// Distance of two weightings: the most that a score can differ.
double Distance(const FactorValues& a, const FactorValues& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::abs(a[i] - b[i]);
  return sum / 2;
}

double MeanDistance(const PairModel& a, const PairModel& b) {
  double sum = 0;
  for (std::size_t k = 0; k < kPairKinds; ++k)
    sum += Distance(a.weights[k].weight, b.weights[k].weight);
  return sum / static_cast<double>(kPairKinds);
}

TEST(Learning, NothingDecidedLeavesThePriorExactly) {
  const FittedModel fitted = FitModel({}, PriorModel(), {});
  for (std::size_t k = 0; k < kPairKinds; ++k) {
    EXPECT_EQ(fitted.model.weights[k].weight, PriorModel().weights[k].weight);
    EXPECT_EQ(fitted.model.calibration[k], Calibration{});
  }
  EXPECT_EQ(fitted.bound, 0);
  EXPECT_EQ(fitted.fit.sweeps, 0U);
}

TEST(Learning, NoLessonsMoveScoresBeyondTheBound) {
  std::mt19937_64 random(5);
  for (int round = 0; round < 60; ++round) {
    const std::vector<JudgedGroup> judgements = Scribble(1 + random() % 12, random);
    const FittedModel fitted = FitModel(judgements, PriorModel(), {});
    std::size_t judged = 0;
    for (const JudgedGroup& judgement : judgements) {
      judged += judgement.pairs.size();
    }
    EXPECT_LE(fitted.bound, FitOptions{}.most_per_decision * static_cast<double>(judged) + 1e-12);
    for (std::size_t k = 0; k < kPairKinds; ++k) {
      EXPECT_LE(Distance(fitted.model.weights[k].weight, PriorModel().weights[k].weight),
                fitted.bound + 1e-9);
    }
  }
}

TEST(Learning, WithoutTheCutThePriorAloneBoundsTheMovement) {
  std::mt19937_64 random(55);
  FitOptions options;
  options.most_per_decision = 1e9;
  for (int round = 0; round < 60; ++round) {
    const std::vector<Lesson> lessons = LessonsOf(Scribble(1 + random() % 12, random));
    const WeightFit fit = FitWeights(lessons, PriorModel(), options);
    const double bound = MovementBound(lessons, options);
    for (std::size_t k = 0; k < kPairKinds; ++k)
      EXPECT_LE(Distance(fit.weights[k].weight, PriorModel().weights[k].weight), bound + 1e-9);
  }
}

TEST(Learning, WhateverIsDecidedTheModelIsValidAndKeepsEveryFactor) {
  std::mt19937_64 random(6);
  for (int round = 0; round < 6; ++round) {
    const FittedModel fitted = FitModel(Scribble(300, random), PriorModel(), {});
    ASSERT_TRUE(Validate(fitted.model));
    for (std::size_t k = 0; k < kPairKinds; ++k) {
      for (std::size_t i = 0; i < kFactors; ++i) {
        EXPECT_EQ(fitted.model.weights[k].weight[i] > 0, PriorModel().weights[k].weight[i] > 0);
      }
    }
  }
}

/// Minus the posterior of Lesson and FitOptions, written down directly.
double NaiveLoss(const std::vector<Lesson>& lessons, const WeightFit& fit,
                 const FitOptions& options) {
  double loss = options.position_pull * std::pow(fit.position - options.position, 2) / 2;
  for (const Lesson& lesson : lessons) {
    const auto k = static_cast<std::size_t>(lesson.kind);
    const double z = Dot(fit.strengths[k], lesson.x) + fit.position * lesson.position +
                     fit.intercepts[k] * lesson.outcome;
    loss += lesson.weight * std::log1p(std::exp(-z));
  }
  for (std::size_t k = 0; k < kPairKinds; ++k) {
    loss += options.intercept_pull * std::pow(fit.intercepts[k], 2) / 2;
    for (std::size_t i = 0; i < kFactors; ++i) {
      const double centre = options.slope * PriorModel().weights[k].weight[i];
      if (centre == 0) continue;
      loss += options.pull * std::pow(fit.strengths[k][i] - centre - fit.shared[i], 2);
    }
  }
  for (const double shared : fit.shared) loss += options.pull * std::pow(shared, 2);
  return loss;
}

TEST(Learning, NoStepFromTheFitIsBetter) {
  std::mt19937_64 random(8);
  const FitOptions options;
  const std::vector<Lesson> lessons = LessonsOf(Scribble(120, random));
  const WeightFit fit = FitWeights(lessons, PriorModel(), options);
  const double best = NaiveLoss(lessons, fit, options);
  for (int i = 0; i < 3000; ++i) {
    WeightFit other = fit;
    const double size = std::pow(10.0, -1 - static_cast<double>(random() % 4));
    const auto step = [&] { return size * (2 * Share(random) - 1); };
    for (std::size_t k = 0; k < kPairKinds; ++k) {
      other.intercepts[k] += step();
      for (std::size_t f = 0; f < kFactors; ++f) {
        const double centre = options.slope * PriorModel().weights[k].weight[f];
        if (centre == 0) continue;
        other.strengths[k][f] =
            std::max(other.strengths[k][f] + step(), options.least_share * centre);
      }
    }
    for (double& shared : other.shared) shared += step();
    other.position = std::max(other.position + step(), 0.0);
    ASSERT_GE(NaiveLoss(lessons, other, options), best - 1e-9);
  }
}

TEST(Learning, ManyDecisionsTeachTheHiddenWeights) {
  std::mt19937_64 random(9);
  const PairModel hidden = RandomModel(random);
  const double before = MeanDistance(PriorModel(), hidden);
  double last = before;
  for (const std::size_t count : {300U, 3000U}) {
    std::mt19937_64 again(10);
    const FittedModel fitted = FitModel(Decide(hidden, count, 12, again), PriorModel(), {});
    EXPECT_LT(MeanDistance(fitted.model, hidden), last);
    last = MeanDistance(fitted.model, hidden);
  }
  EXPECT_LT(last, before / 2);
}

TEST(Learning, AKindWithoutDecisionsLearnsFromTheOthers) {
  std::mt19937_64 random(12);
  PairModel hidden = PriorModel();  // the region counts for nothing, the sector for all
  for (PairWeights& one : hidden.weights) one.weight = {1, 0, 0, 0, 0, 0, 0};
  std::vector<JudgedGroup> judgements = Decide(hidden, 900, 20, random);
  std::erase_if(judgements, [](const JudgedGroup& one) { return one.kind == PairKind::kTeam; });
  const FittedModel fitted = FitModel(judgements, PriorModel(), {});
  const auto sector = [](const PairModel& model) { return model.WeightsOf(PairKind::kTeam)[0]; };
  EXPECT_GT(sector(fitted.model), sector(PriorModel()) + 0.05);
  EXPECT_EQ(fitted.fit.lessons[static_cast<std::size_t>(PairKind::kTeam)], 0);
}

TEST(Learning, TheFirstPlaceIsNotTakenForMerit) {
  // Always the first of two is taken, and what stands first is near by chance of the list alone.
  std::mt19937_64 random(13);
  std::vector<JudgedGroup> judgements;
  for (int i = 0; i < 400; ++i) {
    JudgedGroup judgement{PairKind::kExpert, i, {}};
    FactorValues near = RandomValues(random);
    FactorValues far = near;
    near[2] = 1;
    far[2] = 0.3;
    judgement.pairs = {{near, Outcome::kTaken, 1, 1, 0, true},
                       {far, Outcome::kPassedOver, 5, 1, 0, false}};
    judgements.push_back(judgement);
  }
  std::vector<Lesson> lessons = LessonsOf(judgements);
  std::erase_if(lessons, [](const Lesson& lesson) { return lesson.outcome != 0; });
  FitOptions blind;
  blind.correct_position = false;
  const auto region = [&](const FitOptions& options) {
    return FitWeights(lessons, PriorModel(), options)
        .weights[static_cast<std::size_t>(PairKind::kExpert)]
        .weight[2];
  };
  const double prior = PriorModel().WeightsOf(PairKind::kExpert)[2];
  EXPECT_LT(region({}) - prior, (region(blind) - prior) / 3);
  EXPECT_GT(FitWeights(lessons, PriorModel(), {}).position, 1.5);
}

TEST(Learning, LessonsOfOnePairWeighItsTrustAtMost) {
  std::mt19937_64 random(14);
  JudgedGroup judgement{PairKind::kExpert, 1, {}};
  judgement.pairs = {{RandomValues(random), Outcome::kTaken, 1, 0.5, 0, true},
                     {RandomValues(random), Outcome::kPassedOver, 2, 1, 0, false},
                     {RandomValues(random), Outcome::kRefused, 3, 1, 0, true}};
  const std::vector<Lesson> lessons = LessonsOf(std::array{judgement});
  ASSERT_EQ(lessons.size(), 4U);
  EXPECT_EQ(lessons[0].outcome, 1);
  EXPECT_NEAR(lessons[0].weight + lessons[1].weight + lessons[2].weight, 0.5, 1e-12);
  EXPECT_NEAR(lessons[1].position, std::log(2.0), 1e-12);
  EXPECT_EQ(lessons[2].position, 0) << "who was refused was looked at";
  EXPECT_EQ(lessons[3].outcome, -1);
}

TEST(Learning, CalibrationFindsTheChancesAndKeepsTheOrder) {
  std::mt19937_64 random(15);
  std::vector<ScoredOutcome> outcomes;
  for (int i = 0; i < 4000; ++i) {
    const double score = 0.2 + 0.6 * Share(random);
    const double truth = Chance(1 + 0.5 * std::log(score / (1 - score)));
    outcomes.push_back({PairKind::kExpert, i, score, score, Share(random) < truth, 1});
  }
  const Calibration fitted = FitCalibration(outcomes, {});
  EXPECT_NEAR(fitted.offset, 1, 0.1);
  EXPECT_NEAR(fitted.slope, 0.5, 0.1);
  const double before = MeasureQuality(outcomes).calibration_error;
  for (ScoredOutcome& one : outcomes) one.probability = Calibrated(fitted, one.score);
  EXPECT_GT(before, 0.1);
  EXPECT_LT(MeasureQuality(outcomes).calibration_error, 0.03);
  for (ScoredOutcome& one : outcomes) one.taken = one.score < 0.5;  // all the wrong way round
  EXPECT_GT(FitCalibration(outcomes, {}).slope, 0);
  EXPECT_EQ(FitCalibration({}, {0.3, 2}), (Calibration{0.3, 2}));
}

TEST(Learning, QualityAgreesWithCountingEveryPair) {
  std::mt19937_64 random(16);
  std::vector<ScoredOutcome> outcomes;
  for (int i = 0; i < 300; ++i) {
    const double score = static_cast<double>(random() % 11) / 10;  // many ties
    outcomes.push_back({static_cast<PairKind>(random() % 3),
                        static_cast<std::int64_t>(random() % 60), score, score, random() % 2 == 0,
                        1});
  }
  const auto counted = [&](bool within) {
    double right = 0;
    double all = 0;
    for (const ScoredOutcome& a : outcomes) {
      for (const ScoredOutcome& b : outcomes) {
        if (!a.taken || b.taken || a.kind != b.kind) continue;
        if (within && a.enterprise != b.enterprise) continue;
        right += a.score > b.score ? 1 : a.score == b.score ? 0.5 : 0;
        all += 1;
      }
    }
    return std::pair(right / all, all);
  };
  const Quality quality = MeasureQuality(outcomes);
  EXPECT_NEAR(quality.auc, counted(false).first, 1e-12);
  EXPECT_NEAR(quality.pairwise, counted(true).first, 1e-12);
  EXPECT_EQ(static_cast<double>(quality.comparisons), counted(true).second);
  std::size_t binned = 0;
  for (const ReliabilityBin& bin : quality.bins) binned += bin.pairs;
  EXPECT_EQ(binned, outcomes.size());
}

TEST(Learning, AModelThatIsWorseIsDoubtedAndABetterOneIsNot) {
  std::mt19937_64 random(17);
  PairModel hidden = PriorModel();
  for (PairWeights& one : hidden.weights) one.weight = {0.1, 0.1, 0.5, 0.1, 0.1, 0.05, 0.05};
  const std::vector<JudgedGroup> judgements = Decide(hidden, 800, 15, random);
  EXPECT_EQ(DoubtOf(CompareModels(judgements, PriorModel(), PriorModel(), {})), Doubt::kNothing);
  PairModel knows_all = FitModel(judgements, PriorModel(), {}).model;
  knows_all.version = 1;
  TrainingOptions wild;
  wild.fit.pull = 1e9;  // learns nothing
  wild.calibrate = false;
  EXPECT_NE(DoubtOf(CompareModels(judgements, PriorModel(), knows_all, wild)), Doubt::kNothing);
  const std::vector<JudgedGroup> few(judgements.begin(), judgements.begin() + 5);
  EXPECT_EQ(DoubtOf(CompareModels(few, PriorModel(), PriorModel(), {})), Doubt::kTooFew);
}

TEST(Learning, OptionsOutOfRangeAreNamed) {
  FitOptions options;
  EXPECT_TRUE(options.Validate());
  options.least_share = 0;
  EXPECT_EQ(options.Validate().error().field, "least_share");
}

}  // namespace
}  // namespace jiedui::models
