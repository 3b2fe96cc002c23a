#pragma once

#include <memory>
#include <mutex>

#include "services/corpus.h"
#include "services/pair_rules.h"
#include "store/store.h"

namespace jiedui::services {

/// The corpus of the present database, built when first asked for and again once a roster that
/// matching reads has changed. Thread-safe; readers of an older corpus keep theirs.
class CorpusCache {
 public:
  CorpusCache(store::Store& store, const domain::Reference& reference)
      : store_(store), reference_(reference) {}

  /// The corpus as of now; with a rule, one of the same records in which leaders are presumed. The
  /// plain one and that of the last rule are kept.
  base::Result<std::shared_ptr<const Corpus>> Get(const LeaderRule& leaders = {});

  /// The loads of every helper as of now, and the model in force: published and accepted pairings
  /// take places; accepted, declined and rejected ones are its record; all of the last half year
  /// are how often it was put forward.
  base::Result<std::shared_ptr<const Loads>> GetLoads();

 private:
  struct Kept {
    LeaderRule leaders;
    std::int64_t revision = -1;
    std::shared_ptr<const Corpus> corpus;
  };

  store::Store& store_;
  const domain::Reference& reference_;
  std::mutex mutex_;
  Kept plain_;
  Kept presumed_;
  std::shared_ptr<const Loads> loads_;
  std::int64_t loads_revision_ = -1;
  std::string loads_model_;  // PairModelInForce when they were made
};

}  // namespace jiedui::services
