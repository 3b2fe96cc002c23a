#include "services/history.h"

#include <charconv>
#include <utility>

#include "base/json_reader.h"
#include "base/text.h"
#include "services/access.h"
#include "services/masking.h"
#include "store/sight.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::JsonValue;
using base::Result;
using base::Status;

constexpr std::string_view kHidden = "（不显示）";

/// A value of the audit log as people read it.
std::string Shown(const std::optional<JsonValue>& value) {
  if (!value || value->IsNull()) return {};
  if (const auto text = value->AsString()) return std::string(*text);
  if (const auto flag = value->AsBool()) return *flag ? "是" : "否";
  if (!value->IsArray()) return value->Text();
  std::string joined;
  for (const JsonValue& item : value->Items()) joined += (joined.empty() ? "" : ";") + Shown(item);
  return joined;
}

HistoryChange ReadChange(std::string_view field, const JsonValue& change) {
  const auto says = [&](std::string_view name) {
    const auto flag = change.Find(name);
    return flag && flag->AsBool().value_or(false);
  };
  HistoryChange read{std::string(field), Shown(change.Find("before")), Shown(change.Find("after"))};
  if (says("secret")) read.before = read.after = kHidden;
  if (says("personal")) {
    read.before = Masked(read.before);
    read.after = Masked(read.after);
  }
  return read;
}

Result<std::vector<HistoryChange>> ReadChanges(const std::string& json) {
  std::vector<HistoryChange> changes;
  if (json.empty()) return changes;
  JIEDUI_ASSIGN(const base::JsonDocument document, base::JsonDocument::Parse(json));
  for (const auto& [field, change] : document.root().Members()) {
    if (change.IsObject()) changes.push_back(ReadChange(field, change));
  }
  return changes;
}

Result<HistoryEntry> ReadEntry(store::AuditEntry entry) {
  JIEDUI_ASSIGN(std::vector<HistoryChange> changes, ReadChanges(entry.changes));
  return HistoryEntry{std::move(entry), std::move(changes)};
}

/// Calls `say` with each id that a change of a reference speaks of, and what it refers to.
template <class Say>
void ForEachReference(HistoryEntry& entry, Say&& say) {
  const auto kind = domain::FromCode<domain::Kind>(entry.entry.kind);
  if (!kind) return;
  for (HistoryChange& change : entry.changes) {
    const domain::FieldDef* const field = domain::TypeOf(*kind).Find(change.field);
    if (field == nullptr || !field->target) continue;
    say(*field->target, change.before);
    say(*field->target, change.after);
  }
}

/// The ids of a text as Shown makes it of one reference or of several.
std::vector<RecordKey> KeysIn(domain::Kind target, std::string_view text) {
  std::vector<RecordKey> keys;
  for (const std::string_view part : base::Split(text, ';')) {
    if (auto key = ParseKey(std::string(domain::Code(target)) + ":" + std::string(part)))
      keys.push_back(*key);
  }
  return keys;
}

/// Puts titles in the place of the ids of what is referred to, where the actor sees that.
Status NameReferences(const store::Reader& reader, const domain::Actor& actor,
                      std::vector<HistoryEntry>& entries) {
  std::vector<RecordKey> keys;
  for (HistoryEntry& entry : entries) {
    ForEachReference(entry, [&](domain::Kind target, const std::string& text) {
      const std::vector<RecordKey> more = KeysIn(target, text);
      keys.insert(keys.end(), more.begin(), more.end());
    });
  }
  JIEDUI_ASSIGN(const auto titled, ReadTitles(reader, actor, keys));
  for (HistoryEntry& entry : entries) {
    ForEachReference(entry, [&](domain::Kind target, std::string& text) {
      std::string titles;
      for (const RecordKey& key : KeysIn(target, text)) {
        const auto found = titled.find(key);
        titles +=
            (titles.empty() ? "" : "、") + (found == titled.end() ? FormatKey(key) : found->second);
      }
      if (!titles.empty()) text = std::move(titles);
    });
  }
  return {};
}

/// Entries that are read at once, and how many are looked through for one page at most.
constexpr std::int64_t kBatch = 500;
constexpr std::int64_t kMostLookedAt = 10'000;
constexpr std::int64_t kMostWithReasons = 1000;  // changes of one record
constexpr base::TimeMs kDayMs = 24LL * 60 * 60 * 1000;

/// Which entries of the trail an actor sees: each record is looked at once.
class Sight {
 public:
  Sight(const store::Reader& reader, const domain::Actor& actor) : reader_(reader), actor_(actor) {}

  Result<bool> Sees(const store::AuditEntry& entry) {
    const auto kind = domain::FromCode<domain::Kind>(entry.kind);
    const Scope scope = ScopeOf(actor_, kind.value_or(domain::Kind::kUser));
    if (scope.everything()) return true;
    if (!kind || entry.record_id == 0) return false;
    const auto [place, added] = seen_.try_emplace({*kind, entry.record_id}, false);
    if (!added) return place->second;
    auto record = reader_.GetAny(*kind, entry.record_id);
    if (!record && record.error().code != base::ErrorCode::kNotFound)
      return tl::unexpected(std::move(record).error());
    place->second = record && Covers(scope, **record);
    return place->second;
  }

 private:
  const store::Reader& reader_;
  const domain::Actor& actor_;
  std::unordered_map<RecordKey, bool, RecordKeyHash> seen_;
};

