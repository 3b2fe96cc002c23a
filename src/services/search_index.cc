#include "services/search_index.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <thread>

#include "base/log.h"
#include "domain/field.h"
#include "domain/helpers.h"
#include "domain/programme.h"
#include "index/part_writer.h"
#include "services/search_document.h"
#include "store/sight.h"

namespace jiedui::services {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;
using domain::Kind;
using index::SplitWriter;
using index::Writer;

/// Changes put in by one commit: a commit costs milliseconds, a batch memory.
constexpr std::int64_t kBatch = 1000;
/// When more than one in so many documents changed, building anew is quicker.
constexpr std::int64_t kRebuildShare = 4;
constexpr std::chrono::seconds kFollowEvery{1};
/// Where commits are heard of: should one not be.
constexpr std::chrono::seconds kFollowAnyway{15};
constexpr base::TimeMs kHealEveryMs = 60'000;

/// Titles of the owners that were looked up in one rebuild.
class OwnerTitles {
 public:
  explicit OwnerTitles(const store::Reader& reader) : reader_(reader) {}

  Result<std::string> Of(const domain::Record& record) {
    const auto owner = OwnerOf(record);
    if (!owner) return std::string();
    const auto [place, fresh] = titles_.try_emplace({owner->kind, owner->id});
    if (!fresh) return place->second;
    const auto found = reader_.GetAny(owner->kind, owner->id);
    if (!found && found.error().code != ErrorCode::kNotFound) return base::Fail(found.error());
    if (found) place->second = domain::TitleOf(**found);
    return place->second;
  }

 private:
  const store::Reader& reader_;
  std::map<std::pair<Kind, std::int64_t>, std::string> titles_;
};

/// Sets a flag for as long as it lives.
class Raised {
 public:
  explicit Raised(std::atomic<bool>& flag) : flag_(flag) { flag_ = true; }
  ~Raised() { flag_ = false; }
  Raised(const Raised&) = delete;
  Raised& operator=(const Raised&) = delete;

 private:
  std::atomic<bool>& flag_;
};

/// Is it trouble with the index, not with the request?
bool IsOfIndex(const Error& error) {
  return error.code == ErrorCode::kUnavailable || error.code == ErrorCode::kNotFound;
}

std::string CodeOf(Kind kind) { return std::string(domain::NameOf(kind).code); }

/// Builds one part of the index from a snapshot of the database of its own.
struct PartBuilder {
  store::Store& store;
  const domain::Reference& reference;
  const index::Layout& layout;
  const index::TextPipeline& pipeline;
  const base::Progress& progress;  ///< told of the records looked at

  Result<ReindexReport> Build(std::size_t part) const {
    JIEDUI_ASSIGN(Writer writer, index::OpenPart(layout, part, Writer::Mode::kRebuild, pipeline));
    JIEDUI_ASSIGN(const store::ReadSession session, store.Read());
    ReindexReport report;
    JIEDUI_ASSIGN(report.revision, session.Revision());
    std::int64_t total = 0;
    for (const Kind kind : SearchedKinds()) {
      JIEDUI_ASSIGN(const std::int64_t count, session.Count(kind));
      total += count;
    }
    OwnerTitles titles(session);
    std::size_t done = 0;
    for (const Kind kind : SearchedKinds()) {
      const std::string code = CodeOf(kind);
      JIEDUI_CHECK(session.ForEach(kind, {}, [&](domain::Record& record) -> Status {
        base::Report(progress, "建立检索索引", ++done, static_cast<std::size_t>(total));
        if (index::PartOf({code, record.id}, layout.parts.size()) != part) return {};
        ++report.documents;
        JIEDUI_ASSIGN(const std::string owner, titles.Of(record));
        return writer.Upsert(DocumentOf(record, reference, owner));
      }));
    }
    JIEDUI_CHECK(writer.Commit(report.revision));
    return report;
  }
};

}  // namespace

SearchIndex::SearchIndex(store::Store& store, const domain::Reference& reference,
                         const base::Clock& clock, index::Layout layout,
                         index::TextPipeline pipeline, std::string consumer)
    : store_(store),
      reference_(reference),
      clock_(clock),
      layout_(std::move(layout)),
      pipeline_(std::move(pipeline)),
      consumer_(std::move(consumer)) {}

Result<ReindexReport> SearchIndex::Rebuild(const base::Progress& progress) {
  const std::scoped_lock lock(writing_);
  return RebuildLocked(progress);
}

