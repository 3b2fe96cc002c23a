#include "models/learning/weight_fit.h"

#include <algorithm>
#include <cmath>

namespace jiedui::models {
namespace {

constexpr double kClose = 1e-8;
constexpr std::size_t kMostSweeps = 5000;
constexpr double kCurvature = 0.25;  // σ' is nowhere more

double Sigmoid(double z) { return 1 / (1 + std::exp(-z)); }

/// Of each kind, and of the whole, half the variance.
double PartPull(const FitOptions& options) { return 2 * options.pull; }

class Descent {
 public:
  Descent(std::span<const Lesson> lessons, const PairModel& prior, const FitOptions& options)
      : lessons_(lessons), prior_(prior), options_(options), margins_(lessons.size(), 0.0) {
    for (std::size_t k = 0; k < kPairKinds; ++k) {
      for (std::size_t i = 0; i < kFactors; ++i)
        centre_[k][i] = options.slope * prior.weights[k].weight[i];
    }
    fit_.strengths = centre_;
    fit_.position = options.correct_position ? options.position : 0;
    for (std::size_t j = 0; j < lessons.size(); ++j) {
      const Lesson& lesson = lessons[j];
      of_kind_[KindOf(lesson)].push_back(j);
      fit_.lessons[KindOf(lesson)] += lesson.weight;
      margins_[j] = fit_.position * lesson.position;
      for (std::size_t i = 0; i < kFactors; ++i)
        margins_[j] += centre_[KindOf(lesson)][i] * lesson.x[i];
    }
  }

  WeightFit Run() {
    double change = lessons_.empty() ? 0 : 1;
    while (change > kClose && fit_.sweeps < kMostSweeps) {
      change = Sweep();
      ++fit_.sweeps;
    }
    for (std::size_t k = 0; k < kPairKinds; ++k) Scale(k);
    return fit_;
  }

 private:
  static std::size_t KindOf(const Lesson& lesson) { return static_cast<std::size_t>(lesson.kind); }

  /// Step of one parameter that stands in the margins of `which` with the coefficient that `x`
  /// gives, to the least of the upper bound around where it is.
  template <class X>
  double Step(const std::vector<std::size_t>& which, X x, double pull, double from_centre) const {
    double slope = pull * from_centre;
    double curvature = pull;
    for (const std::size_t j : which) {
      const double coefficient = x(lessons_[j]);
      const double weighted = lessons_[j].weight * coefficient;
      slope -= weighted * Sigmoid(-margins_[j]);
      curvature += kCurvature * weighted * coefficient;
    }
    return -slope / curvature;
  }

  template <class X>
  double Move(const std::vector<std::size_t>& which, X x, double step) {
    if (step == 0) return 0;
    for (const std::size_t j : which) margins_[j] += step * x(lessons_[j]);
    return std::abs(step);
  }

  double MoveStrength(std::size_t k, std::size_t i) {
    if (centre_[k][i] == 0) return 0;
    const auto x = [i](const Lesson& lesson) { return lesson.x[i]; };
    double& strength = fit_.strengths[k][i];
    const double step =
        Step(of_kind_[k], x, PartPull(options_), strength - centre_[k][i] - fit_.shared[i]);
    const double before = strength;
    strength = std::max(before + step, options_.least_share * centre_[k][i]);
    return Move(of_kind_[k], x, strength - before);
  }

  /// The shared movement of a factor has its least in closed form: it stands in no margin.
  double MoveShared(std::size_t i) {
    double sum = 0;
    double kinds = 0;
    for (std::size_t k = 0; k < kPairKinds; ++k) {
      if (centre_[k][i] == 0) continue;
      sum += fit_.strengths[k][i] - centre_[k][i];
      kinds += 1;
    }
    const double before = fit_.shared[i];
    fit_.shared[i] = sum / (1 + kinds);
    return std::abs(fit_.shared[i] - before);
  }

  double MoveIntercept(std::size_t k) {
    const auto x = [](const Lesson& lesson) { return lesson.outcome; };
    const double step = Step(of_kind_[k], x, options_.intercept_pull, fit_.intercepts[k]);
    fit_.intercepts[k] += step;
    return Move(of_kind_[k], x, step);
  }

