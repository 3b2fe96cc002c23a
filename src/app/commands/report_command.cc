#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "app/command.h"
#include "office/whole_file.h"
#include "services/access.h"
#include "services/digest.h"
#include "services/exposure_json.h"
#include "services/final_report.h"
#include "services/monthly_reports.h"
#include "services/months.h"
#include "services/tasks.h"
#include "services/unit_ranking.h"

namespace jiedui::app {
namespace {

using base::Status;

std::string Table(std::string_view title, const std::vector<services::ExposureRow>& rows) {
  std::string text = fmt::format("{}\n", title);
  for (const services::ExposureRow& row : rows) {
    text += fmt::format("  {}: 名册 {}（{:.1f}%），推荐 {} 次（{:.1f}%），通过 {} 次\n", row.zh,
                        row.roster, row.roster_share * 100, row.suggestions,
                        row.suggestion_share * 100, row.approvals);
  }
  return text;
}

std::string Text(const services::Exposure& exposure) {
  std::string text = "各类帮扶方被推荐的次数\n";
  for (const services::KindExposure& kind : exposure.kinds) {
    text += fmt::format(
        "  {}: {} 个帮扶方，推荐 {} 次，通过 {} 次；从未被推荐 {} 个；基尼系数 "
        "{:.3f}，最多的一成占 "
        "{:.1f}%\n",
        domain::NameOf(kind.kind).zh, kind.helpers, kind.suggestions, kind.approvals, kind.never,
        kind.gini, kind.top_share * 100);
  }
  text += Table("帮扶方，按地区", exposure.helper_regions);
  text += Table("受助企业，按地区", exposure.regions);
  text += Table("受助企业，按规模", exposure.sizes);
  text += Table("受助企业，按登记类型", exposure.ownerships);
  text.pop_back();
  return text;
}

Status ShowExposure(const CommonOptions& common) {
  JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common));
  JIEDUI_ASSIGN(const services::Exposure exposure,
                services::ExposureOf(opened.workspace(), opened.actor));
  base::JsonWriter json;
  services::WriteExposure(json, exposure);
  Print(common.json ? json.Text() : Text(exposure));
  return {};
}

struct MonthArguments {
  std::int64_t campaign = 0;
  std::string month;
  std::string unit;
  std::string file;
  bool unconfirmed = false;
  bool published = false;  ///< the circular's, instead of the data as they stand
};

/// What waits for that account today.
Status ShowDigest(const CommonOptions& common) {
  JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common));
  services::Workspace& workspace = opened.workspace();
  JIEDUI_ASSIGN(const std::vector<services::Task> tasks,
                services::TasksOf(workspace, opened.actor));
  if (!common.json) {
    Print(services::DigestMarkdown(tasks, base::DateInChina(workspace.clock.NowMs())));
    return {};
  }
  base::JsonWriter json;
  json.StartArray();
  for (const services::Task& task : tasks) {
    json.StartObject().Member("code", task.code).Member("zh", task.zh).Member("en", task.en);
    json.Member("count", task.count).Member("urgency", domain::Code(task.urgency)).Key("due");
    task.due ? json.String(base::FormatDate(*task.due)) : json.Null();
    json.EndObject();
  }
  Print(json.EndArray().Text());
  return {};
}

/// The month asked for, else the one that is being reported.
base::Result<std::string> MonthAsked(const services::Workspace& workspace,
                                     const std::string& month) {
  if (month.empty()) return services::MonthBefore(services::MonthOf(workspace.clock.NowMs()));
  JIEDUI_CHECK(services::CheckMonth(month));
  return month;
}

std::string Shown(const std::optional<double>& value) {
  return value ? fmt::format("{:.2f}", *value) : "—";
}

std::string TextOf(const services::UnitIndicators& unit) {
  std::string text = fmt::format("{}（{} 家）\n", unit.unit.zh, unit.enterprises);
  for (const services::IndicatorValue& value : unit.values) {
    text += fmt::format("  {}: {}", domain::NameOf(value.indicator).zh, Shown(value.value));
    if (value.denominator > 0)
      text += fmt::format("（{:.10g}/{:.10g}）", value.numerator, value.denominator);
    text += fmt::format("，目标 {}，上年 {}\n", Shown(value.target), Shown(value.year_before));
  }
  return text;
}

