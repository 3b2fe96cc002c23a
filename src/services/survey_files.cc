#include "services/survey_files.h"

#include "services/access.h"
#include "services/roster.h"
#include "services/survey_form.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::Enterprise;
using domain::Kind;
using domain::Survey;

Result<Enterprise> SeenEnterprise(Workspace& workspace, const domain::Actor& actor,
                                  domain::EnterpriseId id) {
  JIEDUI_ASSIGN(const auto record, ReadRecord(workspace, actor, Kind::kEnterprise, id.value));
  return static_cast<const Enterprise&>(*record);
}

/// Whose form it is: by its credit code, else by its name, within the actor's sight.
Result<domain::EnterpriseId> EnterpriseOf(Workspace& workspace, const domain::Actor& actor,
                                          const FormAbout& about) {
  const std::string& code = about.at("credit_code");
  const std::string& name = about.at("enterprise");
  if (code.empty() && name.empty())
    return Fail(ErrorCode::kInvalid, "表中没有企业全称", "enterprise");
  RosterQuery query;
  query.filters[code.empty() ? "name" : "credit_code"] = {code.empty() ? name : code};
  query.limit = 2;
  JIEDUI_ASSIGN(const RosterPage page, ListRecords(workspace, actor, Kind::kEnterprise, query));
  const std::string& said = code.empty() ? name : code;
  if (page.items.size() != 1) {
    return Fail(ErrorCode::kInvalid,
                (page.items.empty() ? "没有企业 “" : "有多个企业 “") + said + "”", "enterprise");
  }
  const auto& enterprise = static_cast<const Enterprise&>(*page.items.front());
  if (!name.empty() && enterprise.name != name) {
    return Fail(ErrorCode::kInvalid,
                "统一社会信用代码 " + code + " 是 " + enterprise.name + " 的，表中写的是 " + name,
                "enterprise");
  }
  return domain::EnterpriseId{enterprise.id};
}

Result<std::unique_ptr<domain::Record>> Present(Workspace& workspace, const Survey& survey) {
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  const std::vector<domain::Value> key = {survey.enterprise.value, survey.period};
  return session.FindByKey(Kind::kSurvey, key);
}

Status StoreForm(Workspace& workspace, const domain::Actor& actor, const Survey& survey,
                 FormImportReport& report) {
  JIEDUI_ASSIGN(std::unique_ptr<domain::Record> record, Present(workspace, survey));
  if (record == nullptr) {
    report.outcome = "created";
    JIEDUI_ASSIGN(record, CreateRecord(workspace, actor, std::make_unique<Survey>(survey)));
  } else {
    const std::int64_t version = record->version;
    JIEDUI_ASSIGN(record, ChangeRecord(workspace, actor, Kind::kSurvey, record->id, version,
                                       [&](domain::Record& fresh) -> Status {
                                         static_cast<Survey&>(fresh).form = survey.form;
                                         static_cast<Survey&>(fresh).answers = survey.answers;
                                         return {};
                                       }));
    report.outcome = record->version == version ? "unchanged" : "updated";
  }
  report.survey = record->id;
  report.imported = report.outcome != "unchanged";
  return {};
}

}  // namespace

Result<std::string> BlankForm(const domain::Reference& reference, std::string_view code) {
  const domain::Form* const form = reference.forms().Find(code);
  if (form == nullptr)
    return Fail(ErrorCode::kNotFound, "没有表式 “" + std::string(code.substr(0, 64)) + "”", "code");
  return office::FormXlsx(MakeFormSheet(*form, {}, {{"form", form->code}}));
}

Result<std::string> BlankForm(Workspace& workspace, const domain::Actor& actor,
                              domain::EnterpriseId enterprise, const std::string& period) {
  JIEDUI_CHECK(CheckPeriod(period));
  JIEDUI_ASSIGN(const Enterprise seen, SeenEnterprise(workspace, actor, enterprise));
  const domain::Form* const form = workspace.reference.forms().ForPeriod(period);
  if (form == nullptr) return Fail(ErrorCode::kNotFound, "没有调查表的表式", "form");
  return office::FormXlsx(
      MakeFormSheet(*form, {}, AboutOf(workspace.reference, *form, seen, period)));
}

Result<std::string> FilledForm(Workspace& workspace, const domain::Actor& actor,
                               domain::SurveyId id) {
  JIEDUI_ASSIGN(const auto record, ReadRecord(workspace, actor, Kind::kSurvey, id.value));
  const auto& survey = static_cast<const Survey&>(*record);
  JIEDUI_ASSIGN(const domain::Answers answers, AnswersOf(workspace.reference, survey));
  const domain::Form& form = *workspace.reference.forms().Find(survey.form);
  JIEDUI_ASSIGN(const Enterprise enterprise, workspace.store.Get(survey.enterprise));
  return office::FormXlsx(
      MakeFormSheet(form, answers, AboutOf(workspace.reference, form, enterprise, survey.period)));
}

Result<FormImportReport> ImportForm(Workspace& workspace, const domain::Actor& actor,
                                    const FormImport& request) {
  const domain::FormLibrary& forms = workspace.reference.forms();
  // Of a form that does not say which version it is: that of the period, else the newest.
  const std::string_view period =
      request.period.empty() ? "9999" : std::string_view(request.period);
  JIEDUI_ASSIGN(ReadForm read,
                ReadFormWorkbook(workspace.reference, request.bytes, forms.ForPeriod(period)));
  FormImportReport report;
  report.form = read.form->code;
  report.errors = std::move(read.errors);
  report.period = request.period.empty() ? read.about["period"] : request.period;
  if (report.period.empty())
    return Fail(ErrorCode::kInvalid, "表中没有期别，请指定，例如 2020", "period");
  JIEDUI_CHECK(CheckPeriod(report.period));
  report.enterprise = request.enterprise;
  if (!report.enterprise) {
    JIEDUI_ASSIGN(report.enterprise, EnterpriseOf(workspace, actor, read.about));
  }
  if (!report.errors.empty() || request.dry_run) return report;
  Survey survey;
  survey.enterprise = report.enterprise;
  survey.period = report.period;
  survey.form = read.form->code;
  survey.answers = domain::AnswersJson(*read.form, read.answers);
  JIEDUI_CHECK(StoreForm(workspace, actor, survey, report));
  return report;
}

}  // namespace jiedui::services