Result<std::int64_t> SeqOf(const std::string& cursor) {
  std::int64_t seq = 0;
  const char* const end = cursor.data() + cursor.size();
  const auto [stop, error] = std::from_chars(cursor.data(), end, seq);
  if (error != std::errc() || stop != end || seq < 1)
    return base::Fail(base::ErrorCode::kInvalid, "翻页标记无效", "cursor");
  return seq;
}

store::AuditQuery QueryOf(const AuditFilter& filter) {
  store::AuditQuery query;
  if (filter.kind) query.kind = std::string(domain::Code(*filter.kind));
  query.action = filter.action;
  query.actor_id = filter.actor_id;
  if (filter.since) query.from_ms = base::StartOfDayInChina(*filter.since);
  if (filter.until) query.until_ms = base::StartOfDayInChina(*filter.until) + kDayMs;
  query.limit = kBatch;
  return query;
}

}  // namespace

Result<HistoryPage> ReadHistory(Workspace& workspace, const domain::Actor& actor, domain::Kind kind,
                                std::int64_t id, const std::string& cursor, std::size_t limit) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kReadAudit));
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const std::unique_ptr<domain::Record> record, session.GetAny(kind, id));
  JIEDUI_CHECK(RequireSight(actor, *record));
  store::AuditQuery query;
  query.kind = std::string(domain::Code(kind));
  query.record_id = id;
  query.cursor = cursor;
  query.limit = static_cast<std::int64_t>(limit);
  JIEDUI_ASSIGN(store::AuditPage page, session.ListAudit(query));
  HistoryPage history;
  history.next_cursor = std::move(page.next);
  for (store::AuditEntry& entry : page.entries) {
    JIEDUI_ASSIGN(HistoryEntry read, ReadEntry(std::move(entry)));
    history.entries.push_back(std::move(read));
  }
  JIEDUI_CHECK(NameReferences(session, actor, history.entries));
  return history;
}

Result<AuditTrail> ReadAudit(Workspace& workspace, const domain::Actor& actor,
                             const AuditFilter& filter, const std::string& cursor,
                             std::size_t limit) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kReadAudit));
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  store::AuditQuery query = QueryOf(filter);
  if (!cursor.empty()) {
    JIEDUI_ASSIGN(query.before_seq, SeqOf(cursor));
  }
  Sight sight(session, actor);
  AuditTrail trail;
  std::vector<HistoryEntry>& entries = trail.page.entries;
  std::vector<RecordKey> keys;
  bool full = false;
  for (std::int64_t looked = 0; looked < kMostLookedAt && !full; looked += kBatch) {
    JIEDUI_ASSIGN(store::AuditPage page, session.ListAudit(query));
    for (store::AuditEntry& entry : page.entries) {
      query.before_seq = entry.seq;
      JIEDUI_ASSIGN(const bool seen, sight.Sees(entry));
      if (!seen) continue;
      full = entries.size() == limit;
      if (full) break;
      const auto kind = domain::FromCode<domain::Kind>(entry.kind);
      if (kind && entry.record_id != 0) keys.push_back({*kind, entry.record_id});
      JIEDUI_ASSIGN(HistoryEntry read, ReadEntry(std::move(entry)));
      entries.push_back(std::move(read));
    }
    if (!full && page.next.empty()) {
      trail.page.next_cursor.clear();
      break;
    }
    trail.page.next_cursor = std::to_string(full ? entries.back().entry.seq : query.before_seq);
  }
  JIEDUI_ASSIGN(trail.records, ReadBriefs(session, keys));
  JIEDUI_CHECK(NameReferences(session, actor, entries));
  return trail;
}

Result<store::AuditReport> VerifyAudit(Workspace& workspace, const domain::Actor& actor) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kReadAudit));
  return workspace.store.VerifyAudit();
}

Result<std::vector<GivenReason>> ReadReasons(Workspace& workspace, const domain::Actor& actor,
                                             domain::Kind kind, std::int64_t id) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kRead));
  if (kind != domain::Kind::kSurvey && kind != domain::Kind::kSignOff) {
    return Fail(ErrorCode::kInvalid, std::string(domain::NameOf(kind).zh) + "没有可查的退回理由",
                "plural");
  }
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const std::unique_ptr<domain::Record> record, session.GetAny(kind, id));
  JIEDUI_CHECK(RequireSight(actor, *record));
  store::AuditQuery query;
  query.kind = std::string(domain::Code(kind));
  query.record_id = id;
  query.limit = kMostWithReasons;
  const store::SystemWork door(
      "the reasons given for a record that the asker sees, and nothing else of the log");
  JIEDUI_ASSIGN(store::AuditPage page, session.ListAudit(query));
  std::vector<GivenReason> reasons;
  for (store::AuditEntry& entry : page.entries) {
    if (entry.reason.empty() || entry.action != "update") continue;
    JIEDUI_ASSIGN(const std::vector<HistoryChange> changes, ReadChanges(entry.changes));
    GivenReason given{entry.at_ms, std::move(entry.actor_name), std::move(entry.reason), {}};
    for (const HistoryChange& change : changes) {
      if (change.field == "state") given.state = change.after;
    }
    // A file's or an import's reason is about no event.
    if (!given.state.empty()) reasons.push_back(std::move(given));
  }
  return reasons;
}

}  // namespace jiedui::services