  double MovePosition() {
    if (!options_.correct_position) return 0;
    double slope = options_.position_pull * (fit_.position - options_.position);
    double curvature = options_.position_pull;
    for (std::size_t j = 0; j < lessons_.size(); ++j) {
      const double weighted = lessons_[j].weight * lessons_[j].position;
      slope -= weighted * Sigmoid(-margins_[j]);
      curvature += kCurvature * weighted * lessons_[j].position;
    }
    const double before = fit_.position;
    fit_.position = std::max(before - slope / curvature, 0.0);
    const double step = fit_.position - before;
    for (std::size_t j = 0; j < lessons_.size(); ++j) margins_[j] += step * lessons_[j].position;
    return std::abs(step);
  }

  double Sweep() {
    double change = MovePosition();
    for (std::size_t k = 0; k < kPairKinds; ++k) {
      change = std::max(change, MoveIntercept(k));
      for (std::size_t i = 0; i < kFactors; ++i) change = std::max(change, MoveStrength(k, i));
    }
    for (std::size_t i = 0; i < kFactors; ++i) change = std::max(change, MoveShared(i));
    return change;
  }

  /// Half the absolute differences is the most that a score of values in [0, 1] can differ.
  void CutBack(const FactorValues& prior, FactorValues& weights) const {
    double distance = 0;
    for (std::size_t i = 0; i < kFactors; ++i) distance += std::abs(weights[i] - prior[i]) / 2;
    double weight = 0;
    for (const Lesson& lesson : lessons_) weight += lesson.weight;
    const double most = options_.most_per_decision * weight;
    if (distance <= most) return;
    for (std::size_t i = 0; i < kFactors; ++i)
      weights[i] = prior[i] + most / distance * (weights[i] - prior[i]);
  }

  /// Strengths at the centre give the prior's weights to the last bit.
  void Scale(std::size_t k) {
    double sum = 0;
    for (const double strength : fit_.strengths[k]) sum += strength;
    for (std::size_t i = 0; i < kFactors; ++i)
      fit_.weights[k].weight[i] = fit_.strengths[k][i] / sum;
    if (fit_.strengths[k] == centre_[k]) fit_.weights[k] = prior_.weights[k];
    CutBack(prior_.weights[k].weight, fit_.weights[k].weight);
  }

  std::span<const Lesson> lessons_;
  const PairModel& prior_;
  const FitOptions& options_;
  Strengths centre_{};
  std::vector<double> margins_;
  std::array<std::vector<std::size_t>, kPairKinds> of_kind_;
  WeightFit fit_;
};

tl::unexpected<base::Error> OutOfRange(const char* member) {
  return base::Fail(base::ErrorCode::kInvalid, std::string(member) + " 超出范围", member);
}

}  // namespace

base::Status FitOptions::Validate() const {
  if (!(slope > 0)) return OutOfRange("slope");
  if (!(pull > 0)) return OutOfRange("pull");
  if (!(most_per_decision > 0)) return OutOfRange("most_per_decision");
  if (!(least_share > 0 && least_share <= 1)) return OutOfRange("least_share");
  if (!(position >= 0)) return OutOfRange("position");
  if (!(position_pull > 0)) return OutOfRange("position_pull");
  if (!(intercept_pull > 0)) return OutOfRange("intercept_pull");
  return {};
}

WeightFit FitWeights(std::span<const Lesson> lessons, const PairModel& prior,
                     const FitOptions& options) {
  return Descent(lessons, prior, options).Run();
}

double MovementBound(std::span<const Lesson> lessons, const FitOptions& options) {
  double sum = 0;
  double weight = 0;
  for (const Lesson& lesson : lessons) {
    double squares = 0;
    for (const double x : lesson.x) squares += x * x;
    sum += lesson.weight * std::sqrt(squares);
    weight += lesson.weight;
  }
  return std::min(
      {1.0, options.most_per_decision * weight,
       std::sqrt(static_cast<double>(kFactors)) * sum / (options.pull * options.slope)});
}

}  // namespace jiedui::models
