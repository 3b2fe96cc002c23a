#include "services/search_index.h"

#include <map>
#include <set>

#include "base/log.h"
#include "domain/field.h"
#include "domain/helpers.h"
#include "domain/programme.h"
#include "services/search_document.h"
#include "store/sight.h"

namespace jiedui::services {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;
using domain::Kind;
using index::Writer;

constexpr std::string_view kConsumer = "index";
/// Changes put in by one commit: a commit costs milliseconds, a batch memory.
constexpr std::int64_t kBatch = 1000;
/// When more than one in so many documents changed, building anew is quicker.
constexpr std::int64_t kRebuildShare = 4;
constexpr std::chrono::seconds kFollowEvery{1};
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

}  // namespace

SearchIndex::SearchIndex(store::Store& store, const domain::Reference& reference,
                         const base::Clock& clock, std::filesystem::path folder,
                         index::TextPipeline pipeline)
    : store_(store),
      reference_(reference),
      clock_(clock),
      folder_(std::move(folder)),
      pipeline_(std::move(pipeline)) {}

Result<ReindexReport> SearchIndex::Rebuild(const base::Progress& progress) {
  const std::scoped_lock lock(writing_);
  return RebuildLocked(progress);
}

Result<ReindexReport> SearchIndex::RebuildLocked(const base::Progress& progress) {
  const Raised raised(rebuilding_);
  ReindexReport report;
  {
    JIEDUI_ASSIGN(Writer writer, Writer::Open(folder_, Writer::Mode::kRebuild, pipeline_));
    JIEDUI_ASSIGN(const store::ReadSession session, store_.Read());
    JIEDUI_ASSIGN(report.revision, session.Revision());
    std::int64_t total = 0;
    for (const Kind kind : SearchedKinds()) {
      JIEDUI_ASSIGN(const std::int64_t count, session.Count(kind));
      total += count;
    }
    OwnerTitles titles(session);
    for (const Kind kind : SearchedKinds()) {
      JIEDUI_CHECK(session.ForEach(kind, {}, [&](domain::Record& record) -> Status {
        JIEDUI_ASSIGN(const std::string owner, titles.Of(record));
        JIEDUI_CHECK(writer.Upsert(DocumentOf(record, reference_, owner)));
        base::Report(progress, "建立检索索引", static_cast<std::size_t>(++report.documents),
                     static_cast<std::size_t>(total));
        return {};
      }));
    }
    JIEDUI_CHECK(writer.Commit(report.revision));
  }
  JIEDUI_CHECK(store_.AckOutboxThrough(kConsumer, report.revision));
  return report;
}

Status SearchIndex::Put(Writer& writer, const store::Reader& session,
                        const domain::Record& record) const {
  OwnerTitles titles(session);
  JIEDUI_ASSIGN(const std::string owner, titles.Of(record));
  return writer.Upsert(DocumentOf(record, reference_, owner));
}

/// What carries the owner's title below its own.
Status SearchIndex::PutDependants(Writer& writer, const store::Reader& session,
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

Status SearchIndex::PutIn(Writer& writer, const store::Reader& session, Kind kind,
                          std::int64_t id) const {
  if (!IsSearched(kind)) return {};
  const auto record = session.GetAny(kind, id);
  if (!record && record.error().code != ErrorCode::kNotFound) return base::Fail(record.error());
  if (!record || (*record)->deleted) return writer.Erase({CodeOf(kind), id});
  JIEDUI_CHECK(Put(writer, session, **record));
  // A record of version 1 is new: nothing can stand under it yet that is older than it.
  return (*record)->version > 1 ? PutDependants(writer, session, **record) : Status{};
}

Result<std::size_t> SearchIndex::TakeBatch(Writer& writer) {
  std::vector<store::OutboxItem> items;
  {
    JIEDUI_ASSIGN(const store::ReadSession session, store_.Read());
    JIEDUI_ASSIGN(items, session.TakeOutbox(kConsumer, kBatch));
    if (items.empty()) return 0;
    std::set<std::pair<Kind, std::int64_t>> changed;
    for (const store::OutboxItem& item : items) changed.emplace(item.kind, item.id);
    for (const auto& [kind, id] : changed) JIEDUI_CHECK(PutIn(writer, session, kind, id));
  }
  // First safe in the index, then gone from the outbox: a crash in between replays.
  JIEDUI_CHECK(writer.Commit(items.back().seq));
  JIEDUI_CHECK(store_.AckOutbox(kConsumer, items));
  return items.size();
}

Status SearchIndex::CatchUpLocked(std::int64_t documents) {
  JIEDUI_ASSIGN(const std::int64_t depth, store_.OutboxDepth(kConsumer));
  if (depth == 0) return {};
  if (depth > kBatch && depth * kRebuildShare > documents) {
    JIEDUI_CHECK(RebuildLocked({}));
    return {};
  }
  JIEDUI_ASSIGN(Writer writer, Writer::Open(folder_, Writer::Mode::kUpdate, pipeline_));
  for (;;) {
    JIEDUI_ASSIGN(const std::size_t taken, TakeBatch(writer));
    if (taken < static_cast<std::size_t>(kBatch)) return {};
  }
}

Status SearchIndex::CatchUp() {
  if (rebuilding_) return {};
  JIEDUI_ASSIGN(const auto reader, Reader());
  JIEDUI_ASSIGN(const std::int64_t depth, store_.OutboxDepth(kConsumer));
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
  auto opened = index::Reader::Open(folder_, pipeline_);
  if (!opened && opened.error().code == ErrorCode::kNotFound) {
    JIEDUI_CHECK(Rebuild());
    opened = index::Reader::Open(folder_, pipeline_);
  } else if (!opened) {
    JIEDUI_CHECK(Heal(opened.error()));
    opened = index::Reader::Open(folder_, pipeline_);
  }
  if (!opened) return base::Fail(opened.error());
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
  follower_ = std::make_unique<Recurring>(kFollowEvery, [this] {
    if (const Status done = CatchUp(); !done) {
      base::Log(base::LogLevel::kWarning, "search index not caught up",
                {{"reason", done.error().message}});
    }
  });
}

}  // namespace jiedui::services
