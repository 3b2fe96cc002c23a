#include "app/commands/survey_transfer.h"

#include <fmt/format.h>

#include "app/commands/named.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "office/whole_file.h"
#include "services/survey_files.h"
#include "services/survey_form.h"

namespace jiedui::app {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

/// No id where none is named.
Result<domain::EnterpriseId> EnterpriseOr(const services::Workspace& workspace,
                                          const std::string& text) {
  if (text.empty()) return domain::EnterpriseId{};
  return EnterpriseNamed(workspace, text, "--enterprise");
}

Result<std::string> FormBytes(const OpenedCity& opened, const SurveyFormArguments& arguments) {
  services::Workspace& workspace = opened.workspace();
  const domain::Actor& actor = opened.actor;
  if (arguments.survey != 0) return services::FilledForm(workspace, actor, {arguments.survey});
  JIEDUI_ASSIGN(const domain::EnterpriseId enterprise,
                EnterpriseOr(workspace, arguments.enterprise));
  if (enterprise) {
    const base::Date today = base::DateInChina(workspace.clock.NowMs());
    return services::BlankForm(
        workspace, actor, enterprise,
        arguments.period.empty() ? std::to_string(today.year) : arguments.period);
  }
  const auto& forms = workspace.reference.forms().forms();
  const std::string newest = forms.empty() ? std::string() : forms.back().code;
  return services::BlankForm(workspace.reference, arguments.form.empty() ? newest : arguments.form);
}

void PrintForm(const services::FormImportReport& report, const SurveyFormArguments& arguments,
               bool as_json) {
  if (as_json) {
    base::JsonWriter json;
    json.StartObject().Member("imported", report.imported).Member("outcome", report.outcome);
    json.Member("form", report.form).Member("period", report.period);
    json.Key("survey").Id(report.survey).Key("errors").Raw(services::FindingsJson(report.errors));
    return Print(json.EndObject().Text());
  }
  if (!report.errors.empty()) {
    std::string text = fmt::format("表中有 {} 处不能读取:\n", report.errors.size());
    for (const base::FieldError& error : report.errors)
      text += fmt::format("  {}  {}\n", error.field, error.message);
    return Print(text);
  }
  if (arguments.dry_run) return Print("表可以读取，未导入");
  const std::string_view outcome = report.outcome == "created"   ? "新增"
                                   : report.outcome == "updated" ? "更新"
                                                                 : "未变";
  Print(fmt::format("{}调查表 survey:{}（{} 期，{}），请核对后提交", outcome, report.survey,
                    report.period, report.form));
}

}  // namespace

Status ExportSurveyForm(const CommonOptions& common, const SurveyFormArguments& arguments) {
  if (!base::LowerAscii(arguments.file).ends_with(".xlsx"))
    return Fail(ErrorCode::kInvalid, "调查表的文件名应以 .xlsx 结尾", "FILE");
  JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common));
  JIEDUI_ASSIGN(const std::string bytes, FormBytes(opened, arguments));
  JIEDUI_CHECK(office::WriteWhole(arguments.file, bytes));
  Print("已导出调查表到 " + arguments.file);
  return {};
}

int ImportSurveyForm(const CommonOptions& common, const SurveyFormArguments& arguments) {
  services::FormImportReport report;
  const Status status = [&]() -> Status {
    services::FormImport request;
    JIEDUI_ASSIGN(request.bytes, ReadFile(arguments.file));
    JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common));
    JIEDUI_ASSIGN(request.enterprise, EnterpriseOr(opened.workspace(), arguments.enterprise));
    request.period = arguments.period;
    request.dry_run = arguments.dry_run;
    JIEDUI_ASSIGN(report, services::ImportForm(opened.workspace(), opened.actor, request));
    return {};
  }();
  if (!status) return Finish(status);
  PrintForm(report, arguments, common.json);
  if (report.errors.empty()) return kDone;
  PrintError({ErrorCode::kInvalid, "表中有错误，未导入", {}});
  return kFailed;
}

}  // namespace jiedui::app