/// Whether territory and sectors add up to the city (A1, A2).
std::string ReconciliationText(const std::vector<services::Difference>& differences) {
  if (differences.empty()) return "核对: 各县（市、区）合计、各部门合计与全市一致\n";
  std::string text;
  for (const services::Difference& one : differences) {
    text += fmt::format("核对: {} 全市 {:.10g}，各县（市、区）合计 {:.10g}，各部门合计 {:.10g}\n",
                        one.zh, one.city, one.counties, one.departments);
  }
  return text;
}

Status ShowIndicators(const CommonOptions& common, const MonthArguments& arguments) {
  JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common));
  JIEDUI_CHECK(services::Require(opened.actor, workflow::Permission::kReadReports));
  const services::Workspace& workspace = opened.workspace();
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const domain::Campaign campaign,
                services::CampaignOr(session, {arguments.campaign}));
  JIEDUI_ASSIGN(
      const services::IndicatorTable table,
      services::ComputeIndicators(session, workspace.reference, campaign, arguments.unconfirmed));
  std::string text = campaign.name + (arguments.unconfirmed ? "（含未确认的调查表）\n" : "\n");
  base::JsonWriter json;
  json.StartArray();
  for (const services::UnitIndicators& unit : table.units) {
    if (!arguments.unit.empty() && unit.unit.code != arguments.unit) continue;
    text += TextOf(unit);
    services::WriteIndicators(json, unit);
  }
  if (table.departmentless.enterprises > 0) text += TextOf(table.departmentless);
  text += ReconciliationText(services::Reconcile(table));
  Print(common.json ? json.EndArray().Text() : text);
  return {};
}

Status ShowOverview(const CommonOptions& common, const MonthArguments& arguments) {
  JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common));
  JIEDUI_CHECK(services::Require(opened.actor, workflow::Permission::kReadReports));
  const services::Workspace& workspace = opened.workspace();
  JIEDUI_ASSIGN(const std::string month, MonthAsked(workspace, arguments.month));
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const services::ReportOverview overview,
                services::OverviewOf(session, workspace.reference, {arguments.campaign}, month,
                                     workspace.clock.NowMs()));
  base::JsonWriter json;
  services::WriteOverview(json, overview);
  if (common.json) {
    Print(json.Text());
    return {};
  }
  std::string text = fmt::format("{} 月报，{} 前报送: 已收 {}，迟报或未报 {}\n", month,
                                 base::FormatDate(overview.due), overview.received, overview.late);
  for (const services::ReportStanding& one : overview.units) {
    const std::string_view state =
        one.report ? domain::NameOf(one.report->state).zh : std::string_view("未报");
    text += fmt::format("  {}: {}{}\n", one.unit.zh, state, one.late ? "，逾期" : "");
  }
  Print(text);
  return {};
}

std::string TextOf(std::string_view title, const std::vector<services::RankRow>& rows) {
  std::string text = fmt::format("{}\n", title);
  for (const services::RankRow& row : rows) {
    text += fmt::format("  {}{} {}  {:.2f} 分  月报{}{}\n", row.place, row.tied ? "（并列）" : "",
                        row.unit.zh, row.points, domain::NameOf(row.report).zh,
                        row.place_before ? fmt::format("  上月第 {}", *row.place_before) : "");
  }
  return text;
}

/// The ranking that the month's circular published, once it has been ranked again from its own
/// inputs: kInternal where that gives another ranking, or where what is kept is not what was
/// published.
base::Result<services::UnitRanking> PublishedRanking(const store::Reader& reader,
                                                     const domain::Reference& reference,
                                                     const domain::Campaign& campaign,
                                                     const std::string& month) {
  JIEDUI_ASSIGN(const std::vector<domain::Circular> circulars,
                reader.All<domain::Circular>({store::Equals("campaign", campaign.id),
                                              store::Equals("month", month),
                                              store::Equals("state", std::string("published"))}));
  if (circulars.empty())
    return base::Fail(base::ErrorCode::kNotFound, month + " 的通报还没有印发", "--month");
  const domain::Circular& circular = circulars.front();
  JIEDUI_ASSIGN(services::UnitRanking ranking, services::ReadRanking(circular.ranking, reference));
  const bool whole = services::DigestOf(circular.ranking) == circular.ranking_digest;
  if (whole && services::RanksTheSame(ranking)) return ranking;
  return base::Fail(base::ErrorCode::kInternal,
                    month + (whole ? " 的排名按其数据重算不一致" : " 的排名数据与印发时不同"));
}

