#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "app/command.h"
#include "app/commands/survey_transfer.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "services/exporting.h"
#include "services/importing.h"
#include "services/month_documents.h"
#include "services/summary_table.h"

namespace jiedui::app {
namespace {

namespace fs = std::filesystem;
using base::Result;
using base::Status;

constexpr std::size_t kShownErrors = 20;

struct TransferArguments {
  std::string kind;
  std::string file;
  std::string mapping;
  std::string errors;
  bool dry_run = false;
  bool skip_bad = false;
  std::int64_t plan = 0;
  SurveyFormArguments form;
  std::string campaign;  ///< its name; the running one where empty
  std::int64_t circular = 0;
  std::string month;
};

constexpr std::string_view kSurveyForm = "survey-form";

SurveyFormArguments FormArguments(const TransferArguments& arguments) {
  SurveyFormArguments form = arguments.form;
  form.file = arguments.file;
  form.dry_run = arguments.dry_run;
  return form;
}

Result<domain::Kind> ParseKind(const std::string& name) {
  const domain::RecordType* const type = domain::FindType(name);
  if (type == nullptr)
    return base::Fail(base::ErrorCode::kInvalid, "没有类别 “" + name + "”", "KIND");
  return type->kind;
}

void PrintReport(const services::ImportReport& report, const TransferArguments& arguments,
                 bool as_json) {
  base::JsonWriter json;
  const auto count = [](std::size_t n) { return static_cast<std::int64_t>(n); };
  json.StartObject().Member("imported", report.imported).Member("dry_run", arguments.dry_run);
  json.Member("rows", count(report.rows)).Member("created", count(report.created));
  json.Member("updated", count(report.updated)).Member("unchanged", count(report.unchanged));
  json.Member("bad", count(report.bad)).Member("proposed_sectors", count(report.proposed));
  json.Member("not_industrial", count(report.not_industrial));
  json.Member("undecided_sectors", count(report.undecided)).Key("errors").StartArray();
  for (const office::RowError& error : report.errors) {
    json.StartObject().Member("line", count(error.line)).Member("column", error.column);
    json.Member("value", error.value).Member("reason", error.reason).EndObject();
  }
  json.EndArray().EndObject();
  if (as_json) return Print(json.Text());
  if (report.rows == 0) return Print("文件里只有表头，没有数据行");
  Print(fmt::format("{} 行: 新增 {}，更新 {}，未变 {}，有误 {}", report.rows, report.created,
                    report.updated, report.unchanged, report.bad));
  if (report.proposed + report.not_industrial + report.undecided > 0) {
    Print(fmt::format("行业（按名称和经营范围）: 建议 {} 家，非工业 {} 家，待人工确定 {} 家",
                      report.proposed, report.not_industrial, report.undecided));
  }
  for (const std::string& column : report.ignored_columns) Print("未使用的列: " + column);
  if (!report.short_lines.empty()) {
    Print(fmt::format("有 {} 行的列数少于表头，缺的按空白处理，请核对: 第 {} 行{}",
                      report.short_lines.size(), report.short_lines.front(),
                      report.short_lines.size() > 1 ? "等" : ""));
  }
  if (!report.errors.empty()) Print(office::RenderErrors(report.errors, kShownErrors));
}

int Import(const CommonOptions& common, const TransferArguments& arguments) {
  if (arguments.kind == kSurveyForm) return ImportSurveyForm(common, FormArguments(arguments));
  services::ImportReport report;
  const Status status = [&]() -> Status {
    services::ImportRequest request;
    JIEDUI_ASSIGN(request.kind, ParseKind(arguments.kind));
    request.filename = fs::path(arguments.file).filename().string();
    JIEDUI_ASSIGN(request.bytes, ReadFile(arguments.file));
    if (!arguments.mapping.empty()) {
      JIEDUI_ASSIGN(request.mapping, ReadFile(arguments.mapping));
    }
    request.dry_run = arguments.dry_run;
    request.skip_bad = arguments.skip_bad;
    request.progress = ConsoleProgress();
    JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common, true));
    JIEDUI_ASSIGN(report, services::Import(opened.workspace(), opened.actor, request));
    if (report.errors.empty() || arguments.errors.empty()) return {};
    JIEDUI_ASSIGN(const std::string workbook, services::ErrorWorkbook(report));
    return office::WriteWhole(arguments.errors, workbook);
  }();
  if (!status) return Finish(status);
  PrintReport(report, arguments, common.json);
  if (!report.errors.empty() && !arguments.errors.empty() && !common.json)
    Print("错误已写入 " + arguments.errors);
  const bool stored_nothing = !report.errors.empty() && !arguments.skip_bad;
  if (stored_nothing)
    PrintError({base::ErrorCode::kInvalid,
                "有错误的行，未导入任何数据（--skip-bad 只导入正确的行，--errors "
                "文件.xlsx 把错误写进工作簿）",
                {}});
  return stored_nothing ? kFailed : kDone;
}

