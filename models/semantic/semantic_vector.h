#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace jiedui::models {

/// A vector of SemanticSpace in bytes: the greatest component is ±127. Of whole numbers, so that
/// sums come out the same in any order and on any machine.
struct SemanticVector {
  std::vector<std::int8_t> values;  ///< empty without a space
  double per_unit = 0;              ///< 1 / length; 0 for a vector of nothing but 0
  [[nodiscard]] bool empty() const { return per_unit == 0; }
};

/// The vector in bytes: its cosines are off by some 0.002 at most. O(dimensions).
SemanticVector Compact(std::span<const float> vector);

/// Cosine of two compact vectors of one space, 0 … 1: what is below 0 is as far as 0. 0 where
/// either is empty.
double Nearness(const SemanticVector& a, const SemanticVector& b);

/// A vector laid out for many questions.
struct SemanticQuery {
  explicit SemanticQuery(const SemanticVector& vector)
      : values(vector.values.begin(), vector.values.end()), per_unit(vector.per_unit) {}
  SemanticQuery() = default;
  std::vector<std::int16_t> values;
  double per_unit = 0;
};

/// Many vectors of one space side by side, for asking which are nearest. Immutable, so safe to
/// share between threads.
class SemanticBlock {
 public:
  SemanticBlock() = default;

  /// Vectors of `dims` values, or empty ones. Two bytes a value, so that a plain loop becomes the
  /// processor's multiply-and-add.
  SemanticBlock(std::span<const SemanticVector* const> vectors, std::size_t dims);

  /// Nearness(asked, *vectors[at]), to the last bit; nothing where there is no space. O(dims):
  /// about 7 ns for 128.
  [[nodiscard]] std::optional<double> NearnessOf(const SemanticQuery& asked, std::size_t at) const {
    if (dims_ == 0 || asked.values.size() != dims_) return std::nullopt;
    return CosineAt(asked, at);
  }

  [[nodiscard]] std::size_t size() const { return per_unit_.size(); }
  [[nodiscard]] std::size_t dims() const { return dims_; }

 private:
  [[nodiscard]] double CosineAt(const SemanticQuery& asked, std::size_t at) const;

  std::size_t dims_ = 0;
  std::vector<std::int16_t> values_;  // vectors × dims
  std::vector<double> per_unit_;
};

}  // namespace jiedui::models