Status ShowRanking(const CommonOptions& common, const MonthArguments& arguments) {
  JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common));
  JIEDUI_CHECK(services::Require(opened.actor, workflow::Permission::kReadReports));
  const services::Workspace& workspace = opened.workspace();
  JIEDUI_ASSIGN(const std::string month, MonthAsked(workspace, arguments.month));
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const domain::Campaign campaign,
                services::CampaignOr(session, {arguments.campaign}));
  JIEDUI_ASSIGN(const services::UnitRanking ranking,
                arguments.published
                    ? PublishedRanking(session, workspace.reference, campaign, month)
                    : services::ComputeRanking(session, workspace.reference, campaign, month));
  base::JsonWriter json;
  services::WriteRanking(json, ranking);
  Print(common.json
            ? json.Text()
            : fmt::format("{} {}{}\n", campaign.name, month,
                          arguments.published ? "，按已印发通报的数据重算，名次、得分一致" : "") +
                  TextOf("县（市、区）、开发区", ranking.counties) +
                  TextOf("归口部门", ranking.departments));
  return {};
}

Status WriteFinal(const CommonOptions& common, const MonthArguments& arguments) {
  JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common));
  JIEDUI_ASSIGN(const office::Document document,
                services::FinalReport(opened.workspace(), opened.actor, {arguments.campaign},
                                      arguments.unit));
  if (arguments.file.empty()) {
    Print(office::MarkdownText(document));
    return {};
  }
  JIEDUI_ASSIGN(const std::string bytes, office::DocxBytes(document));
  JIEDUI_CHECK(office::WriteWhole(arguments.file, bytes));
  Print("已写入 " + arguments.file);
  return {};
}

void AddMonthReports(CLI::App& report, CommandLine& line) {
  auto arguments = std::make_shared<MonthArguments>();
  using Use = Status (*)(const CommonOptions&, const MonthArguments&);
  const auto add = [&](const char* name, const char* help, Use use) {
    CLI::App* const command = report.add_subcommand(name, help);
    command->add_option("--campaign", arguments->campaign, "行动编号；不写为正在进行的");
    command->callback([&line, arguments, use] {
      line.action = [&line, arguments, use] { return Finish(use(line.common, *arguments)); };
    });
    return command;
  };
  CLI::App* const indicators = add("indicators", "考核指标 / indicators", ShowIndicators);
  indicators->add_option("--unit", arguments->unit, "只看这个地区或部门代码");
  indicators->add_flag("--unconfirmed", arguments->unconfirmed, "计入已提交未确认的调查表");
  for (CLI::App* const command : {add("monthly", "月报收报情况 / reports received", ShowOverview),
                                  add("ranking", "按现有数据排名 / ranking", ShowRanking)}) {
    command->add_option("--month", arguments->month, "月份，如 2020-07；不写为上月");
  }
  report.get_subcommand("ranking")->add_flag("--published", arguments->published,
                                             "已印发的通报所用的排名，并按其数据重算核对");
  CLI::App* const final_report = add("final", "总结报告 / final report", WriteFinal);
  final_report->add_option("FILE", arguments->file, ".docx；不写则显示文字");
  final_report->add_option("--unit", arguments->unit, "地区、部门代码或包联工作组名称；不写为全市");
}

}  // namespace

void AddReportCommands(CLI::App& app, CommandLine& line) {
  CLI::App* const report = app.add_subcommand("report", "报表 / reports");
  report->require_subcommand(1);
  AddMonthReports(*report, line);
  AddLeadReports(*report, line);
  CLI::App* const digest =
      report->add_subcommand("digest", "每日待办摘要；--as 写账号，不写为市推进办 / what waits");
  digest->callback([&line] { line.action = [&line] { return Finish(ShowDigest(line.common)); }; });
  CLI::App* const exposure = report->add_subcommand(
      "exposure", "谁被推荐多少次，按地区、规模、登记类型 / who is recommended how often");
  exposure->callback(
      [&line] { line.action = [&line] { return Finish(ShowExposure(line.common)); }; });
}

}  // namespace jiedui::app
