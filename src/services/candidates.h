#pragma once

#include <functional>
#include <span>
#include <unordered_map>
#include <vector>

#include "base/progress.h"
#include "models/term_probe.h"
#include "services/ranking.h"

namespace jiedui::services {

/// How many pairs are looked at, and kept. Recall and speed by these: docs/decisions/0013.
struct CandidateOptions {
  std::size_t keep = 50;       ///< best pairs of a receiver; 1 … 100,000
  std::size_t by_text = 256;   ///< nearest by words that are scored, at least `keep`; 1 … 100,000
  std::size_t by_sector = 48;  ///< best of each list of a sector and region; 1 … 1,000
  std::size_t postings =
      1024;  ///< heaviest helpers of a term, of a programme sector; 1 … 1,000,000
  /// Kinds with fewer helpers are scanned whole: exact, and no slower. 0 … 10⁹
  std::size_t scan_below = 4000;
  unsigned threads = 2;  ///< 1 … 64; the result is the same with any number
  Places places = Places::kAny;

  /// kInvalid names the first option out of its range.
  [[nodiscard]] base::Status Validate() const;
};

/// What one thread needs for its questions, kept between them.
struct CandidateScratch {
  models::PostingSums sums;
  models::TermProbe probe;
  models::SemanticQuery asked;
  std::vector<std::uint32_t> near;
  std::vector<std::uint32_t> chosen;
  std::vector<std::uint32_t> seen;  ///< by helper: the last question that chose it
  std::uint32_t question = 0;
};

/// Finds the best helpers of a kind for a receiver without scoring all of them: those nearest by
/// words (within the programme sectors that the receiver may be helped by), and the best of its
/// programme sector and of every step to its sector, in its county, in the whole city and anywhere,
/// by what does not depend on the receiver. What was found is scored as RankHelpers scores it.
/// Immutable; corpus and loads must outlive it. Of policies, whose conditions fit no list, and of a
/// kind with fewer than `scan_below` helpers all are scored. Source: candidate generation by union
/// of blocks (Christen 2012, ch. 4); impact- ordered postings cut at a length (Anh & Moffat 2006).
class CandidateIndex {
 public:
  /// `options` must be valid. O(helpers × (terms + log helpers)) time; memory by the helpers' terms
  /// and some 12 lists each.
  CandidateIndex(const Corpus& corpus, domain::PairKind kind, const Loads& loads,
                 const CandidateOptions& options);

  /// Sets `best` to the best allowed pairs of the receiver, best first, ties by helper id, at most
  /// `keep`; the number of pairs that were looked at. Deterministic. Thread-safe with a scratch for
  /// each thread.
  std::size_t Best(const MatchEntry& receiver, CandidateScratch& scratch,
                   std::vector<ScoredPair>& best) const;

  [[nodiscard]] const CandidateOptions& options() const { return options_; }
  [[nodiscard]] bool scans() const { return scans_; }

 private:
  using Lists = std::unordered_map<std::uint64_t, std::vector<std::uint32_t>>;

  void BuildPostings(const std::vector<std::uint32_t>& usable);
  void BuildLists(const std::vector<std::uint32_t>& usable);
  [[nodiscard]] std::uint32_t RegionOf(const MatchEntry& entry) const;
  [[nodiscard]] std::vector<std::uint64_t> ListsOf(const MatchEntry& entry) const;
  void ChooseByText(const MatchEntry& receiver, CandidateScratch& scratch) const;
  void ChooseBySector(const MatchEntry& receiver, CandidateScratch& scratch) const;

  /// Helpers that a receiver of these programme sectors may have, by words; 0: any receiver.
  struct Shard {
    std::uint64_t programme_sectors = 0;
    std::vector<std::uint32_t> helpers;  // by position in the postings
    models::TermPostings postings;
  };

  const Corpus& corpus_;
  domain::PairKind kind_;
  const Loads& loads_;
  CandidateOptions options_;
  bool scans_ = false;
  std::vector<const HelperLoad*> load_of_;  // by helper
  std::vector<Shard> shards_;
  std::unordered_map<std::string, std::uint32_t> regions_;
  Lists lists_;
};

struct CandidateCounts {
  std::size_t looked_at = 0;  ///< pairs that were scored or barred
  std::size_t kept = 0;
};

/// Takes the candidates of receivers[at], best first; they are gone after it returns.
using CandidateSink =
    std::function<void(std::size_t at, const MatchEntry& receiver, std::span<const ScoredPair>)>;

/// Hands the candidates of every receiver to the sink, in the receivers' order and from the calling
/// thread. Works in blocks of receivers, so that only a block's candidates are held at any time.
/// The same with any number of threads.
CandidateCounts GenerateCandidates(const CandidateIndex& index,
                                   std::span<const MatchEntry* const> receivers,
                                   const CandidateSink& sink, const base::Progress& progress = {});

}  // namespace jiedui::services
