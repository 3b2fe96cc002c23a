#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "app/command.h"
#include "app/commands/named.h"
#include "services/benchmarking.h"
#include "services/common_problems.h"
#include "services/coverage.h"
#include "services/eligibility.h"

namespace jiedui::app {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Status;

struct LeadArguments {
  std::string unit;
  std::string plan;
  std::string enterprise;
};

/// Prints what `text` or `write` makes of it.
template <class T>
void Show(const CommonOptions& common, const T& what, void (*write)(base::JsonWriter&, const T&),
          std::string (*text)(const T&)) {
  base::JsonWriter json;
  if (common.json) write(json, what);
  Print(common.json ? json.Text() : text(what));
}

std::string RowText(const services::CoverageRow& row, const std::string& name) {
  const auto percent = [&](std::int64_t part) {
    return row.enterprises == 0
               ? 0.0
               : 100.0 * static_cast<double>(part) / static_cast<double>(row.enterprises);
  };
  std::string text =
      fmt::format("{}: {} 家，已结对 {} 家（{:.2f}%）；未开展创新活动 {} 家", name, row.enterprises,
                  row.covered_any, percent(row.covered_any), row.to_help);
  if (row.without_department > 0) text += fmt::format("；未归口 {} 家", row.without_department);
  text += "\n ";
  for (const auto& [kind, count] : row.covered)
    text += fmt::format(" {} {}", domain::NameOf(kind).zh, count);
  return text + "\n";
}

Status ShowCoverage(const CommonOptions& common, const LeadArguments& /*arguments*/) {
  JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common));
  const domain::Reference& reference = opened.workspace().reference;
  JIEDUI_ASSIGN(const services::Coverage coverage,
                services::CoverageOf(opened.workspace(), opened.actor));
  base::JsonWriter json;
  services::WriteCoverage(json, coverage);
  if (common.json) {
    Print(json.Text());
    return {};
  }
  std::string text = RowText(coverage.total, "合计");
  for (const services::CoverageRow& row : coverage.counties)
    text += RowText(row, reference.FindRegion(row.code)->name);
  for (const services::CoverageRow& row : coverage.departments)
    text += RowText(row, reference.FindDepartment(row.code)->name);
  Print(text);
  return {};
}

std::string ProblemsText(const std::vector<services::CommonProblem>& problems) {
  std::string text;
  for (const services::CommonProblem& problem : problems) {
    text += fmt::format("{} 家企业 {} 条", problem.enterprises, problem.texts);
    for (const std::string& phrase : problem.phrases) text += " “" + phrase + "”";
    text += fmt::format("\n  代表: {}（{}）\n", problem.representative.text,
                        services::FormatKey(problem.representative.key));
  }
  return text + fmt::format("共 {} 个共性问题", problems.size());
}

Status ShowProblems(const CommonOptions& common, const LeadArguments& arguments) {
  JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common));
  if (arguments.plan.empty()) {
    JIEDUI_ASSIGN(const std::vector<services::CommonProblem> problems,
                  services::CommonProblemsOf(opened.workspace(), opened.actor, arguments.unit));
    Show(common, problems, services::WriteCommonProblems, ProblemsText);
    return {};
  }
  const auto key = services::ParseKey(arguments.plan);
  if (!key || key->kind != domain::Kind::kWorkPlan)
    return Fail(ErrorCode::kInvalid, "“" + arguments.plan + "” 不是 work_plan:编号", "--into");
  JIEDUI_ASSIGN(const std::size_t added,
                services::PlanCommonProblems(opened.workspace(), opened.actor, {key->id}));
  Print(common.json ? fmt::format("{{\"added\":{}}}", added)
                    : fmt::format("帮扶方案新增 {} 项任务", added));
  return {};
}

Status ShowTechnologies(const CommonOptions& common, const LeadArguments& /*arguments*/) {
  JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common));
  JIEDUI_ASSIGN(const std::vector<services::CommonProblem> groups,
                services::SuggestTechnologies(opened.workspace(), opened.actor));
  Show(common, groups, services::WriteCommonProblems, ProblemsText);
  return {};
}

std::string BenchmarkText(const services::Benchmark& benchmark) {
  std::string text;
  for (const services::BenchmarkLine& line : benchmark.lines) {
    text += fmt::format("{}: {}", domain::NameOf(line.metric).zh,
                        line.value ? fmt::format("{:.2f}", *line.value) : "—");
    if (line.rank) text += fmt::format("，高于本行业 {:.0f}% 的企业", *line.rank * 100);
    text += fmt::format("（{} 家；下四分位 {:.2f}，中位 {:.2f}，上四分位 {:.2f}）\n", line.peers,
                        line.lower, line.median, line.upper);
    for (const services::BenchmarkLeader& leader : line.leaders)
      text += fmt::format("  标杆 {} {:.2f}\n", leader.name, leader.value);
  }
  return text;
}

