#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/semantic/semantic_cells.h"
#include "services/ranking.h"

namespace jiedui::services {

/// How many pairs are looked at, and kept. Recall and speed by these: docs/decisions/0013.
struct CandidateOptions {
  std::size_t keep = 50;      ///< best pairs of a receiver; 1 … 100,000
  std::size_t by_text = 256;  ///< nearest by words that are scored, at least `keep`; 1 … 100,000
  std::size_t by_vector = 128;  ///< nearest by semantic vectors that are scored; 0 … 100,000
  std::size_t by_sector = 48;   ///< best of each list of a sector and region; 1 … 1,000
  std::size_t postings =
      1024;  ///< heaviest helpers of a term, of a programme sector; 1 … 1,000,000
  std::size_t compared = 2048;  ///< vectors that are compared for `by_vector`; 1 … 1,000,000
  /// Kinds with fewer helpers are scanned whole: exact, and no slower. 0 … 10⁹
  std::size_t scan_below = 4000;
  unsigned threads = 2;  ///< 1 … 64; the result is the same with any number
  Places places = Places::kAny;

  /// kInvalid names the first option out of its range.
  [[nodiscard]] base::Status Validate() const;
};

/// Are all helpers of the kind scored, so that there is no ground?
bool ScansWhole(const Corpus& corpus, domain::PairKind kind, const CandidateOptions& options);

/// What one thread needs for its questions of a ground, kept between them.
struct NearScratch {
  models::PostingSums sums;
  models::SemanticQuery asked;  ///< the receiver's vector, as FindNear left it
  std::vector<std::uint32_t> among;
  std::vector<std::uint32_t> heaviest;
};

/// The helpers of a kind laid out to find those near a receiver, by words and by vectors. Depends
/// on the corpus alone, so that it outlives every change of loads; no loads, no scores. Immutable,
/// so safe to share between threads; keeps no reference to the corpus. Source: impact-ordered
/// postings cut at a length (Anh & Moffat 2006); for vectors see SemanticCells.
class CandidateGround {
 public:
  /// `options` must be valid. O(helpers × (terms + √helpers)) time; memory by the helpers' terms
  /// and dimensions.
  CandidateGround(const Corpus& corpus, domain::PairKind kind, const CandidateOptions& options);

  /// Sets `found` to the helpers (by their positions in the corpus) nearest by words and those
  /// nearest by vectors, some of them twice: only such as `usable` holds a 1 for, all where it is
  /// empty, and only from programme sectors that the receiver may be helped by. Deterministic.
  void FindNear(const MatchEntry& receiver, std::span<const std::uint8_t> usable,
                NearScratch& scratch, std::vector<std::uint32_t>& found) const;

 private:
  /// Helpers that a receiver of these programme sectors may have; 0: any receiver.
  struct Shard {
    std::uint64_t programme_sectors = 0;
    std::vector<std::uint32_t> helpers;  // by position in postings and cells
    models::TermPostings postings;
    models::SemanticCells cells;
  };

  static void AddHeaviest(const Shard& shard, std::span<const std::uint8_t> usable,
                          std::size_t wanted, NearScratch& scratch,
                          std::vector<std::uint32_t>& found);

  std::size_t by_text_;
  std::size_t by_vector_;
  std::vector<Shard> shards_;
};

}  // namespace jiedui::services
