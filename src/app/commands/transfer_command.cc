#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "app/command.h"
#include "app/commands/survey_transfer.h"
#include "app/commands/transfer_files.h"
#include "base/text.h"
#include "services/exporting.h"
#include "services/month_documents.h"
#include "services/summary_table.h"

namespace jiedui::app {
namespace {

namespace fs = std::filesystem;
using base::Result;
using base::Status;

struct TransferArguments {
  ImportArguments named;  ///< kind and file of an export, too
  std::string format = "xlsx";
  std::int64_t plan = 0;
  SurveyFormArguments form;
  std::string campaign;  ///< its name; the running one where empty
  std::int64_t circular = 0;
  std::string month;
};

constexpr std::string_view kSurveyForm = "survey-form";
constexpr std::string_view kAll = "all";

SurveyFormArguments FormArguments(const TransferArguments& arguments) {
  SurveyFormArguments form = arguments.form;
  form.file = arguments.named.file;
  form.dry_run = arguments.named.dry_run;
  return form;
}

int Import(const CommonOptions& common, const TransferArguments& all) {
  const ImportArguments& arguments = all.named;
  if (arguments.kind == kSurveyForm) return ImportSurveyForm(common, FormArguments(all));
  if (arguments.kind == kAll) return ImportAll(common, arguments);
  services::ImportReport report;
  const Status status = [&]() -> Status {
    JIEDUI_ASSIGN(const services::ImportRequest request, ReadImportRequest(arguments));
    JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common, true));
    JIEDUI_ASSIGN(report, services::Import(opened.workspace(), opened.actor, request));
    if (report.errors.empty() || arguments.errors.empty()) return {};
    JIEDUI_ASSIGN(const std::string workbook, services::ErrorWorkbook(report));
    return office::WriteWhole(arguments.errors, workbook);
  }();
  if (!status) return Finish(status);
  PrintReport(report, arguments.dry_run, common.json);
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
  const std::string& file = arguments.named.file;
  const std::string extension = base::LowerAscii(fs::path(file).extension().string());
  if (extension == ".docx") {
    JIEDUI_ASSIGN(const office::Document document,
                  services::CircularDocument(workspace, opened.actor, circular));
    JIEDUI_ASSIGN(const std::string bytes, office::DocxBytes(document));
    JIEDUI_CHECK(office::WriteWhole(file, bytes));
  } else if (extension == ".xlsx") {
    JIEDUI_ASSIGN(const std::vector<office::Sheet> sheets,
                  services::CircularSheets(workspace, opened.actor, circular));
    JIEDUI_CHECK(office::WriteXlsx(file, sheets));
  } else {
    return base::Fail(base::ErrorCode::kInvalid, "通报的文件名应以 .docx 或 .xlsx 结尾", "FILE");
  }
  Print("已导出 " + circular.title + " 到 " + file);
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
  if (arguments.named.kind == "summary-table") return MakeSummary(opened, arguments.campaign);
  if (arguments.named.kind == "plan") {
    JIEDUI_ASSIGN(office::Sheet sheet,
                  services::ExportPlan(workspace, opened.actor, {arguments.plan}));
    return std::vector{std::move(sheet)};
  }
  JIEDUI_ASSIGN(const domain::Kind kind, KindNamed(arguments.named.kind));
  JIEDUI_ASSIGN(office::Sheet sheet, services::ExportRecords(workspace, opened.actor, kind));
  return std::vector{std::move(sheet)};
}

Status Export(const CommonOptions& common, const TransferArguments& arguments) {
  const std::string& kind = arguments.named.kind;
  const std::string& file = arguments.named.file;
  if (kind == kSurveyForm) return ExportSurveyForm(common, FormArguments(arguments));
  if (kind == "circular") return ExportCircular(common, arguments);
  if (kind == kAll) return ExportAll(common, file, arguments.format);
  if (kind == "plan" && arguments.plan == 0) {
    return base::Fail(base::ErrorCode::kInvalid,
                      "导出方案要写明是哪一个: jiedui export plan 文件 --plan 编号", "--plan");
  }
  JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common));
  JIEDUI_ASSIGN(const std::vector<office::Sheet> sheets, MakeSheets(opened, arguments));
  JIEDUI_CHECK(WriteSheets(file, sheets));
  Print(fmt::format("已导出 {} 行到 {}", sheets.front().rows.size(), file));
  return {};
}

/// Whose survey form it is and for when.
void AddFormOptions(CLI::App& command, TransferArguments& arguments) {
  command.add_option("--enterprise", arguments.form.enterprise,
                     "企业的统一社会信用代码（KIND 为 survey-form 时）");
  command.add_option("--period", arguments.form.period, "期别，例如 2020（同上）");
}

/// Every kind's name, in the order of the kinds.
std::string KindNames() {
  std::string names;
  for (const domain::RecordType& type : domain::RecordTypes())
    names += (names.empty() ? "" : "、") + std::string(type.plural);
  return names;
}

}  // namespace

void AddTransferCommands(CLI::App& app, CommandLine& line) {
  auto a = std::make_shared<TransferArguments>();
  CLI::App* const importer =
      app.add_subcommand("import", "导入名册: .csv、.tsv 或 .xlsx / rosters in");
  importer
      ->add_option("KIND", a->named.kind,
                   KindNames() +
                       "，survey-form（一份填好的调查表），或 all（FILE 是 export all "
                       "写的文件夹: 恢复一座城市）")
      ->required();
  importer->add_option("FILE", a->named.file, "文件")->required();
  importer->add_flag("--dry-run", a->named.dry_run, "只检查 / checks only");
  importer->add_flag("--skip-bad", a->named.skip_bad, "跳过有误的行 / stores the good rows");
  importer->add_option("--mapping", a->named.mapping, "列名对照表: 列名<TAB>字段名 / mapping file");
  importer->add_option("--errors", a->named.errors,
                       "把有误的行写入这个 .xlsx / workbook of bad rows");
  AddFormOptions(*importer, *a);
  importer->callback([&line, a] { line.action = [&line, a] { return Import(line.common, *a); }; });
  CLI::App* const exporter = app.add_subcommand("export", "导出名册或方案 / rosters and plans out");
  exporter
      ->add_option("KIND", a->named.kind,
                   "同 import（all 写到文件夹 FILE，一类一个文件），或 "
                   "plan、circular、survey-form、summary-table（附件4）")
      ->required();
  exporter->add_option("FILE", a->named.file, ".xlsx、.csv 或 .tsv")->required();
  exporter->add_option("--format", a->format, "KIND 为 all 时文件的格式")
      ->check(CLI::IsMember({"xlsx", "csv", "tsv"}))
      ->capture_default_str();
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