/// The circular that the command names: by its number, by its month, else the latest.
Result<domain::Circular> CircularAsked(const services::Workspace& workspace,
                                       const TransferArguments& arguments) {
  if (arguments.circular != 0) return workspace.store.Get(domain::CircularId{arguments.circular});
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  store::Filters filters;
  if (!arguments.month.empty()) filters.push_back(store::Equals("month", arguments.month));
  JIEDUI_ASSIGN(const std::vector<domain::Circular> circulars,
                session.All<domain::Circular>(filters));
  const auto latest = std::max_element(
      circulars.begin(), circulars.end(), [](const domain::Circular& a, const domain::Circular& b) {
        return std::tuple(a.month, a.id) < std::tuple(b.month, b.id);
      });
  if (latest != circulars.end()) return *latest;
  return base::Fail(base::ErrorCode::kNotFound, "没有" + arguments.month + "通报", "--month");
}

Status ExportCircular(const CommonOptions& common, const TransferArguments& arguments) {
  JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common));
  services::Workspace& workspace = opened.workspace();
  JIEDUI_ASSIGN(const domain::Circular circular, CircularAsked(workspace, arguments));
  const std::string extension = base::LowerAscii(fs::path(arguments.file).extension().string());
  if (extension == ".docx") {
    JIEDUI_ASSIGN(const office::Document document,
                  services::CircularDocument(workspace, opened.actor, circular));
    JIEDUI_ASSIGN(const std::string bytes, office::DocxBytes(document));
    JIEDUI_CHECK(office::WriteWhole(arguments.file, bytes));
  } else if (extension == ".xlsx") {
    JIEDUI_ASSIGN(const std::vector<office::Sheet> sheets,
                  services::CircularSheets(workspace, opened.actor, circular));
    JIEDUI_CHECK(office::WriteXlsx(arguments.file, sheets));
  } else {
    return base::Fail(base::ErrorCode::kInvalid, "通报的文件名应以 .docx 或 .xlsx 结尾", "FILE");
  }
  Print("已导出 " + circular.title + " 到 " + arguments.file);
  return {};
}

/// Annex 4, with its sums as a second sheet.
Result<std::vector<office::Sheet>> MakeSummary(const OpenedCity& opened,
                                               const std::string& campaign) {
  services::Workspace& workspace = opened.workspace();
  std::int64_t id = 0;
  if (!campaign.empty()) {
    JIEDUI_ASSIGN(const auto found, workspace.store.FindByKey<domain::Campaign>({campaign}));
    if (!found)
      return base::Fail(base::ErrorCode::kInvalid, "没有行动 “" + campaign + "”", "--campaign");
    id = found->id;
  }
  JIEDUI_ASSIGN(const services::SummaryTable table,
                services::MakeSummaryTable(workspace, opened.actor, id));
  return services::SummarySheets(workspace.reference, table);
}

/// The sheets that the command names; text files have the first.
Result<std::vector<office::Sheet>> MakeSheets(const OpenedCity& opened,
                                              const TransferArguments& arguments) {
  services::Workspace& workspace = opened.workspace();
  if (arguments.kind == "summary-table") return MakeSummary(opened, arguments.campaign);
  if (arguments.kind == "plan") {
    JIEDUI_ASSIGN(office::Sheet sheet,
                  services::ExportPlan(workspace, opened.actor, {arguments.plan}));
    return std::vector{std::move(sheet)};
  }
  JIEDUI_ASSIGN(const domain::Kind kind, ParseKind(arguments.kind));
  JIEDUI_ASSIGN(office::Sheet sheet, services::ExportRecords(workspace, opened.actor, kind));
  return std::vector{std::move(sheet)};
}

