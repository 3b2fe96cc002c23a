#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "models/term_space.h"

namespace jiedui::models {

/// How a semantic space is fitted. The defaults are what docs/decisions/0013 measured as best.
struct SemanticOptions {
  std::size_t dims = 200;  ///< 2 … 1000; fewer tell less apart, more only cost time
  /// Exponent that makes rare contexts count as if they were more frequent; 0 … 1 (Levy & Goldberg
  /// 2015: 0.75).
  double smoothing = 0.75;
  /// Terms of a document that make its context, the heaviest; 2 … 1000. Pairs grow by its square.
  std::size_t context_terms = 96;
  /// Pairs of terms counted at most, 1,000 … 10⁹; with more, only every n-th document is counted.
  /// Bounds the memory of Fit to about 12 bytes a pair.
  std::size_t max_pairs = 24'000'000;
  /// Terms of fewer documents are left out, since they bring nothing together; 1 … 1000.
  std::size_t least_documents = 2;
  /// Terms at most, those of most documents; 1,000 … 10⁶. Bounds time and memory where texts are
  /// many: the rarest terms tell least.
  std::size_t max_terms = 65'536;
  std::size_t iterations = 3;  ///< of the subspace; 0 … 20
  std::uint64_t seed = 20261128;

  /// kInvalid names the first option out of its range.
  [[nodiscard]] base::Status Validate() const;
};

/// A space in which terms that stand in the same company are near each other, so that two texts may
/// be near without a word in common: the positive pointwise mutual information of terms within a
/// document, its leading eigenvectors unweighted, a document the weighted sum of its terms. A new
/// document needs no new fit. Immutable, so safe to share between threads. Source: Levy, Goldberg &
/// Dagan 2015 (PPMI-SVD, context smoothing, eigenvalue exponent 0).
class SemanticSpace {
 public:
  static constexpr std::uint32_t kNoTerm = 0xFFFFFFFFU;

  /// An empty space: every vector is empty.
  SemanticSpace() = default;

  /// Learns from documents over `terms` terms (every term of theirs is below it). kInvalid for
  /// options out of range. Deterministic in the documents' order. O(max_pairs × dims) time.
  static base::Result<SemanticSpace> Fit(std::span<const TermVector> docs, std::size_t terms,
                                         const SemanticOptions& options = {});

  /// Of length 1 and dims() floats; all 0 for a text none of whose terms the space knows. Terms
  /// that came after Fit are left out. O(terms of the document × dims).
  [[nodiscard]] std::vector<float> Embed(const TermVector& document) const;

  /// At most what the options asked for: fewer where the documents have no more to tell.
  [[nodiscard]] std::size_t dims() const { return dims_; }
  [[nodiscard]] std::size_t terms() const { return row_of_.size(); }

  /// Equal for spaces that give every document the same vector, and hardly ever for others.
  [[nodiscard]] std::uint64_t fingerprint() const { return fingerprint_; }

  /// The terms that the space knows, ascending; every term of a space that was Renumbered to them
  /// is known.
  [[nodiscard]] std::vector<std::uint32_t> KnownTerms() const;

  /// The same space over other numbers of the same terms: term t of this one is `number_of[t]` of
  /// `terms` there, or left out where that is kNoTerm. Shares the vectors. O(terms).
  [[nodiscard]] SemanticSpace Renumbered(std::span<const std::uint32_t> number_of,
                                         std::size_t terms) const;

  /// The space as bytes: magic, format version, dims, terms, rows, checksum, the row of every term,
  /// the rows; all little-endian.
  [[nodiscard]] std::string Save() const;

  /// Reads what Save made. kInvalid says whether it is no such file, of another version, cut short
  /// or damaged.
  static base::Result<SemanticSpace> Load(std::string_view bytes);

 private:
  SemanticSpace(std::size_t dims, std::vector<std::uint32_t> row_of,
                std::shared_ptr<const std::vector<float>> rows);

  std::size_t dims_ = 0;
  std::vector<std::uint32_t> row_of_;  // by term; kNoRow where the space does not know it
  std::shared_ptr<const std::vector<float>> rows_ =
      std::make_shared<const std::vector<float>>();  // rows × dims; shared by renumbered spaces
  std::uint64_t fingerprint_ = 0;
};

/// Cosine of two vectors that Embed made, −1 … 1; 0 where either is all 0 or empty.
double Cosine(std::span<const float> a, std::span<const float> b);

}  // namespace jiedui::models