Status ShowBenchmark(const CommonOptions& common, const LeadArguments& arguments) {
  JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common));
  JIEDUI_ASSIGN(const domain::EnterpriseId enterprise,
                EnterpriseNamed(opened.workspace(), arguments.enterprise, "ENTERPRISE"));
  JIEDUI_ASSIGN(const services::Benchmark benchmark,
                services::BenchmarkOf(opened.workspace(), opened.actor, enterprise));
  Show(common, benchmark, services::WriteBenchmark, BenchmarkText);
  return {};
}

std::string ConditionText(const services::Condition& condition) {
  return fmt::format("{}{}", condition.zh,
                     condition.met       ? "√"
                     : condition.unknown ? "（缺数据）"
                                         : "×");
}

std::string EntitlementsText(const std::vector<services::Entitlement>& entitlements) {
  std::string text;
  std::size_t eligible = 0;
  for (const services::Entitlement& one : entitlements) {
    eligible += one.eligible ? 1 : 0;
    text += fmt::format("{} {} {}", one.eligible ? "可申报" : "不符合",
                        services::FormatKey(one.source), one.title);
    for (const services::Condition& condition : one.conditions)
      text += "，" + ConditionText(condition);
    if (one.application) text += fmt::format("；{}", domain::NameOf(*one.application).zh);
    if (one.granted_wan > 0) text += fmt::format("，已兑现 {:.10g} 万元", one.granted_wan);
    text += "\n";
  }
  return text + fmt::format("可申报 {} 项，共 {} 项", eligible, entitlements.size());
}

Status ShowEntitlements(const CommonOptions& common, const LeadArguments& arguments) {
  JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common));
  JIEDUI_ASSIGN(const domain::EnterpriseId enterprise,
                EnterpriseNamed(opened.workspace(), arguments.enterprise, "ENTERPRISE"));
  JIEDUI_ASSIGN(const std::vector<services::Entitlement> entitlements,
                services::EntitlementsOf(opened.workspace(), opened.actor, enterprise));
  Show(common, entitlements, services::WriteEntitlements, EntitlementsText);
  return {};
}

std::string ListingsText(const std::vector<services::ListingSuggestion>& suggestions) {
  std::string text;
  for (const services::ListingSuggestion& one : suggestions) {
    text += fmt::format("enterprise:{}  {}  {:.2f}\n", one.enterprise, one.name, one.strength);
    for (const std::string& ground : one.grounds) text += "  " + ground + "\n";
  }
  return text + fmt::format("共 {} 家", suggestions.size());
}

Status ShowListings(const CommonOptions& common, const LeadArguments& /*arguments*/) {
  JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common));
  JIEDUI_ASSIGN(const std::vector<services::ListingSuggestion> suggestions,
                services::SuggestListings(opened.workspace(), opened.actor));
  Show(common, suggestions, services::WriteListingSuggestions, ListingsText);
  return {};
}

}  // namespace

void AddLeadReports(CLI::App& report, CommandLine& line) {
  auto a = std::make_shared<LeadArguments>();
  const auto add = [&report, &line, a](const char* name, const char* help, auto use) {
    CLI::App* const command = report.add_subcommand(name, help);
    command->callback([&line, a, use] {
      line.action = [&line, a, use] { return Finish(use(line.common, *a)); };
    });
    return command;
  };
  const auto of_enterprise = [a](CLI::App* command) {
    command->add_option("ENTERPRISE", a->enterprise, "信用代码或 enterprise:编号")->required();
  };
  add("coverage", "结对覆盖情况 / how far helping reaches", ShowCoverage);
  CLI::App* const problems =
      add("problems", "共性问题，可列入帮扶方案 / problems in common", ShowProblems);
  problems->add_option("--unit", a->unit, "地区或部门代码");
  problems->add_option("--into", a->plan, "列入这个推进方案，work_plan:编号");
  add("technologies", "由需求凝练关键共性技术 / technologies out of needs", ShowTechnologies);
  of_enterprise(add("benchmark", "与本行业对标 / against its sector", ShowBenchmark));
  of_enterprise(
      add("entitlements", "可申报的政策和资金 / what it may apply for", ShowEntitlements));
  add("listings", "上市挂牌后备企业推荐 / candidates for listing", ShowListings);
}

}  // namespace jiedui::app
