#include "services/history.h"

#include <stdexcept>

#include "api/attachment.h"
#include "api/handlers/handlers.h"
#include "services/audit_export.h"
#include "services/reveal.h"

namespace jiedui::api {
namespace {

using base::Result;

/// The members of an entry, into an object that is begun already.
void WriteEntry(base::JsonWriter& json, const services::HistoryEntry& one) {
  json.Key("id").Id(one.entry.seq);
  json.Member("at", base::FormatUtc(one.entry.at_ms)).Key("actor").StartObject().Key("id");
  one.entry.actor_id == 0 ? json.Null() : json.Id(one.entry.actor_id);
  json.Member("name", one.entry.actor_name).EndObject();
  json.Member("action", one.entry.action).Member("reason", one.entry.reason);
  json.Key("changes").StartArray();
  for (const services::HistoryChange& change : one.changes) {
    json.StartObject().Member("field", change.field);
    json.Member("before", change.before).Member("after", change.after).EndObject();
  }
  json.EndArray();
}

Result<std::optional<base::Date>> QueryDay(const Context& context, std::string_view name) {
  const std::string text = context.QueryText(name);
  if (text.empty()) return std::optional<base::Date>();
  const Result<base::Date> day = base::ParseDate(text);
  if (day) return std::optional(*day);
  return base::Fail(base::ErrorCode::kInvalid, std::string(name) + " 应为日期", std::string(name));
}

Result<services::AuditFilter> FilterAsked(const Context& context) {
  services::AuditFilter filter;
  if (const std::string code = context.QueryText("kind"); !code.empty()) {
    filter.kind = domain::FromCode<domain::Kind>(code);
    if (!filter.kind)
      return base::Fail(base::ErrorCode::kInvalid, "没有“" + code.substr(0, 64) + "”这个类别",
                        "kind");
  }
  filter.action = context.QueryText("action");
  if (context.QueryText("actor") == "0") {
    filter.actor_id = 0;  // the operator, who is no account
  } else if (!context.QueryText("actor").empty()) {
    JIEDUI_ASSIGN(filter.actor_id, context.QueryId("actor"));
  }
  JIEDUI_ASSIGN(filter.since, QueryDay(context, "since"));
  JIEDUI_ASSIGN(filter.until, QueryDay(context, "until"));
  return filter;
}

void WriteRecord(base::JsonWriter& json, const services::AuditTrail& trail,
                 const store::AuditEntry& entry) {
  const auto kind = domain::FromCode<domain::Kind>(entry.kind);
  json.Key("record");
  if (!kind || entry.record_id == 0) {
    json.Null();
    return;
  }
  const services::Brief brief = services::BriefAmong(trail.records, {*kind, entry.record_id});
  json.StartObject().Member("kind", entry.kind).Key("id").Id(entry.record_id);
  json.Member("title", brief.title).EndObject();
}

std::string_view CodeOf(store::AuditProblem problem) {
  using enum store::AuditProblem;
  switch (problem) {
    case kNone:
      return "none";
    case kChanged:
      return "changed";
    case kMissing:
      return "missing";
    case kHeadForged:
      return "head_forged";
    case kUnanchored:
      break;
  }
  return "unanchored";
}

}  // namespace

Answer ListHistory(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({"cursor", "limit"}));
  JIEDUI_ASSIGN(const domain::Kind kind, context.PathKind());
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_ASSIGN(const std::size_t limit, context.QueryCount("limit", 50, 200));
  JIEDUI_ASSIGN(const services::HistoryPage page,
                services::ReadHistory(context.workspace(), context.actor(), kind, id,
                                      context.QueryText("cursor"), limit));
  base::JsonWriter json;
  json.StartObject().Key("items").StartArray();
  for (const services::HistoryEntry& entry : page.entries) {
    json.StartObject();
    WriteEntry(json, entry);
    json.EndObject();
  }
  json.EndArray();
  WriteNextCursor(json, page.next_cursor);
  return JsonResponse(200, json.EndObject());
}

