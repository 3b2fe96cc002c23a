#include "models/semantic/semantic_vector.h"

#include <algorithm>
#include <cmath>

namespace jiedui::models {
namespace {

constexpr double kGreatest = 127;

template <class T>
std::int32_t Product(const T* a, const T* b, std::size_t dims) {
  std::int32_t sum = 0;
  for (std::size_t d = 0; d < dims; ++d)
    sum += static_cast<std::int32_t>(a[d]) * static_cast<std::int32_t>(b[d]);
  return sum;
}

/// The same to the last bit whichever is a.
double CosineOf(std::int32_t product, double a_per_unit, double b_per_unit) {
  return std::clamp(static_cast<double>(product) * (a_per_unit * b_per_unit), 0.0, 1.0);
}

}  // namespace

SemanticVector Compact(std::span<const float> vector) {
  SemanticVector compact;
  float greatest = 0;
  for (const float value : vector) greatest = std::max(greatest, std::abs(value));
  compact.values.resize(vector.size(), 0);
  if (!(greatest > 0)) return compact;
  std::int64_t squares = 0;
  for (std::size_t d = 0; d < vector.size(); ++d) {
    const double scaled = static_cast<double>(vector[d]) / static_cast<double>(greatest);
    const long value = std::lround(scaled * kGreatest);
    compact.values[d] = static_cast<std::int8_t>(value);
    squares += value * value;
  }
  compact.per_unit = 1 / std::sqrt(static_cast<double>(squares));
  return compact;
}

double Nearness(const SemanticVector& a, const SemanticVector& b) {
  if (a.empty() || b.empty() || a.values.size() != b.values.size()) return 0;
  return CosineOf(Product(a.values.data(), b.values.data(), a.values.size()), a.per_unit,
                  b.per_unit);
}

SemanticBlock::SemanticBlock(std::span<const SemanticVector* const> vectors, std::size_t dims)
    : dims_(dims) {
  values_.reserve(vectors.size() * dims);
  per_unit_.reserve(vectors.size());
  for (const SemanticVector* const vector : vectors) {
    const bool known = !vector->empty() && vector->values.size() == dims;
    per_unit_.push_back(known ? vector->per_unit : 0);
    if (known) {
      values_.insert(values_.end(), vector->values.begin(), vector->values.end());
    } else {
      values_.resize(values_.size() + dims, 0);
    }
  }
}

double SemanticBlock::CosineAt(const SemanticQuery& asked, std::size_t at) const {
  return CosineOf(Product(asked.values.data(), values_.data() + at * dims_, dims_), asked.per_unit,
                  per_unit_[at]);
}

}  // namespace jiedui::models
