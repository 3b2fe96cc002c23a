#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "app/command.h"
#include "office/whole_file.h"
#include "services/access.h"
#include "services/exposure_json.h"
#include "services/month_documents.h"
#include "services/monthly_reports.h"
#include "services/months.h"
#include "services/posts.h"
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
  JIEDUI_ASSIGN(const std::unique_ptr<City> city, OpenCity(common));
  JIEDUI_ASSIGN(const services::Exposure exposure,
                services::ExposureOf(city->workspace(), domain::Operator()));
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
};

/// What waits for that account today.
Status ShowDigest(const CommonOptions& common, const std::string& login) {
  JIEDUI_ASSIGN(const std::unique_ptr<City> city, OpenCity(common));
  services::Workspace& workspace = city->workspace();
  domain::Actor actor = domain::Operator();
  if (!login.empty()) {
    JIEDUI_ASSIGN(const auto user, workspace.store.FindByKey<domain::User>({login}));
    if (!user) return base::Fail(base::ErrorCode::kInvalid, "没有账号 “" + login + "”", "--as");
    JIEDUI_ASSIGN(actor, services::ActorToday(workspace, *user));
  }
  JIEDUI_ASSIGN(const std::vector<services::Task> tasks, services::TasksOf(workspace, actor));
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

Status ShowIndicators(const CommonOptions& common, const MonthArguments& arguments) {
  JIEDUI_ASSIGN(const std::unique_ptr<City> city, OpenCity(common));
  const services::Workspace& workspace = city->workspace();
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
  Print(common.json ? json.EndArray().Text() : text);
  return {};
}

Status ShowOverview(const CommonOptions& common, const MonthArguments& arguments) {
  JIEDUI_ASSIGN(const std::unique_ptr<City> city, OpenCity(common));
  const services::Workspace& workspace = city->workspace();
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

Status ShowRanking(const CommonOptions& common, const MonthArguments& arguments) {
  JIEDUI_ASSIGN(const std::unique_ptr<City> city, OpenCity(common));
  const services::Workspace& workspace = city->workspace();
  JIEDUI_ASSIGN(const std::string month, MonthAsked(workspace, arguments.month));
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const domain::Campaign campaign,
                services::CampaignOr(session, {arguments.campaign}));
  JIEDUI_ASSIGN(const services::UnitRanking ranking,
                services::ComputeRanking(session, workspace.reference, campaign, month));
  base::JsonWriter json;
  services::WriteRanking(json, ranking);
  Print(common.json ? json.Text()
                    : fmt::format("{} {}\n", campaign.name, month) +
                          TextOf("县（市、区）、开发区", ranking.counties) +
                          TextOf("归口部门", ranking.departments));
  return {};
}

Status WriteFinal(const CommonOptions& common, const MonthArguments& arguments) {
  JIEDUI_ASSIGN(const std::unique_ptr<City> city, OpenCity(common));
  JIEDUI_ASSIGN(const office::Document document,
                services::FinalReport(city->workspace(), domain::Operator(), {arguments.campaign},
                                      arguments.unit));
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
  CLI::App* const final_report = add("final", "总结报告 .docx / final report", WriteFinal);
  final_report->add_option("FILE", arguments->file, ".docx")->required();
  final_report->add_option("--unit", arguments->unit, "地区或部门代码；不写为全市");
}

}  // namespace

void AddReportCommands(CLI::App& app, CommandLine& line) {
  CLI::App* const report = app.add_subcommand("report", "报表 / reports");
  report->require_subcommand(1);
  AddMonthReports(*report, line);
  auto login = std::make_shared<std::string>();
  CLI::App* const digest = report->add_subcommand("digest", "某账号的每日待办摘要 / what waits");
  digest->add_option("--as", *login, "账号；不写为市推进办");
  digest->callback([&line, login] {
    line.action = [&line, login] { return Finish(ShowDigest(line.common, *login)); };
  });
  CLI::App* const exposure = report->add_subcommand(
      "exposure", "谁被推荐多少次，按地区、规模、登记类型 / who is recommended how often");
  exposure->callback(
      [&line] { line.action = [&line] { return Finish(ShowExposure(line.common)); }; });
}

}  // namespace jiedui::app
