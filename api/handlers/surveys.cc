#include "api/handlers/handlers.h"
#include "services/roster.h"
#include "services/survey_files.h"
#include "services/survey_form.h"

namespace jiedui::api {
namespace {

using base::ErrorCode;
using base::Fail;
using base::JsonWriter;
using domain::FormQuestion;
using domain::QuestionType;

constexpr std::string_view kXlsx =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
constexpr std::size_t kLongestPeriod = 7;

std::string_view TypeName(QuestionType type) {
  constexpr std::array<std::string_view, 5> kNames = {"text", "integer", "number", "ticks",
                                                      "table"};
  return kNames.at(static_cast<std::size_t>(type));
}

void WriteNames(JsonWriter& json, std::string_view code, std::string_view zh, std::string_view en) {
  json.StartObject().Member("code", code).Member("zh", zh).Member("en", en);
}

/// Where the activity stands in annex 1; null for what reports none.
void WriteClass(JsonWriter& json, const domain::Reference& reference, const std::string& activity) {
  const auto found = reference.ClassOf(activity);
  if (!found) {
    json.Null();
    return;
  }
  json.StartObject().Member("code", activity);
  json.Member("name", reference.FindActivity(activity)->name);
  json.Member("level", found->level->code).Member("level_name", found->level->name);
  json.Member("direction", found->direction->code);
  json.Member("direction_name", found->direction->name).EndObject();
}

void WriteQuestion(JsonWriter& json, const domain::Reference& reference,
                   const FormQuestion& question) {
  WriteNames(json, question.code, question.zh, question.en);
  json.Member("type", TypeName(question.type)).Member("unit", question.unit);
  json.Member("required", question.required);
  const bool number =
      question.type == QuestionType::kInteger || question.type == QuestionType::kNumber;
  if (number) json.Member("min", question.min).Member("max", question.max);
  json.Key("activity");
  WriteClass(json, reference, question.activity);
  json.Key("options").StartArray();
  for (const domain::FormOption& option : question.options) {
    WriteNames(json, option.code, option.zh, option.en);
    json.Key("activity");
    WriteClass(json, reference, option.code);
    json.EndObject();
  }
  json.EndArray().Key("columns").StartArray();
  for (const FormQuestion& column : question.columns) WriteQuestion(json, reference, column);
  json.EndArray().EndObject();
}

void WriteParts(JsonWriter& json, const domain::Reference& reference, const domain::Form& form) {
  json.Key("parts").StartArray();
  for (const domain::FormPart& part : form.parts) {
    WriteNames(json, part.code, part.zh, part.en);
    json.Key("questions").StartArray();
    for (const FormQuestion& question : part.questions) WriteQuestion(json, reference, question);
    json.EndArray().EndObject();
  }
  json.EndArray();
}

void WriteRules(JsonWriter& json, const domain::Form& form) {
  json.Key("rules").StartArray();
  for (const domain::FormRule& rule : form.rules) {
    json.StartObject().Member("code", rule.code).Member("message", rule.zh);
    json.Member("blocks", rule.blocks).Member("field", rule.field);
    json.Member("rule", domain::FormatRule(rule)).EndObject();
  }
  json.EndArray();
}

base::Result<const domain::Form*> FormInPath(const Context& context) {
  const std::string code(context.Parameter("code"));
  const domain::Form* const form = context.workspace().reference.forms().Find(code);
  if (form == nullptr)
    return Fail(ErrorCode::kNotFound, "没有表式 “" + code.substr(0, 64) + "”", "code");
  return form;
}

void WriteFindings(JsonWriter& json, std::string_view name,
                   const std::vector<base::FieldError>& findings) {
  json.Key(name).Raw(services::FindingsJson(findings));
}

edge::Response Workbook(std::string_view filename, std::string bytes) {
  edge::Response response = edge::MakeResponse(200, std::string(kXlsx), std::move(bytes));
  response.headers.Add("Content-Disposition",
                       "attachment; filename=\"" + std::string(filename) + "\"");
  return response;
}

}  // namespace

Answer ListForms(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JsonWriter json;
  json.StartObject().Key("items").StartArray();
  for (const domain::Form& form : context.workspace().reference.forms().forms()) {
    WriteNames(json, form.code, form.zh, form.en);
    json.Member("valid_from", form.valid_from).EndObject();
  }
  return JsonResponse(200, json.EndArray().EndObject());
}

Answer GetForm(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const domain::Form* const form, FormInPath(context));
  JsonWriter json;
  WriteNames(json, form->code, form->zh, form->en);
  json.Member("valid_from", form->valid_from);
  WriteParts(json, context.workspace().reference, *form);
  WriteRules(json, *form);
  return JsonResponse(200, json.EndObject());
}

