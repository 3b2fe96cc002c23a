#include "api/attachment.h"
#include "api/handlers/handlers.h"
#include "services/evidence_files.h"
#include "services/roster.h"
#include "services/sign_off_check.h"
#include "services/spot_checks.h"

namespace jiedui::api {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;

void WriteFindings(base::JsonWriter& json, std::string_view name,
                   const std::vector<services::SignOffFinding>& findings) {
  json.Key(name).StartArray();
  for (const services::SignOffFinding& finding : findings) {
    json.StartObject().Member("asks", finding.asks).Member("field", finding.field);
    json.Member("message", finding.message).EndObject();
  }
  json.EndArray();
}

Result<services::SpotCheckRequest> ReadDraw(const Context& context) {
  JIEDUI_ASSIGN(const base::JsonDocument body, context.JsonBody({"campaign", "size", "seed"}));
  services::SpotCheckRequest request;
  if (body.root().Find("campaign")) {
    JIEDUI_ASSIGN(request.campaign_id, MemberId(body.root(), "campaign"));
  }
  const auto size = body.root().Find("size");
  const auto count = size ? size->AsInt() : std::nullopt;
  if (!count) return Fail(ErrorCode::kInvalid, "size 应为整数", "size");
  request.size = *count;
  JIEDUI_ASSIGN(request.seed, MemberText(body.root(), "seed", 0, 64));
  return request;
}

}  // namespace

Answer UploadEvidence(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({"enterprise", "category", "title", "file_name"}));
  services::EvidenceUpload upload;
  JIEDUI_ASSIGN(upload.enterprise.value, context.QueryId("enterprise"));
  JIEDUI_ASSIGN(const auto categories, context.QueryCodes<domain::EvidenceCategory>("category"));
  if (categories.size() != 1) return Fail(ErrorCode::kInvalid, "须指定一个类别", "category");
  upload.category = categories.front();
  upload.title = context.QueryText("title");
  upload.file_name = context.QueryText("file_name");
  upload.bytes = context.request().body;
  JIEDUI_ASSIGN(const domain::EvidenceFile file,
                services::UploadEvidence(context.workspace(), context.actor(), upload));
  JIEDUI_ASSIGN(edge::Response response, RecordResponse(context, 201, file));
  response.headers.Add("Location", "/api/v1/records/evidence_files/" + std::to_string(file.id));
  return response;
}

Answer GetEvidenceContent(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_ASSIGN(services::EvidenceContent content,
                services::ReadEvidenceContent(context.workspace(), context.actor(), id));
  edge::Response response =
      Attachment(content.record.media_type, content.record.file_name, std::move(content.bytes));
  // Should a browser show it after all, it runs nothing and is nobody's page.
  response.headers.Add("Content-Security-Policy", "sandbox; default-src 'none'");
  return response;
}

Answer CheckSignOff(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_ASSIGN(const auto record, services::ReadRecord(context.workspace(), context.actor(),
                                                        domain::Kind::kSignOff, id));
  JIEDUI_ASSIGN(const store::ReadSession session, context.workspace().store.Read());
  JIEDUI_ASSIGN(const services::SignOffCheck check,
                services::CheckSignOff(context.workspace().reference, session,
                                       static_cast<const domain::SignOff&>(*record)));
  base::JsonWriter json;
  json.StartObject().Member("ready", check.missing.empty()).Key("survey");
  check.survey_id == 0 ? json.Null() : json.Id(check.survey_id);
  WriteFindings(json, "missing", check.missing);
  WriteFindings(json, "warnings", check.warnings);
  return JsonResponse(200, json.EndObject());
}

Answer DrawSpotChecks(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const services::SpotCheckRequest request, ReadDraw(context));
  JIEDUI_ASSIGN(const services::SpotCheckDraw draw,
                services::DrawSpotChecks(context.workspace(), context.actor(), request));
  base::JsonWriter json;
  json.StartObject().Key("campaign").Id(draw.campaign_id).Member("seed", draw.seed);
  json.Member("population", draw.population).Member("population_digest", draw.population_digest);
  json.Key("checks").StartArray();
  for (const domain::SpotCheck& check : draw.checks) {
    json.StartObject().Key("id").Id(check.id).Member("number", check.number);
    json.Key("sign_off").Id(check.sign_off.value).Key("enterprise").Id(check.enterprise.value);
    json.EndObject();
  }
  return JsonResponse(201, json.EndArray().EndObject());
}

}  // namespace jiedui::api
