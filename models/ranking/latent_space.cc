#include "models/ranking/latent_space.h"

#include <Eigen/Dense>
#include <Eigen/SparseCore>
#include <algorithm>
#include <cmath>
#include <random>

namespace jiedui::models {
namespace {

using Dense = Eigen::MatrixXf;
using Sparse = Eigen::SparseMatrix<float, Eigen::RowMajor>;

constexpr std::size_t kOversampling = 10;

/// Columns that span what the columns of `matrix` span, orthonormal. By Cholesky of the Gram
/// matrix, twice, which costs two products where Householder's reflections walk column by column.
void Orthonormalize(Dense& matrix) {
  for (int round = 0; round < 2; ++round) {
    Eigen::MatrixXd gram = (matrix.transpose() * matrix).cast<double>();
    gram.diagonal().array() += 1e-6 * std::max(1e-12, gram.diagonal().mean());
    const Eigen::LLT<Eigen::MatrixXd> factor(gram);
    const Dense lower = Eigen::MatrixXd(factor.matrixL()).cast<float>();
    lower.triangularView<Eigen::Lower>().transpose().solveInPlace<Eigen::OnTheRight>(matrix);
  }
}

Dense RandomColumns(Eigen::Index rows, Eigen::Index columns, std::uint64_t seed) {
  // Bits of the generator itself: the standard's distributions differ between libraries.
  std::mt19937_64 random(seed);
  Dense matrix(rows, columns);
  for (Eigen::Index j = 0; j < columns; ++j) {
    for (Eigen::Index i = 0; i < rows; ++i) matrix(i, j) = (random() >> 63U) != 0 ? 1.F : -1.F;
  }
  return matrix;
}

/// The right singular vectors of the largest singular values, in columns.
Dense RightVectors(const Sparse& matrix, std::size_t dimensions, const LatentOptions& options) {
  const auto width = static_cast<Eigen::Index>(dimensions + kOversampling);
  const Eigen::Index columns = std::min({width, matrix.rows(), matrix.cols()});
  const Sparse transposed = matrix.transpose();
  Dense right = RandomColumns(matrix.cols(), columns, options.seed);
  Dense left;
  for (std::size_t i = 0; i <= options.iterations; ++i) {
    left.noalias() = matrix * right;
    Orthonormalize(left);
    right.noalias() = transposed * left;
    if (i < options.iterations) Orthonormalize(right);
  }
  // right = matrix^T left: its Gram matrix has the squares of the singular values.
  const Eigen::SelfAdjointEigenSolver<Dense> eigen(right.transpose() * right);
  const Eigen::Index kept = std::min(columns, static_cast<Eigen::Index>(dimensions));
  Dense vectors = right * eigen.eigenvectors().rightCols(kept).rowwise().reverse();
  for (Eigen::Index j = 0; j < kept; ++j) {
    const float length = vectors.col(j).norm();
    if (length > 1e-4F) {
      vectors.col(j) /= length;
    } else {
      vectors.col(j).setZero();
    }
  }
  return vectors;
}

}  // namespace

LatentSpace LatentSpace::Fit(std::span<const TermBag* const> texts, std::size_t terms,
                             const LatentOptions& options) {
  LatentSpace space;
  space.idf_.assign(terms, 0);
  space.row_of_.assign(terms, 0);
  std::vector<std::uint32_t> found_in(terms, 0);
  std::size_t entries = 0;
  for (const TermBag* const text : texts) {
    for (const std::uint32_t term : text->terms) ++found_in[term];
    entries += text->terms.size();
  }
  std::uint32_t rows = 0;
  for (std::size_t term = 0; term < terms; ++term) {
    if (found_in[term] < options.min_texts) continue;
    const double texts_with = found_in[term];
    const double without = static_cast<double>(texts.size()) - texts_with;
    space.idf_[term] = static_cast<float>(std::log(1 + (without + 0.5) / (texts_with + 0.5)));
    space.row_of_[term] = rows++;
  }
  if (rows == 0) return space;

  const std::size_t step = 1 + entries / std::max<std::size_t>(1, options.max_entries);
  std::vector<Eigen::Triplet<float>> triplets;
  int row = 0;
  for (std::size_t i = 0; i < texts.size(); i += step, ++row) {
    const TermBag& text = *texts[i];
    const std::size_t begin = triplets.size();
    float squares = 0;
    for (std::size_t k = 0; k < text.terms.size(); ++k) {
      const float weight = (1 + std::log(text.counts[k])) * space.idf_[text.terms[k]];
      if (weight <= 0) continue;
      squares += weight * weight;
      triplets.emplace_back(row, static_cast<int>(space.row_of_[text.terms[k]]), weight);
    }
    for (std::size_t k = begin; k < triplets.size(); ++k) {
      triplets[k] = {row, triplets[k].col(), triplets[k].value() / std::sqrt(squares)};
    }
  }
  Sparse matrix(row, static_cast<int>(rows));
  matrix.setFromTriplets(triplets.begin(), triplets.end());
  const Dense vectors = RightVectors(matrix, options.dimensions, options);
  space.dimensions_ = static_cast<std::size_t>(vectors.cols());
  space.directions_.resize(space.dimensions_ * rows);
  Eigen::Map<Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(
      space.directions_.data(), vectors.rows(), vectors.cols()) = vectors;
  return space;
}

std::vector<float> LatentSpace::Embed(const TermBag& text) const {
  std::vector<float> vector(dimensions_, 0);
  if (dimensions_ == 0) return vector;
  const auto length = static_cast<Eigen::Index>(dimensions_);
  Eigen::Map<Eigen::VectorXf> sum(vector.data(), length);
  for (std::size_t k = 0; k < text.terms.size(); ++k) {
    const std::uint32_t term = text.terms[k];
    if (term >= idf_.size() || idf_[term] <= 0) continue;
    const Eigen::Map<const Eigen::VectorXf> direction(
        directions_.data() + dimensions_ * row_of_[term], length);
    sum += (1 + std::log(text.counts[k])) * idf_[term] * direction;
  }
  const float norm = sum.norm();
  if (norm > 0) sum /= norm;
  return vector;
}

}  // namespace jiedui::models