Result<ReindexReport> SearchIndex::RebuildLocked(const base::Progress& progress) {
  const Raised raised(rebuilding_);
  const std::size_t parts = layout_.parts.size();
  std::vector<Result<ReindexReport>> built(parts, ReindexReport());
  std::atomic<std::size_t> next{0};
  const auto work = [&](const base::Progress& tell) {
    for (std::size_t part = next++; part < parts; part = next++)
      built[part] = PartBuilder{store_, reference_, layout_, pipeline_, tell}.Build(part);
  };
  {
    const std::size_t threads =
        std::min<std::size_t>(parts, std::max(1U, std::thread::hardware_concurrency()));
    std::vector<std::jthread> others;
    for (std::size_t t = 1; t < threads; ++t) others.emplace_back(work, base::Progress());
    work(progress);
  }
  ReindexReport report;
  report.revision = std::numeric_limits<std::int64_t>::max();
  for (const Result<ReindexReport>& part : built) {
    if (!part) return base::Fail(part.error());
    report.documents += part->documents;
    // The parts saw the database one after another: what the first did not see is still to come.
    report.revision = std::min(report.revision, part->revision);
  }
  JIEDUI_CHECK(store_.AckOutboxThrough(consumer_, report.revision));
  return report;
}

Status SearchIndex::Put(SplitWriter& writer, const store::Reader& session,
                        const domain::Record& record) const {
  OwnerTitles titles(session);
  JIEDUI_ASSIGN(const std::string owner, titles.Of(record));
  return writer.Upsert(DocumentOf(record, reference_, owner));
}

/// What carries the owner's title below its own.
Status SearchIndex::PutDependants(SplitWriter& writer, const store::Reader& session,
                                  const domain::Record& owner) const {
  const auto put = [&](domain::Record& record) { return Put(writer, session, record); };
  if (owner.kind() == Kind::kEnterprise) {
    const store::Filters own = {store::Equals("enterprise", owner.id)};
    JIEDUI_CHECK(session.ForEach(Kind::kNeed, own, put));
    JIEDUI_CHECK(session.ForEach(Kind::kLedgerItem, own, put));
  }
  return session.ForEach(Kind::kCapability,
                         {store::Equals("owner_kind", domain::Value(CodeOf(owner.kind()))),
                          store::Equals("owner_id", owner.id)},
                         put);
}

Status SearchIndex::PutIn(SplitWriter& writer, const store::Reader& session, Kind kind,
                          std::int64_t id) const {
  if (!IsSearched(kind)) return {};
  const auto record = session.GetAny(kind, id);
  if (!record && record.error().code != ErrorCode::kNotFound) return base::Fail(record.error());
  if (!record || (*record)->deleted) return writer.Erase({CodeOf(kind), id});
  JIEDUI_CHECK(Put(writer, session, **record));
  // A record of version 1 is new: nothing can stand under it yet that is older than it.
  return (*record)->version > 1 ? PutDependants(writer, session, **record) : Status{};
}

Result<std::size_t> SearchIndex::TakeBatch(SplitWriter& writer) {
  std::vector<store::OutboxItem> items;
  {
    JIEDUI_ASSIGN(const store::ReadSession session, store_.Read());
    JIEDUI_ASSIGN(items, session.TakeOutbox(consumer_, kBatch));
    if (items.empty()) return 0;
    std::set<std::pair<Kind, std::int64_t>> changed;
    for (const store::OutboxItem& item : items) changed.emplace(item.kind, item.id);
    for (const auto& [kind, id] : changed) JIEDUI_CHECK(PutIn(writer, session, kind, id));
  }
  // First safe in the index, then gone from the outbox: a crash in between replays.
  JIEDUI_CHECK(writer.Commit(items.back().seq));
  JIEDUI_CHECK(store_.AckOutbox(consumer_, items));
  return items.size();
}

Status SearchIndex::CatchUpLocked(std::int64_t documents) {
  JIEDUI_ASSIGN(const std::int64_t depth, store_.OutboxDepth(consumer_));
  if (depth == 0) return {};
  if (depth > kBatch && depth * kRebuildShare > documents) {
    // A plan of thousands of pairings, which are not searched, is no reason.
    JIEDUI_ASSIGN(const std::vector<store::OutboxItem> items, store_.TakeOutbox(consumer_, depth));
    const auto searched =
        std::count_if(items.begin(), items.end(),
                      [](const store::OutboxItem& item) { return IsSearched(item.kind); });
    if (searched * kRebuildShare > documents) {
      JIEDUI_CHECK(RebuildLocked({}));
      return {};
    }
  }
  JIEDUI_ASSIGN(SplitWriter writer, SplitWriter::Open(layout_, Writer::Mode::kUpdate, pipeline_));
  for (;;) {
    JIEDUI_ASSIGN(const std::size_t taken, TakeBatch(writer));
    if (taken < static_cast<std::size_t>(kBatch)) return {};
  }
}

