#include "services/api_tokens.h"

#include "api/handlers/handlers.h"
#include "base/text.h"

namespace jiedui::api {
namespace {

constexpr std::size_t kMostPermissions = 40;
constexpr std::int64_t kMostDays = 366;

void WriteToken(base::JsonWriter& json, const Context& context, const store::ApiToken& token) {
  json.StartObject().Key("id").Id(token.id);
  json.Member("name", token.name).Key("permissions").StartArray();
  for (const std::string_view code : base::Split(token.permissions, ' ')) json.String(code);
  json.EndArray().Member("created_at", base::FormatUtc(token.created_ms));
  json.Member("expires_at", base::FormatUtc(token.expires_ms));
  json.Member("expired", token.expires_ms <= context.workspace().clock.NowMs());
  json.Key("last_used_at");
  token.last_used_ms == 0 ? json.Null() : json.String(base::FormatUtc(token.last_used_ms));
  json.Member("last_address", token.last_address).EndObject();
}

base::Result<std::vector<workflow::Permission>> PermissionsIn(base::JsonValue body) {
  JIEDUI_ASSIGN(const std::vector<std::string> codes,
                MemberTexts(body, "permissions", kMostPermissions));
  std::vector<workflow::Permission> permissions;
  for (const std::string& code : codes) {
    const auto permission = domain::FromCode<workflow::Permission>(code);
    if (!permission)
      return base::Fail(base::ErrorCode::kInvalid, "没有权限 “" + code.substr(0, 64) + "”",
                        "permissions");
    permissions.push_back(*permission);
  }
  return permissions;
}

}  // namespace

Answer ListApiTokens(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const std::vector<store::ApiToken> tokens,
                services::OwnApiTokens(context.workspace(), context.login()));
  base::JsonWriter json;
  json.StartObject().Key("items").StartArray();
  for (const store::ApiToken& token : tokens) WriteToken(json, context, token);
  return JsonResponse(200, json.EndArray().EndObject());
}

Answer MakeApiToken(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const base::JsonDocument body,
                context.JsonBody({"name", "permissions", "days", "current"}));
  services::NewApiToken wanted;
  JIEDUI_ASSIGN(wanted.name, MemberText(body.root(), "name", 1, 60));
  JIEDUI_ASSIGN(wanted.permissions, PermissionsIn(body.root()));
  JIEDUI_ASSIGN(wanted.days, MemberInteger(body.root(), "days", 1, kMostDays));
  JIEDUI_ASSIGN(wanted.current, MemberText(body.root(), "current", 0, 256));
  JIEDUI_ASSIGN(const services::MadeApiToken made,
                services::MakeApiToken(context.workspace(), context.login(), wanted));
  base::JsonWriter json;
  json.StartObject().Member("secret", made.secret).Key("token");
  WriteToken(json, context, made.token);
  return JsonResponse(201, json.EndObject());
}

Answer RevokeApiToken(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_CHECK(services::RevokeApiToken(context.workspace(), context.login(), id));
  return NoContent();
}

}  // namespace jiedui::api
