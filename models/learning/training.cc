#include "models/learning/training.h"

#include <algorithm>

namespace jiedui::models {
namespace {

constexpr std::size_t kFolds = 5;
constexpr std::size_t kFreshEnough = 30;
constexpr std::size_t kFewest = 20;
constexpr double kTolerance = 0.005;

/// The part of an enterprise: by a mixed id (splitmix64), so that neighbours in the roster are
/// spread.
std::size_t FoldOf(std::int64_t enterprise) {
  auto x = static_cast<std::uint64_t>(enterprise) + 0x9e3779b97f4a7c15U;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
  return static_cast<std::size_t>((x ^ (x >> 31)) % kFolds);
}

/// The judgements of one part, or of all others.
std::vector<JudgedGroup> Part(std::span<const JudgedGroup> judgements, std::size_t fold,
                              bool others) {
  std::vector<JudgedGroup> part;
  for (const JudgedGroup& one : judgements) {
    if ((FoldOf(one.enterprise) != fold) == others) part.push_back(one);
  }
  return part;
}

void Append(std::vector<ScoredOutcome> more, std::vector<ScoredOutcome>& to) {
  to.insert(to.end(), more.begin(), more.end());
}

PairModel WeightsOnly(std::span<const JudgedGroup> judgements, const PairModel& prior,
                      const FitOptions& options) {
  PairModel model;
  model.weights = FitWeights(LessonsOf(judgements), prior, options).weights;
  return model;
}

/// The judgements that begin after the model in force was trained, if there are enough of them.
std::vector<JudgedGroup> Fresh(std::span<const JudgedGroup> judgements,
                               std::int64_t known_until_ms) {
  std::vector<JudgedGroup> fresh;
  std::size_t judged = 0;
  for (const JudgedGroup& one : judgements) {
    JudgedGroup later = one;
    std::erase_if(later.pairs,
                  [&](const JudgedPair& pair) { return pair.at_ms <= known_until_ms; });
    for (const JudgedPair& pair : later.pairs) judged += pair.asked ? 1 : 0;
    if (!later.pairs.empty()) fresh.push_back(std::move(later));
  }
  return judged >= kFreshEnough ? fresh : std::vector<JudgedGroup>{};
}

}  // namespace

std::vector<ScoredOutcome> OutcomesOf(std::span<const JudgedGroup> judgements,
                                      const PairModel& model) {
  std::vector<ScoredOutcome> outcomes;
  for (const JudgedGroup& judgement : judgements) {
    for (const JudgedPair& pair : judgement.pairs) {
      if (!pair.asked) continue;
      const double score = WeightedMean(pair.values, model.WeightsOf(judgement.kind));
      outcomes.push_back({judgement.kind, judgement.enterprise, score,
                          Calibrated(model.CalibrationOf(judgement.kind), score),
                          pair.outcome == Outcome::kTaken, pair.trust});
    }
  }
  return outcomes;
}

FittedModel FitModel(std::span<const JudgedGroup> judgements, const PairModel& prior,
                     const TrainingOptions& options) {
  const std::vector<Lesson> lessons = LessonsOf(judgements);
  FittedModel fitted;
  fitted.fit = FitWeights(lessons, prior, options.fit);
  fitted.bound = MovementBound(lessons, options.fit);
  fitted.model.weights = fitted.fit.weights;
  if (!options.calibrate || lessons.empty()) return fitted;
  std::vector<ScoredOutcome> unseen;
  for (std::size_t fold = 0; fold < kFolds; ++fold) {
    const PairModel without = WeightsOnly(Part(judgements, fold, true), prior, options.fit);
    Append(OutcomesOf(Part(judgements, fold, false), without), unseen);
  }
  fitted.model.calibration = FitCalibrations(unseen, options.calibration);
  return fitted;
}

Comparison CompareModels(std::span<const JudgedGroup> judgements, const PairModel& prior,
                         const PairModel& in_force, const TrainingOptions& options) {
  const std::vector<JudgedGroup> fresh = Fresh(judgements, options.known_until_ms);
  Comparison comparison;
  comparison.fresh = in_force.version == 0 || !fresh.empty();
  const std::span<const JudgedGroup> measured =
      fresh.empty() ? judgements : std::span<const JudgedGroup>(fresh);
  std::vector<ScoredOutcome> candidate;
  std::vector<ScoredOutcome> present;
  for (std::size_t fold = 0; fold < kFolds; ++fold) {
    const std::vector<JudgedGroup> held = Part(measured, fold, false);
    if (held.empty()) continue;
    const FittedModel fitted = FitModel(Part(judgements, fold, true), prior, options);
    Append(OutcomesOf(held, fitted.model), candidate);
    Append(OutcomesOf(held, in_force), present);
  }
  comparison.candidate = MeasureQuality(candidate);
  comparison.in_force = MeasureQuality(present);
  return comparison;
}

Doubt DoubtOf(const Comparison& comparison) {
  const Quality& candidate = comparison.candidate;
  const Quality& in_force = comparison.in_force;
  if (candidate.pairs < kFewest || candidate.taken == 0 || candidate.taken == candidate.pairs)
    return Doubt::kTooFew;
  if (candidate.auc < in_force.auc - kTolerance) return Doubt::kWorseOrder;
  if (candidate.log_loss > in_force.log_loss + kTolerance) return Doubt::kWorseChances;
  return Doubt::kNothing;
}

}  // namespace jiedui::models