Answer ListAudit(Context& context) {
  JIEDUI_CHECK(
      context.AllowQuery({"kind", "action", "actor", "since", "until", "cursor", "limit"}));
  JIEDUI_ASSIGN(const services::AuditFilter filter, FilterAsked(context));
  JIEDUI_ASSIGN(const std::size_t limit, context.QueryCount("limit", 50, 200));
  JIEDUI_ASSIGN(const services::AuditTrail trail,
                services::ReadAudit(context.workspace(), context.actor(), filter,
                                    context.QueryText("cursor"), limit));
  base::JsonWriter json;
  json.StartObject().Key("items").StartArray();
  for (const services::HistoryEntry& entry : trail.page.entries) {
    json.StartObject();
    WriteEntry(json, entry);
    WriteRecord(json, trail, entry.entry);
    json.Member("remote_address", entry.entry.remote_address);
    json.Member("request_id", entry.entry.request_id).EndObject();
  }
  json.EndArray();
  WriteNextCursor(json, trail.page.next_cursor);
  return JsonResponse(200, json.EndObject());
}

Answer ExportAudit(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({"since", "until"}));
  services::AuditExport::Days days;
  JIEDUI_ASSIGN(days.since, QueryDay(context, "since"));
  JIEDUI_ASSIGN(days.until, QueryDay(context, "until"));
  JIEDUI_ASSIGN(const store::AuditSigner signer,
                store::AuditSigner::Open(context.site().options.audit_sign_key));
  JIEDUI_ASSIGN(services::AuditExport begun,
                services::AuditExport::Begin(context.workspace(), context.actor(), signer, days));
  edge::Response response = Attachment("application/jsonl", "audit.jsonl", {});
  // Made while it is sent, a thousand entries at a time: who may have it was settled above.
  const auto out = std::make_shared<services::AuditExport>(std::move(begun));
  response.body = edge::Body::Chunks([out]() -> std::optional<std::string> {
    base::Result<std::string> lines = out->Next();
    if (!lines) throw std::runtime_error(lines.error().message);  // cuts the connection
    return lines->empty() ? std::nullopt : std::optional(*std::move(lines));
  });
  return response;
}

Answer RevealRecord(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const domain::Kind kind, context.PathKind());
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_ASSIGN(const base::JsonDocument body, context.JsonBody({"reason"}));
  JIEDUI_ASSIGN(const std::string reason, MemberText(body.root(), "reason", 2, 200));
  JIEDUI_ASSIGN(const std::vector<services::RevealedValue> values,
                services::RevealRecord(context.workspace(), context.actor(), kind, id, reason));
  base::JsonWriter json;
  json.StartObject().Key("values").StartObject();
  for (const services::RevealedValue& one : values) json.Member(one.field, one.value);
  json.EndObject();
  return JsonResponse(200, json.EndObject());
}

Answer VerifyAudit(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const store::AuditReport report,
                services::VerifyAudit(context.workspace(), context.actor()));
  base::JsonWriter json;
  json.StartObject().Member("ok", report.ok()).Member("problem", CodeOf(report.problem));
  json.Member("rows", report.rows).Key("first_bad");
  report.first_bad_seq == 0 ? json.Null() : json.Id(report.first_bad_seq);
  return JsonResponse(200, json.EndObject());
}

Answer ListReasons(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const domain::Kind kind, context.PathKind());
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_ASSIGN(const std::vector<services::GivenReason> reasons,
                services::ReadReasons(context.workspace(), context.actor(), kind, id));
  base::JsonWriter json;
  json.StartObject().Key("items").StartArray();
  for (const services::GivenReason& given : reasons) {
    json.StartObject().Member("at", base::FormatUtc(given.at_ms)).Member("by", given.by);
    json.Member("reason", given.reason).Member("state", given.state).EndObject();
  }
  json.EndArray();
  return JsonResponse(200, json.EndObject());
}

}  // namespace jiedui::api
