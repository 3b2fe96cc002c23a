#pragma once

#include <memory>
#include <string>

#include "services/pair_rules.h"
#include "store/reader.h"

namespace jiedui::services {

/// The loads of all helpers, kept up to date: a decision about one pairing costs the counts of its
/// own helper, where counting every pairing anew takes as long as there are pairings. Not
/// thread-safe.
class LoadTally {
 public:
  /// The loads as the session sees them, with the model in force; the same object as before where
  /// no helper's changed.
  base::Result<std::shared_ptr<const Loads>> Now(const store::Reader& session);

 private:
  base::Status Recount(const store::Reader& session, const models::PairModel& model);
  /// True where what changed since could be taken in by itself.
  base::Result<bool> Follow(const store::Reader& session);

  std::shared_ptr<const Loads> loads_;
  std::int64_t revision_ = -1;
  std::int64_t audit_seq_ = 0;  ///< newest change that is counted
  base::TimeMs lately_ms_ = 0;  ///< pairings made since are put forward lately
  std::string model_;           ///< PairModelInForce when they were made
};

}  // namespace jiedui::services
