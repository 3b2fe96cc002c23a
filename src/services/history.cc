#include "services/history.h"

#include "base/json_reader.h"
#include "services/access.h"
#include "services/masking.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::JsonValue;
using base::Result;

constexpr std::string_view kHidden = "（不显示）";
constexpr std::int64_t kMostLookedAt = 1000;

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

HistoryChange ReadChange(std::string_view field, const JsonValue& change, bool reveal) {
  const auto says = [&](std::string_view name) {
    const auto flag = change.Find(name);
    return flag && flag->AsBool().value_or(false);
  };
  HistoryChange read{std::string(field), Shown(change.Find("before")), Shown(change.Find("after"))};
  if (says("secret")) read.before = read.after = kHidden;
  if (says("personal") && !reveal) {
    read.before = Masked(read.before);
    read.after = Masked(read.after);
  }
  return read;
}

Result<std::vector<HistoryChange>> ReadChanges(const std::string& json, bool reveal) {
  std::vector<HistoryChange> changes;
  if (json.empty()) return changes;
  JIEDUI_ASSIGN(const base::JsonDocument document, base::JsonDocument::Parse(json));
  for (const auto& [field, change] : document.root().Members()) {
    if (change.IsObject()) changes.push_back(ReadChange(field, change, reveal));
  }
  return changes;
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
  const bool reveal = workflow::Allows(actor.role, workflow::Permission::kReveal);
  for (store::AuditEntry& entry : page.entries) {
    JIEDUI_ASSIGN(std::vector<HistoryChange> changes, ReadChanges(entry.changes, reveal));
    history.entries.push_back({std::move(entry), std::move(changes)});
  }
  return history;
}

Result<std::vector<GivenReason>> ReadReasons(Workspace& workspace, const domain::Actor& actor,
                                             domain::Kind kind, std::int64_t id) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kRead));
  if (kind != domain::Kind::kSurvey && kind != domain::Kind::kSignOff) {
    return Fail(ErrorCode::kInvalid,
                std::string(domain::NameOf(kind).zh) + "没有可查的退回理由", "plural");
  }
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const std::unique_ptr<domain::Record> record, session.GetAny(kind, id));
  JIEDUI_CHECK(RequireSight(actor, *record));
  store::AuditQuery query;
  query.kind = std::string(domain::Code(kind));
  query.record_id = id;
  query.limit = kMostLookedAt;
  JIEDUI_ASSIGN(store::AuditPage page, session.ListAudit(query));
  std::vector<GivenReason> reasons;
  for (store::AuditEntry& entry : page.entries) {
    if (entry.reason.empty()) continue;
    JIEDUI_ASSIGN(const std::vector<HistoryChange> changes, ReadChanges(entry.changes, false));
    GivenReason given{entry.at_ms, std::move(entry.actor_name), std::move(entry.reason), {}};
    for (const HistoryChange& change : changes) {
      if (change.field == "state") given.state = change.after;
    }
    reasons.push_back(std::move(given));
  }
  return reasons;
}

}  // namespace jiedui::services