Answer GetBlankForm(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const domain::Form* const form, FormInPath(context));
  JIEDUI_ASSIGN(std::string bytes, services::BlankForm(context.workspace().reference, form->code));
  return Workbook(form->code + ".xlsx", std::move(bytes));
}

Answer GetFilledForm(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_ASSIGN(std::string bytes,
                services::FilledForm(context.workspace(), context.actor(), {id}));
  return Workbook("survey-" + std::to_string(id) + ".xlsx", std::move(bytes));
}

Answer CheckSurvey(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  const domain::Reference& reference = context.workspace().reference;
  JIEDUI_ASSIGN(const services::SurveyCheck check,
                services::CheckSurvey(context.workspace(), context.actor(), {id}));
  JIEDUI_ASSIGN(const auto record, services::ReadRecord(context.workspace(), context.actor(),
                                                        domain::Kind::kSurvey, id));
  const auto& survey = static_cast<const domain::Survey&>(*record);
  JsonWriter json;
  json.StartObject().Member("form", survey.form);
  WriteFindings(json, "errors", check.errors);
  WriteFindings(json, "remarks", check.remarks);
  json.Key("activities").StartArray();
  for (const std::string& activity : survey.activities) {
    if (reference.ClassOf(activity)) WriteClass(json, reference, activity);
  }
  return JsonResponse(200, json.EndArray().EndObject());
}

Answer PrefillSurvey(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const base::JsonDocument body, context.JsonBody({"enterprise", "period"}));
  JIEDUI_ASSIGN(const std::int64_t enterprise, MemberId(body.root(), "enterprise"));
  JIEDUI_ASSIGN(const std::string period, MemberText(body.root(), "period", 4, kLongestPeriod));
  JIEDUI_ASSIGN(const services::Prefilled prefilled,
                services::Prefill(context.workspace(), context.actor(), {enterprise}, period));
  JsonWriter json;
  json.StartObject().Member("form", prefilled.form->code).Key("from_survey");
  prefilled.from == 0 ? json.Null() : json.Id(prefilled.from);
  json.Key("answers").Raw(domain::AnswersJson(*prefilled.form, prefilled.answers));
  return JsonResponse(200, json.EndObject());
}

Answer ImportSurveyForm(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({"enterprise", "period", "dry_run"}));
  services::FormImport request;
  JIEDUI_ASSIGN(request.enterprise.value, context.QueryId("enterprise"));
  JIEDUI_ASSIGN(request.dry_run, context.QueryFlag("dry_run"));
  request.period = context.QueryText("period");
  request.bytes = context.request().body;
  JIEDUI_ASSIGN(const services::FormImportReport report,
                services::ImportForm(context.workspace(), context.actor(), request));
  JsonWriter json;
  json.StartObject().Member("imported", report.imported).Member("outcome", report.outcome);
  json.Member("form", report.form).Member("period", report.period);
  json.Key("enterprise").Id(report.enterprise.value).Key("survey");
  report.survey == 0 ? json.Null() : json.Id(report.survey);
  WriteFindings(json, "errors", report.errors);
  return JsonResponse(200, json.EndObject());
}

}  // namespace jiedui::api
