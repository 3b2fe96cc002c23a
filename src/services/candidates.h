#pragma once

#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <unordered_map>
#include <vector>

#include "base/progress.h"
#include "models/term_probe.h"
#include "services/candidate_ground.h"
#include "services/ranking.h"

namespace jiedui::services {

/// What one thread needs for its questions, kept between them.
struct CandidateScratch {
  NearScratch near;
  models::TermProbe probe;
  std::vector<std::uint32_t> found;  ///< by one block
  std::vector<std::uint32_t> chosen;
  std::vector<std::uint32_t> seen;  ///< by helper: the last question that chose it
  std::uint32_t question = 0;
};

/// Finds the best helpers of a kind for a receiver without scoring all of them: those nearest by
/// words and by vectors (within the programme sectors that the receiver may be helped by), and the
/// best of its programme sector and of every step to its sector, in its county, in the whole city
/// and anywhere, by what does not depend on the receiver. What was found is scored as RankHelpers
/// scores it. Immutable; corpus and loads must outlive it. Of policies, whose conditions fit no
/// list, and of a kind with fewer than `scan_below` helpers all are scored. Source: candidate
/// generation by union of blocks (Christen 2012, ch. 4).
class CandidateIndex {
 public:
  /// `options` must be valid; `ground`, where there is one already, of the same corpus, kind and
  /// options. O(helpers × log helpers) time beside the ground's, some 12 lists a helper.
  CandidateIndex(const Corpus& corpus, domain::PairKind kind, const Loads& loads,
                 const CandidateOptions& options,
                 std::shared_ptr<const CandidateGround> ground = nullptr);

  /// Sets `best` to the best allowed pairs of the receiver, best first, ties by helper id, at most
  /// `keep`; the number of pairs that were looked at. Deterministic. Thread-safe with a scratch for
  /// each thread.
  std::size_t Best(const MatchEntry& receiver, CandidateScratch& scratch,
                   std::vector<ScoredPair>& best) const {
    return Best(receiver, options_.keep, scratch, best);
  }

  /// The same with a limit of its own.
  std::size_t Best(const MatchEntry& receiver, std::size_t limit, CandidateScratch& scratch,
                   std::vector<ScoredPair>& best) const;

  [[nodiscard]] const CandidateOptions& options() const { return options_; }
  [[nodiscard]] bool scans() const { return scans_; }

 private:
  using Lists = std::unordered_map<std::uint64_t, std::vector<std::uint32_t>>;

  void BuildLists();
  [[nodiscard]] std::uint32_t RegionOf(const MatchEntry& entry) const;
  [[nodiscard]] std::vector<std::uint64_t> ListsOf(const MatchEntry& entry) const;
  void ChooseNear(const MatchEntry& receiver, CandidateScratch& scratch) const;
  void ChooseBySector(const MatchEntry& receiver, CandidateScratch& scratch) const;

  const Corpus& corpus_;
  domain::PairKind kind_;
  const Loads& loads_;
  CandidateOptions options_;
  bool scans_ = false;
  std::shared_ptr<const CandidateGround> ground_;  // nullptr where all are scanned
  std::vector<const HelperLoad*> load_of_;         // by helper
  std::vector<std::uint8_t> usable_;               // by helper; empty: all are
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
/// The same with any number of threads. Once `stop` is asked, the receivers of later blocks are
/// left out: whoever can stop it looks at that afterwards.
CandidateCounts GenerateCandidates(const CandidateIndex& index,
                                   std::span<const MatchEntry* const> receivers,
                                   const CandidateSink& sink, const base::Progress& progress = {},
                                   const std::stop_token& stop = {});

}  // namespace jiedui::services