Result<std::int64_t> SearchIndex::Behind() const {
  return store_.OutboxDepth(layout_.Written() ? consumer_ : store::IndexConsumerOf(0));
}

Status SearchIndex::CatchUp() {
  if (rebuilding_ || !layout_.Written()) return {};
  JIEDUI_ASSIGN(const auto reader, Reader());
  JIEDUI_ASSIGN(const std::int64_t depth, store_.OutboxDepth(consumer_));
  if (depth == 0) return {};
  const base::Result<std::int64_t> documents = reader->DocumentCount();
  Status done;
  {
    const std::scoped_lock lock(writing_);
    done = documents ? CatchUpLocked(*documents) : base::Fail(documents.error());
  }
  if (done || !IsOfIndex(done.error())) return done;
  if (done.error().field == index::kLocked) return {};
  JIEDUI_CHECK(Heal(done.error()));
  return {};
}

/// Builds a damaged index anew; its error where that was tried a short while ago.
Status SearchIndex::Heal(const Error& damage) {
  if (!layout_.Written()) return base::Fail(damage);
  {
    const std::scoped_lock lock(heal_mutex_);
    const base::TimeMs now = clock_.NowMs();
    // A clock that was set back must not keep the index damaged until it has caught up.
    const bool lately = healed_ms_ && now >= *healed_ms_ && now - *healed_ms_ < kHealEveryMs;
    if (lately) return base::Fail(damage);
    healed_ms_ = now;
  }
  base::Log(base::LogLevel::kWarning, "search index is built anew", {{"reason", damage.message}});
  JIEDUI_CHECK(Rebuild());
  return {};
}

Result<std::shared_ptr<const index::Reader>> SearchIndex::Reader() {
  const std::scoped_lock lock(reader_mutex_);
  if (reader_ != nullptr) return reader_;
  auto opened = index::Reader::Open(layout_, pipeline_);
  if (!opened && opened.error().code == ErrorCode::kNotFound && layout_.Written()) {
    JIEDUI_CHECK(Rebuild());
    opened = index::Reader::Open(layout_, pipeline_);
  } else if (!opened) {
    JIEDUI_CHECK(Heal(opened.error()));
    opened = index::Reader::Open(layout_, pipeline_);
  }
  if (!opened) return base::Fail(opened.error());
  if (!layout_.Written()) return reader_ = *std::move(opened);
  JIEDUI_ASSIGN(const std::int64_t watermark, (*opened)->Watermark());
  JIEDUI_ASSIGN(const store::ReadSession session, store_.Read());
  JIEDUI_ASSIGN(const std::int64_t revision, session.Revision());
  // A database older than its index was put back from a backup.
  if (watermark > revision) JIEDUI_CHECK(Rebuild());
  reader_ = *std::move(opened);
  return reader_;
}

Result<index::SearchPage> SearchIndex::Search(const index::Query& query) {
  const store::SystemWork door(
      "the index holds every record; each search is narrowed to the asker");
  const Status current = CatchUp();
  const auto reader = Reader();
  if (!reader) return base::Fail(reader.error());
  auto page = (*reader)->Search(query);
  // A full disk keeps changes out of the index; what it has is answered all the same, and /readyz
  // says that it is behind.
  if (page || !IsOfIndex(page.error())) return page;
  if (!current) return base::Fail(current.error());
  JIEDUI_CHECK(Heal(page.error()));
  return (*reader)->Search(query);
}

void SearchIndex::Follow() {
  const auto rest = [this]() -> std::chrono::milliseconds {
    return store_.HearsEveryCommit() ? kFollowAnyway : kFollowEvery;
  };
  follower_ = std::make_unique<Recurring>(rest, [this] {
    if (const Status done = CatchUp(); !done) {
      base::Log(base::LogLevel::kWarning, "search index not caught up",
                {{"reason", done.error().message}});
    }
  });
  // Of a SQLite file the commits of other programs are not heard of: its follower only looks.
  if (store_.engine() == store::Engine::kSqlite) return;
  following_ = std::make_unique<store::CommitWatch>(store_.commits(), store::Topic::kChanges,
                                                    [this] { follower_->Wake(); });
}

}  // namespace jiedui::services
