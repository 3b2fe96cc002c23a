#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>

#include "base/clock.h"
#include "base/progress.h"
#include "domain/reference.h"
#include "index/reader.h"
#include "index/split_writer.h"
#include "index/text_pipeline.h"
#include "services/recurring.h"
#include "store/store.h"

namespace jiedui::services {

/// What a rebuild did.
struct ReindexReport {
  std::int64_t documents = 0;
  std::int64_t revision = 0;  ///< of the database that the index now shows
};

/// The search index of one city. It is derived from the database and follows it by the outbox:
/// records that changed are read again and put in, so replaying a change does no harm and a crash
/// loses nothing. Missing, damaged or newer than the database (which was restored, then), it is
/// built anew, by who writes it. Thread-safe; other processes may search and rebuild the same
/// folder.
class SearchIndex {
 public:
  /// `consumer` of the outbox is this index's alone. The layout's folders are made when first
  /// written. Store, reference and clock outlive it. Where another node writes a part of the index,
  /// this one only searches.
  SearchIndex(store::Store& store, const domain::Reference& reference, const base::Clock& clock,
              index::Layout layout, index::TextPipeline pipeline,
              std::string consumer = store::IndexConsumerOf(0));
  /// The whole index in one folder.
  SearchIndex(store::Store& store, const domain::Reference& reference, const base::Clock& clock,
              const std::filesystem::path& folder, index::TextPipeline pipeline)
      : SearchIndex(store, reference, clock, index::Layout::Whole(folder), std::move(pipeline)) {}
  SearchIndex(const SearchIndex&) = delete;
  SearchIndex& operator=(const SearchIndex&) = delete;

  /// Builds the index from one snapshot of the database and puts it in the place of the old one;
  /// searches go on meanwhile. kUnavailable where another process writes it or the disk fails;
  /// kUnprocessable where another node writes it.
  base::Result<ReindexReport> Rebuild(const base::Progress& progress = {});

  /// Takes in every change committed so far; rebuilds where that is needed. Succeeds without doing
  /// anything while a rebuild runs, here or in another process: that one takes the changes in.
  base::Status CatchUp();

  /// Changes that this node's index, or that of the node that writes it, has yet to take in.
  [[nodiscard]] base::Result<std::int64_t> Behind() const;

  /// Searches what is committed now. Errors as index::Reader::Search; an index found damaged is
  /// rebuilt first, at most once a minute.
  base::Result<index::SearchPage> Search(const index::Query& query);

  /// Catches up on a thread of its own until the end of this object, so that searches rarely have
  /// to: every second, or, where the store hears every commit, at each and now and then besides.
  /// Call once.
  void Follow();

 private:
  base::Result<ReindexReport> RebuildLocked(const base::Progress& progress);
  base::Status CatchUpLocked(std::int64_t documents);
  base::Result<std::size_t> TakeBatch(index::SplitWriter& writer);
  base::Status PutIn(index::SplitWriter& writer, const store::Reader& session, domain::Kind kind,
                     std::int64_t id) const;
  base::Status PutDependants(index::SplitWriter& writer, const store::Reader& session,
                             const domain::Record& owner) const;
  base::Status Put(index::SplitWriter& writer, const store::Reader& session,
                   const domain::Record& record) const;
  base::Result<std::shared_ptr<const index::Reader>> Reader();
  base::Status Heal(const base::Error& damage);

  store::Store& store_;
  const domain::Reference& reference_;
  const base::Clock& clock_;
  const index::Layout layout_;
  const index::TextPipeline pipeline_;
  const std::string consumer_;

  std::mutex writing_;  // one writer of this process at a time
  std::atomic<bool> rebuilding_ = false;
  std::mutex reader_mutex_;
  std::shared_ptr<const index::Reader> reader_;  // guarded by reader_mutex_
  std::mutex heal_mutex_;
  std::optional<base::TimeMs> healed_ms_;  // guarded by heal_mutex_

  std::unique_ptr<Recurring> follower_;            // uses all of the above
  std::unique_ptr<store::CommitWatch> following_;  // last: it wakes the follower
};

}  // namespace jiedui::services
