#include "models/semantic/semantic_cells.h"

#include <algorithm>
#include <cmath>

namespace jiedui::models {
namespace {

/// More passes hardly move the centres of so many vectors.
constexpr int kPasses = 6;
/// Vectors a cell that centres are learned from.
constexpr std::size_t kLearnedFrom = 48;

using Vectors = std::vector<const SemanticVector*>;

/// The cell whose centre is nearest, the first of equals.
std::size_t NearestCentre(const SemanticBlock& centres, const SemanticVector& vector) {
  const SemanticQuery asked(vector);
  std::size_t nearest = 0;
  double most = -1;
  for (std::size_t c = 0; c < centres.size(); ++c) {
    const double nearness = centres.NearnessOf(asked, c).value_or(0);
    if (nearness <= most) continue;
    most = nearness;
    nearest = c;
  }
  return nearest;
}

SemanticBlock BlockOf(const std::vector<SemanticVector>& vectors, std::size_t dims) {
  Vectors pointers;
  pointers.reserve(vectors.size());
  for (const SemanticVector& vector : vectors) pointers.push_back(&vector);
  return {pointers, dims};
}

/// One pass: every centre becomes the direction of those that are nearest to it.
void MoveCentres(const Vectors& sample, std::size_t dims, std::vector<SemanticVector>& centres) {
  const SemanticBlock block = BlockOf(centres, dims);
  std::vector<float> sums(centres.size() * dims, 0);
  for (const SemanticVector* const vector : sample) {
    const std::size_t cell = NearestCentre(block, *vector);
    const auto unit = static_cast<float>(vector->per_unit);
    for (std::size_t d = 0; d < dims; ++d)
      sums[cell * dims + d] += unit * static_cast<float>(vector->values[d]);
  }
  for (std::size_t c = 0; c < centres.size(); ++c) {
    SemanticVector moved = Compact(std::span(sums).subspan(c * dims, dims));
    if (!moved.empty()) centres[c] = std::move(moved);
  }
}

/// `count` vectors at equal steps, which exist.
std::vector<std::size_t> Steps(std::size_t vectors, std::size_t count) {
  std::vector<std::size_t> at(count);
  for (std::size_t i = 0; i < count; ++i) at[i] = i * vectors / count;
  return at;
}

std::vector<SemanticVector> LearnCentres(const Vectors& known, std::size_t dims,
                                         std::size_t cells) {
  std::vector<SemanticVector> centres;
  for (const std::size_t at : Steps(known.size(), cells)) centres.push_back(*known[at]);
  if (cells == 1) return centres;
  Vectors sample;
  for (const std::size_t at : Steps(known.size(), std::min(known.size(), cells * kLearnedFrom)))
    sample.push_back(known[at]);
  for (int pass = 0; pass < kPasses; ++pass) MoveCentres(sample, dims, centres);
  return centres;
}

}  // namespace

SemanticCells SemanticCells::Build(std::span<const SemanticVector* const> vectors, std::size_t dims,
                                   std::size_t compared) {
  SemanticCells made;
  made.vectors_ = vectors.size();
  made.compared_ = compared;
  std::vector<std::uint32_t> known_at;
  Vectors known;
  for (std::size_t i = 0; i < vectors.size(); ++i) {
    if (vectors[i]->empty() || vectors[i]->values.size() != dims) continue;
    known_at.push_back(static_cast<std::uint32_t>(i));
    known.push_back(vectors[i]);
  }
  if (known.empty()) return made;
  const bool few = known.size() <= 2 * compared;
  const auto root = static_cast<std::size_t>(std::sqrt(static_cast<double>(known.size())));
  made.centres_ = BlockOf(LearnCentres(known, dims, few ? 1 : root), dims);
  std::vector<std::vector<std::size_t>> members(made.centres_.size());
  for (std::size_t i = 0; i < known.size(); ++i)
    members[few ? 0 : NearestCentre(made.centres_, *known[i])].push_back(i);
  Vectors ordered;
  made.starts_.push_back(0);
  for (const std::vector<std::size_t>& cell : members) {
    for (const std::size_t i : cell) {
      made.positions_.push_back(known_at[i]);
      ordered.push_back(known[i]);
    }
    made.starts_.push_back(static_cast<std::uint32_t>(ordered.size()));
  }
  made.members_ = SemanticBlock(ordered, dims);
  return made;
}

void SemanticCells::Compare(const SemanticQuery& asked, PostingSums& into) const {
  into.Clear(vectors_);
  std::vector<std::pair<double, std::size_t>> order;  // the nearest centre first, then the earlier
  for (std::size_t c = 0; c < centres_.size(); ++c) {
    const std::optional<double> nearness = centres_.NearnessOf(asked, c);
    if (!nearness) return;
    order.emplace_back(-*nearness, c);
  }
  std::sort(order.begin(), order.end());
  std::size_t compared = 0;
  for (const auto& [far, cell] : order) {
    if (compared >= compared_) return;
    for (std::uint32_t at = starts_[cell]; at < starts_[cell + 1]; ++at) {
      const auto nearness = static_cast<float>(members_.NearnessOf(asked, at).value_or(0));
      if (nearness <= 0) continue;
      into.sums[positions_[at]] = nearness;
      into.touched.push_back(positions_[at]);
    }
    compared += starts_[cell + 1] - starts_[cell];
  }
}

}  // namespace jiedui::models