Status Export(const CommonOptions& common, const TransferArguments& arguments) {
  if (arguments.kind == kSurveyForm) return ExportSurveyForm(common, FormArguments(arguments));
  if (arguments.kind == "circular") return ExportCircular(common, arguments);
  if (arguments.kind == "plan" && arguments.plan == 0) {
    return base::Fail(base::ErrorCode::kInvalid,
                      "导出方案要写明是哪一个: jiedui export plan 文件 --plan 编号", "--plan");
  }
  JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common));
  JIEDUI_ASSIGN(const std::vector<office::Sheet> sheets, MakeSheets(opened, arguments));
  const office::Sheet& sheet = sheets.front();
  const std::string extension = base::LowerAscii(fs::path(arguments.file).extension().string());
  if (extension == ".xlsx") {
    JIEDUI_CHECK(office::WriteXlsx(arguments.file, sheets));
  } else if (extension == ".csv") {
    JIEDUI_CHECK(office::WriteWhole(arguments.file, office::CsvText(sheet)));
  } else if (extension == ".tsv") {
    JIEDUI_CHECK(office::WriteWhole(arguments.file, office::TsvText(sheet)));
  } else {
    return base::Fail(base::ErrorCode::kInvalid, "文件名应以 .xlsx、.csv 或 .tsv 结尾", "FILE");
  }
  Print(fmt::format("已导出 {} 行到 {}", sheet.rows.size(), arguments.file));
  return {};
}

/// Whose survey form it is and for when.
void AddFormOptions(CLI::App& command, TransferArguments& arguments) {
  command.add_option("--enterprise", arguments.form.enterprise,
                     "企业的统一社会信用代码（KIND 为 survey-form 时）");
  command.add_option("--period", arguments.form.period, "期别，例如 2020（同上）");
}

}  // namespace

void AddTransferCommands(CLI::App& app, CommandLine& line) {
  auto a = std::make_shared<TransferArguments>();
  CLI::App* const importer =
      app.add_subcommand("import", "导入名册: .csv、.tsv 或 .xlsx / rosters in");
  importer
      ->add_option("KIND", a->kind,
                   "enterprises、experts、teams、alliances、platforms、needs、surveys、policies、"
                   "users …，或 survey-form（一份填好的调查表）")
      ->required();
  importer->add_option("FILE", a->file, "文件")->required();
  importer->add_flag("--dry-run", a->dry_run, "只检查 / checks only");
  importer->add_flag("--skip-bad", a->skip_bad, "跳过有误的行 / stores the good rows");
  importer->add_option("--mapping", a->mapping, "列名对照表: 列名<TAB>字段名 / mapping file");
  importer->add_option("--errors", a->errors, "把有误的行写入这个 .xlsx / workbook of bad rows");
  AddFormOptions(*importer, *a);
  importer->callback([&line, a] {
    line.action = [&line, a] { return Import(line.common, *a); };
  }  // namespace jiedui::app
  );
  CLI::App* const exporter = app.add_subcommand("export", "导出名册或方案 / rosters and plans out");
  exporter
      ->add_option("KIND", a->kind,
                   "同 import，或 plan、circular、survey-form、summary-table（附件4）")
      ->required();
  exporter->add_option("FILE", a->file, ".xlsx、.csv 或 .tsv")->required();
  exporter->add_option("--plan", a->plan, "方案编号（KIND 为 plan 时）");
  exporter->add_option("--circular", a->circular, "通报编号（KIND 为 circular 时）");
  exporter->add_option("--month", a->month, "通报月份，如 2020-07；不写为最近一期");
  exporter->add_option("--survey", a->form.survey, "调查表编号（KIND 为 survey-form 时）");
  exporter->add_option("--form", a->form.form, "空白调查表的表式版本");
  AddFormOptions(*exporter, *a);
  exporter->add_option("--campaign", a->campaign, "行动名称（KIND 为 summary-table 时）");
  exporter->callback(
      [&line, a] { line.action = [&line, a] { return Finish(Export(line.common, *a)); }; });
}

}  // namespace jiedui::app
