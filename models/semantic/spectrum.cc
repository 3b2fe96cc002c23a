#include "models/semantic/spectrum.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <thread>

namespace jiedui::models {
namespace {

using Block = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// An eigenvalue below this share of the greatest is the rounding of 0.
constexpr double kNothing = 1e-5;

Eigen::Index Signed(std::size_t size) { return static_cast<Eigen::Index>(size); }

/// Signs of a fair coin: as good as normal numbers here, and the same with every standard library.
/// Source: splitmix64 (Steele, Lea & Flood 2014).
Block RandomSigns(std::size_t rows, std::size_t columns, std::uint64_t seed) {
  Block signs(Signed(rows), Signed(columns));
  for (Eigen::Index i = 0; i < signs.size(); ++i) {
    seed += 0x9E3779B97F4A7C15U;
    std::uint64_t mixed = (seed ^ (seed >> 30U)) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
    signs.data()[i] = ((mixed >> 63U) != 0) ? 1.0F : -1.0F;
  }
  return signs;
}

void MultiplyRows(const SymmetricRows& matrix, const Block& factor, std::size_t first,
                  std::size_t last, Block& product) {
  for (std::size_t row = first; row < last; ++row) {
    auto sum = product.row(Signed(row));
    sum.setZero();
    for (std::size_t at = matrix.starts[row]; at < matrix.starts[row + 1]; ++at)
      sum += matrix.values[at] * factor.row(Signed(matrix.columns[at]));
  }
}

/// Matrix times factor, the rows shared between two threads by their entries. Every row is the work
/// of one thread, so the sums do not depend on how they are shared.
Block Multiply(const SymmetricRows& matrix, const Block& factor) {
  Block product(factor.rows(), factor.cols());
  const auto half =
      std::lower_bound(matrix.starts.begin(), matrix.starts.end(), matrix.starts.back() / 2);
  const auto middle =
      std::min(static_cast<std::size_t>(half - matrix.starts.begin()), matrix.rows());
  const std::jthread other([&] { MultiplyRows(matrix, factor, 0, middle, product); });
  MultiplyRows(matrix, factor, middle, matrix.rows(), product);
  return product;
}

/// An orthonormal base of the columns' span.
Block Orthonormal(const Block& columns) {
  const Eigen::HouseholderQR<Eigen::MatrixXf> decomposed(columns);
  return decomposed.householderQ() * Eigen::MatrixXf::Identity(columns.rows(), columns.cols());
}

/// The greatest of the small problem's eigenpairs, as pairs of the large one.
Spectrum Rotate(const Block& base, const Eigen::MatrixXd& projected, std::size_t dims) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solved(projected);
  std::vector<Eigen::Index> order(static_cast<std::size_t>(projected.rows()));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](Eigen::Index a, Eigen::Index b) {
    return std::abs(solved.eigenvalues()[a]) > std::abs(solved.eigenvalues()[b]);
  });
  Spectrum spectrum;
  Eigen::MatrixXf turn(projected.rows(), Signed(std::min(dims, order.size())));
  for (const Eigen::Index at : order) {
    const double value = solved.eigenvalues()[at];
    const double greatest = spectrum.values.empty() ? value : spectrum.values.front();
    if (spectrum.values.size() == dims || std::abs(value) <= kNothing * std::abs(greatest)) break;
    turn.col(Signed(spectrum.values.size())) = solved.eigenvectors().col(at).cast<float>();
    spectrum.values.push_back(value);
  }
  const Block vectors = base * turn.leftCols(Signed(spectrum.values.size()));
  spectrum.vectors.assign(vectors.data(), vectors.data() + vectors.size());
  return spectrum;
}

}  // namespace

Spectrum LeadingEigenpairs(const SymmetricRows& matrix, const SpectrumOptions& options) {
  if (matrix.values.empty() || options.dims == 0) return {};
  const std::size_t width = std::min(options.dims + options.oversampling, matrix.rows());
  Block base = Orthonormal(Multiply(matrix, RandomSigns(matrix.rows(), width, options.seed)));
  for (std::size_t i = 0; i < options.iterations; ++i) base = Orthonormal(Multiply(matrix, base));
  const Block image = Multiply(matrix, base);
  const Eigen::MatrixXd projected = (base.transpose() * image).cast<double>();
  return Rotate(base, (projected + projected.transpose()) / 2, options.dims);
}

}  // namespace jiedui::models
