#include "services/grants.h"

#include "api/handlers/handlers.h"
#include "services/accounts.h"

namespace jiedui::api {
namespace {

constexpr std::size_t kLongestReason = 500;
constexpr std::size_t kDigestDigits = 64;

void WriteAwaited(base::JsonWriter& json, const services::AwaitedGrant& one) {
  json.StartObject().Key("id").Id(one.user.id).Member("login", one.user.login);
  json.Member("display_name", one.user.display_name).Member("disabled", one.user.disabled);
  json.Member("state", one.refused ? "refused" : "waiting").Member("first", one.first);
  json.Member("grant", one.grant).Key("changes").StartArray();
  for (const services::GrantChange& change : one.changes) {
    json.StartObject().Member("field", change.field).Member("before", change.before);
    json.Member("after", change.after).EndObject();
  }
  json.EndArray().Member("reason", one.refused ? one.user.grant_reason : "");
  json.Key("refused_at");
  one.refused ? json.String(base::FormatUtc(one.user.grant_decided_ms)) : json.Null();
  json.EndObject();
}

base::Result<services::GrantVerdict> VerdictOf(const std::string& event) {
  if (event == "confirm") return services::GrantVerdict::kConfirm;
  if (event == "refuse") return services::GrantVerdict::kRefuse;
  return base::Fail(base::ErrorCode::kInvalid, "event 应为 confirm 或 refuse", "event");
}

}  // namespace

Answer ListGrants(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  bool separated = false;
  {
    JIEDUI_ASSIGN(const store::ReadSession session, context.workspace().store.Read());
    JIEDUI_ASSIGN(separated, services::DutiesAreSeparated(session));
  }
  JIEDUI_ASSIGN(const std::vector<services::AwaitedGrant> awaited,
                services::AwaitedGrants(context.workspace(), context.actor()));
  base::JsonWriter json;
  json.StartObject().Member("separated", separated).Key("items").StartArray();
  for (const services::AwaitedGrant& one : awaited) WriteAwaited(json, one);
  return JsonResponse(200, json.EndArray().EndObject());
}

Answer PostGrantEvent(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_ASSIGN(const base::JsonDocument body, context.JsonBody({"event", "grant", "reason"}));
  JIEDUI_ASSIGN(const std::string event, MemberText(body.root(), "event", 1, 20));
  services::GrantDecision decision;
  JIEDUI_ASSIGN(decision.verdict, VerdictOf(event));
  JIEDUI_ASSIGN(decision.grant, MemberText(body.root(), "grant", kDigestDigits, kDigestDigits));
  JIEDUI_ASSIGN(decision.reason, MemberText(body.root(), "reason", 0, kLongestReason));
  JIEDUI_CHECK(services::DecideGrant(context.workspace(), context.actor(), id, decision));
  return NoContent();
}

Answer ForgetLoginFailures(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_CHECK(services::ForgetFailures(context.workspace(), context.actor(), id));
  return NoContent();
}

}  // namespace jiedui::api
