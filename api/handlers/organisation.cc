#include "api/handlers/handlers.h"
#include "services/duplicates.h"
#include "services/posts.h"
#include "services/team_rules.h"

namespace jiedui::api {
namespace {

using base::JsonWriter;
using base::Result;
using services::RecordKey;

/// The day asked for; today in China without.
Result<base::Date> DayAsked(const Context& context) {
  const std::string text = context.QueryText("day");
  if (text.empty()) return base::DateInChina(context.workspace().clock.NowMs());
  return base::ParseDate(text);
}

Result<base::Date> MemberDate(base::JsonValue body, std::string_view name) {
  JIEDUI_ASSIGN(const std::string text, MemberText(body, name, 1, 10));
  const Result<base::Date> day = base::ParseDate(text);
  if (day) return *day;
  return base::Fail(base::ErrorCode::kInvalid, std::string(name) + " 应为日期", std::string(name));
}

void WritePost(JsonWriter& json, const domain::Post& post) {
  json.StartObject().Key("id").Id(post.id).Member("version", post.version);
  json.Member("group_name", post.group_name).Member("title", post.title);
  json.Member("organisation", post.organisation).Member("holder", post.holder);
  json.Member("acting", post.acting).Key("held_from");
  post.held_from ? json.String(base::FormatDate(*post.held_from)) : json.Null();
  json.Key("held_until");
  post.held_until ? json.String(base::FormatDate(*post.held_until)) : json.Null();
  json.EndObject();
}

}  // namespace

Answer ListPostHolders(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({"day"}));
  JIEDUI_ASSIGN(const base::Date day, DayAsked(context));
  JIEDUI_ASSIGN(const store::ReadSession session, context.workspace().store.Read());
  JIEDUI_ASSIGN(const std::vector<domain::Post> held, services::HoldersOn(session, day));
  JsonWriter json;
  json.StartObject().Member("day", base::FormatDate(day)).Key("items").StartArray();
  for (const domain::Post& post : held) WritePost(json, post);
  json.EndArray();
  return JsonResponse(200, json.EndObject());
}

Answer PostSuccession(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_ASSIGN(const std::int64_t version, context.ExpectedVersion());
  JIEDUI_ASSIGN(const base::JsonDocument body,
                context.JsonBody({"holder", "account", "from", "until", "acting"}));
  services::Succession succession;
  JIEDUI_ASSIGN(succession.holder, MemberText(body.root(), "holder", 1, 200));
  JIEDUI_ASSIGN(succession.from, MemberDate(body.root(), "from"));
  if (body.root().Find("account")) {
    JIEDUI_ASSIGN(succession.account, MemberId(body.root(), "account"));
  }
  if (body.root().Find("until")) {
    JIEDUI_ASSIGN(succession.until, MemberDate(body.root(), "until"));
  }
  const auto acting = body.root().Find("acting");
  succession.acting = acting && acting->AsBool().value_or(false);
  JIEDUI_ASSIGN(
      const domain::Post post,
      services::TakePostOver(context.workspace(), context.actor(), {id}, version, succession));
  JsonWriter json;
  WritePost(json, post);
  return JsonResponse(201, json);
}

Answer ListTeamBreaches(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const store::ReadSession session, context.workspace().store.Read());
  JIEDUI_ASSIGN(const std::vector<services::TeamFinding> findings,
                services::FindTeamBreaches(session, context.workspace().reference));
  JsonWriter json;
  json.StartObject().Key("items").StartArray();
  for (const services::TeamFinding& finding : findings) {
    json.StartObject().Member("team", finding.team).Key("breaches").StartArray();
    for (const services::Breach& breach : finding.breaches) {
      json.StartObject().Member("code", breach.code).Member("zh", breach.zh).EndObject();
    }
    json.EndArray().EndObject();
  }
  json.EndArray();
  return JsonResponse(200, json.EndObject());
}

Answer ListDuplicates(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const domain::Kind kind, context.PathKind());
  JIEDUI_ASSIGN(const std::vector<services::LikelyDuplicate> duplicates,
                services::FindDuplicates(context.workspace(), context.actor(), kind));
  JsonWriter json;
  json.StartObject().Key("items");
  services::WriteDuplicates(json, duplicates);
  return JsonResponse(200, json.EndObject());
}

Answer PreviewMerge(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({"with"}));
  JIEDUI_ASSIGN(const domain::Kind kind, context.PathKind());
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_ASSIGN(const std::int64_t with, context.QueryId("with"));
  JIEDUI_ASSIGN(
      const services::MergePreview preview,
      services::PreviewMerge(context.workspace(), context.actor(), {kind, id}, {kind, with}));
  JsonWriter json;
  services::WriteMerge(json, preview);
  return JsonResponse(200, json);
}

Answer MergeRecords(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const domain::Kind kind, context.PathKind());
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_ASSIGN(const std::int64_t version, context.ExpectedVersion());
  JIEDUI_ASSIGN(const base::JsonDocument body, context.JsonBody({"with"}));
  JIEDUI_ASSIGN(const std::int64_t with, MemberId(body.root(), "with"));
  JIEDUI_ASSIGN(const services::MergePreview done,
                services::MergeRecords(context.workspace(), context.actor(), {kind, id}, version,
                                       {kind, with}));
  JsonWriter json;
  services::WriteMerge(json, done);
  return JsonResponse(200, json);
}

}  // namespace jiedui::api
