#include "models/learning/judgement.h"

#include <algorithm>
#include <cmath>

namespace jiedui::models {
namespace {

constexpr double kHalf = 0.5;

Lesson Alone(const JudgedGroup& judgement, const JudgedPair& pair) {
  Lesson lesson;
  lesson.kind = judgement.kind;
  lesson.outcome = pair.outcome == Outcome::kTaken ? 1 : -1;
  lesson.weight = kHalf * pair.trust;
  for (std::size_t i = 0; i < kFactors; ++i)
    lesson.x[i] = lesson.outcome * (pair.values[i] - NeutralValues()[i]);
  return lesson;
}

Lesson Compared(const JudgedGroup& judgement, const JudgedPair& taken, const JudgedPair& other) {
  Lesson lesson;
  lesson.kind = judgement.kind;
  for (std::size_t i = 0; i < kFactors; ++i) lesson.x[i] = taken.values[i] - other.values[i];
  if (other.outcome == Outcome::kPassedOver) {
    lesson.position = std::log(static_cast<double>(std::max<std::size_t>(other.rank, 1)) /
                               static_cast<double>(std::max<std::size_t>(taken.rank, 1)));
  }
  lesson.weight = kHalf * std::min(taken.trust, other.trust);
  return lesson;
}

void Compare(const JudgedGroup& judgement, const JudgedPair& taken, std::vector<Lesson>& lessons) {
  const std::size_t first = lessons.size();
  for (const JudgedPair& other : judgement.pairs) {
    if (other.outcome != Outcome::kTaken) lessons.push_back(Compared(judgement, taken, other));
  }
  const auto others = static_cast<double>(lessons.size() - first);
  for (std::size_t i = first; i < lessons.size(); ++i) lessons[i].weight /= others;
}

}  // namespace

std::vector<Lesson> LessonsOf(std::span<const JudgedGroup> judgements) {
  std::vector<Lesson> lessons;
  for (const JudgedGroup& judgement : judgements) {
    for (const JudgedPair& pair : judgement.pairs) {
      if (pair.asked) lessons.push_back(Alone(judgement, pair));
      if (pair.outcome == Outcome::kTaken) Compare(judgement, pair, lessons);
    }
  }
  return lessons;
}

}  // namespace jiedui::models
