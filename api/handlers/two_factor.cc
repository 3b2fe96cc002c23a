#include "api/handlers/handlers.h"
#include "services/second_factor.h"

namespace jiedui::api {
namespace {

constexpr std::size_t kMostRoles = 20;

base::Result<std::string> CodeOf(const Context& context) {
  JIEDUI_ASSIGN(const base::JsonDocument body, context.JsonBody({"code"}));
  return MemberText(body.root(), "code", 1, 40);
}

edge::Response CodesResponse(const Context& context, const services::RecoveryCodes& given) {
  base::JsonWriter json;
  json.StartObject().Key("recovery_codes").StartArray();
  for (const std::string& code : given.codes) json.String(code);
  edge::Response response = JsonResponse(200, json.EndArray().EndObject());
  if (!given.token.empty())
    response.headers.Add("Set-Cookie",
                         SetCookie(kSessionCookie, given.token, context.client().secure));
  return response;
}

Answer RulesResponse(const Context& context) {
  JIEDUI_ASSIGN(const std::vector<domain::Role> roles,
                services::SecondFactorRoles(context.workspace().store));
  base::JsonWriter json;
  json.StartObject().Key("two_factor_roles").StartArray();
  for (const domain::Role role : roles) json.String(domain::Code(role));
  return JsonResponse(200, json.EndArray().EndObject());
}

/// The distinct roles of an array that may be empty.
base::Result<std::vector<domain::Role>> RolesOf(base::JsonValue body) {
  const auto member = body.Find("two_factor_roles");
  std::vector<domain::Role> roles;
  if (member && member->IsArray() && member->Items().empty()) return roles;
  JIEDUI_ASSIGN(const std::vector<std::string> codes,
                MemberTexts(body, "two_factor_roles", kMostRoles));
  for (const std::string& code : codes) {
    const auto role = domain::FromCode<domain::Role>(code);
    if (!role)
      return base::Fail(base::ErrorCode::kInvalid, "没有角色 “" + code.substr(0, 64) + "”",
                        "two_factor_roles");
    roles.push_back(*role);
  }
  return roles;
}

}  // namespace

Answer GetTwoFactor(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const std::int64_t left,
                services::RecoveryCodesLeft(context.workspace(), context.login()));
  base::JsonWriter json;
  json.StartObject().Member("active", context.user().two_factor);
  json.Member("recovery_codes_left", left).EndObject();
  return JsonResponse(200, json);
}

Answer BeginTwoFactor(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const base::JsonDocument body, context.JsonBody({"current"}));
  JIEDUI_ASSIGN(const std::string current, MemberText(body.root(), "current", 0, 256));
  JIEDUI_ASSIGN(const services::TotpSetup setup,
                services::BeginSecondFactor(context.workspace(), context.login(), current));
  base::JsonWriter json;
  json.StartObject().Member("secret", setup.secret).Member("uri", setup.uri).EndObject();
  return JsonResponse(200, json);
}

Answer ConfirmTwoFactor(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const std::string code, CodeOf(context));
  JIEDUI_ASSIGN(const services::RecoveryCodes given,
                services::ConfirmSecondFactor(context.workspace(), context.login(), code));
  return CodesResponse(context, given);
}

Answer EndTwoFactor(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const std::string code, CodeOf(context));
  JIEDUI_CHECK(services::EndSecondFactor(context.workspace(), context.login(), code));
  return NoContent();
}

Answer RenewRecoveryCodes(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const std::string code, CodeOf(context));
  JIEDUI_ASSIGN(const services::RecoveryCodes given,
                services::RenewRecoveryCodes(context.workspace(), context.login(), code));
  return CodesResponse(context, given);
}

Answer ResetTwoFactor(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_CHECK(services::ResetSecondFactor(context.workspace(), context.actor(), id));
  return NoContent();
}

Answer GetSignInRules(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  return RulesResponse(context);
}

Answer UpdateSignInRules(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const base::JsonDocument body, context.JsonBody({"two_factor_roles"}));
  JIEDUI_ASSIGN(const std::vector<domain::Role> roles, RolesOf(body.root()));
  JIEDUI_CHECK(services::SetSecondFactorRoles(context.workspace(), context.actor(), roles));
  return RulesResponse(context);
}

}  // namespace jiedui::api
