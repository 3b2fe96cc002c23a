#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/learning/calibration_fit.h"
#include "models/learning/judgement.h"
#include "models/learning/weight_fit.h"

namespace jiedui::models {

struct TrainingOptions {
  FitOptions fit;
  CalibrationOptions calibration;
  bool calibrate = true;
  /// Judged pairs up to then are known to the model in force: the comparison leaves them out where
  /// enough later ones remain.
  std::int64_t known_until_ms = 0;
};

/// A model fitted to all judgements.
struct FittedModel {
  PairModel model;  ///< version 0; the caller numbers it
  WeightFit fit;
  double bound = 0;  ///< MovementBound of its lessons
};

/// Weights from the lessons of all judgements; calibration from scores that each enterprise's pairs
/// get from weights learned without that enterprise (five parts by enterprise), so that it does not
/// flatter. Deterministic.
FittedModel FitModel(std::span<const JudgedGroup> judgements, const PairModel& prior,
                     const TrainingOptions& options);

/// Whether a new model foretells decisions of enterprises that it has not seen better than the one
/// in force.
struct Comparison {
  Quality candidate;
  Quality in_force;
  bool fresh = false;  ///< measured on decisions that the model in force has not seen either
};

/// Fits on four fifths of the enterprises and measures on the rest, in turn, so that every judged
/// pair is foretold once; the model in force on the same pairs. Only pairs that were asked about
/// are measured: what was not looked at is no refusal.
Comparison CompareModels(std::span<const JudgedGroup> judgements, const PairModel& prior,
                         const PairModel& in_force, const TrainingOptions& options);

/// Why a candidate should not go live; kNothing when it may.
enum class Doubt : std::uint8_t { kNothing, kTooFew, kWorseOrder, kWorseChances };

constexpr std::array<domain::EnumName, 4> kDoubtNames = {{
    {"none", "可以启用", "May go live"},
    {"too_few", "可比较的审批太少", "Too few decisions to compare"},
    {"worse_order", "排序不如现用模型", "Orders worse than the model in force"},
    {"worse_chances", "概率不如现用模型", "Foretells worse than the model in force"},
}};
constexpr std::span<const domain::EnumName> NamesOf(Doubt /*tag*/) { return kDoubtNames; }

/// Too few: below 20 judged pairs, or all of them with one outcome. Worse: AUC lower by more than
/// 0.005, log loss higher by more than 0.005.
Doubt DoubtOf(const Comparison& comparison);

/// A model's view of the judged pairs, in their order, those that nobody was asked about
/// left out.
std::vector<ScoredOutcome> OutcomesOf(std::span<const JudgedGroup> judgements,
                                      const PairModel& model);

}  // namespace jiedui::models
