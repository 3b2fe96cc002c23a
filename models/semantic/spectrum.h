#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace jiedui::models {

/// A symmetric sparse matrix by rows: row i holds values[starts[i]] … values[starts[i + 1] - 1] at
/// those columns. Both (i, j) and (j, i) are stored.
struct SymmetricRows {
  std::vector<std::size_t> starts = {0};  ///< one more than rows
  std::vector<std::uint32_t> columns;
  std::vector<float> values;
  [[nodiscard]] std::size_t rows() const { return starts.size() - 1; }
};

/// How the leading eigenvectors are sought.
struct SpectrumOptions {
  std::size_t dims = 200;
  std::size_t oversampling = 20;  ///< more columns in the search than asked for; Halko: 5 … 20
  std::size_t iterations = 4;     ///< each squares the gap between wanted and unwanted
  std::uint64_t seed = 20261128;
};

/// Eigenpairs of greatest absolute value, that first: `vectors` has one row of `values.size()`
/// floats per row of the matrix, its columns of length 1 and at right angles.
struct Spectrum {
  std::vector<double> values;
  std::vector<float> vectors;
};

/// The leading eigenpairs by randomised subspace iteration with a Rayleigh–Ritz step. Fewer than
/// asked for where the matrix has no more that differ from 0. O((iterations + 2) × entries × dims +
/// rows × dims²) time, three blocks of rows × (dims + oversampling) floats of memory. The same to
/// the last bit for the same matrix and options, however many cores there are. Source: Halko,
/// Martinsson & Tropp 2011, algorithms 4.4 and 5.3.
Spectrum LeadingEigenpairs(const SymmetricRows& matrix, const SpectrumOptions& options);

}  // namespace jiedui::models
