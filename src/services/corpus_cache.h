#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "services/corpus.h"
#include "services/load_tally.h"
#include "services/semantic_store.h"
#include "store/store.h"

namespace jiedui::services {

class SuggestionGround;

/// What RenewSemantics did.
struct SemanticReport {
  std::size_t texts = 0;
  std::size_t dims = 0;  ///< 0: too few texts for vectors
};

/// The corpus of the present database, built when first asked for and again once a roster that
/// matching reads has changed. Thread-safe; readers of an older corpus keep theirs.
class CorpusCache {
 public:
  /// `folder` holds the semantic vectors (see SemanticStore); empty: there are none.
  CorpusCache(store::Store& store, const domain::Reference& reference,
              const std::filesystem::path& folder)
      : store_(store), reference_(reference), semantics_(folder) {}
  /// Waits for a corpus that is being built for suggestions.
  ~CorpusCache();
  CorpusCache(const CorpusCache&) = delete;
  CorpusCache& operator=(const CorpusCache&) = delete;

  /// The corpus as of now, of the database and of the file of semantic vectors; with a rule, one of
  /// the same records in which leaders are presumed. The plain one and that of the last rule are
  /// kept.
  base::Result<std::shared_ptr<const Corpus>> Get(const LeaderRule& leaders = {});

  /// The loads of every helper as of now, and the model in force: published and accepted pairings
  /// take places; accepted, declined and rejected ones are its record; all of the last half year
  /// are how often it was put forward.
  base::Result<std::shared_ptr<const Loads>> GetLoads();

  /// What suggestions are made of. As of now where there are few enterprises. With kManyEnterprises
  /// and more, where building a corpus takes longer than anybody waits, the last one, while a newer
  /// one is built on a thread of its own; kUnavailable while the first is.
  base::Result<std::shared_ptr<const SuggestionGround>> ForSuggestions();
  static constexpr std::int64_t kManyEnterprises = 20'000;

  /// Begins to build what suggestions are made of, without waiting for it.
  void Warm();

  /// Learns the semantic vectors anew from the present texts and stores them; without vectors where
  /// there are fewer than kLeastSemanticTexts. kUnavailable where they cannot be stored.
  base::Result<SemanticReport> RenewSemantics();

  /// What the present corpus knows of meanings, in a line for whoever runs the service. Never waits
  /// for a corpus to be built.
  [[nodiscard]] std::string SemanticsState() const;

 private:
  base::Result<std::shared_ptr<const SuggestionGround>> LayForSuggestions();
  base::Result<std::string> StampNow() const;

  struct Kept {
    LeaderRule leaders;
    std::int64_t revision = -1;
    std::string semantics;  // SemanticStore::Stamp when it was built
    std::shared_ptr<const Corpus> corpus;
  };

  store::Store& store_;
  const domain::Reference& reference_;
  const SemanticStore semantics_;
  std::mutex mutex_;
  mutable std::mutex state_mutex_;
  std::string state_ = "no corpus yet";  // guarded by state_mutex_
  Kept plain_;
  Kept presumed_;
  LoadTally loads_;  // guarded by mutex_

  mutable std::mutex laid_mutex_;
  std::shared_ptr<const SuggestionGround> laid_;  // guarded by laid_mutex_
  std::string laid_stamp_;                        // StampNow before; guarded by laid_mutex_
  bool laying_ = false;                           // a thread is at it; guarded by laid_mutex_
  std::thread layer_;                             // guarded by laid_mutex_
  std::stop_source stop_;                         // asked when this ends
};

}  // namespace jiedui::services
