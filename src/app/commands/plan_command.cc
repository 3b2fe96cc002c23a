#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "app/command.h"
#include "app/commands/plan_output.h"
#include "app/commands/plan_what_if.h"
#include "app/commands/solve.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "services/plan_events.h"
#include "services/plans.h"

namespace jiedui::app {
namespace {

using base::Result;
using base::Status;
using domain::PairKind;
using services::MadePlan;

struct PlanArguments {
  std::string name;
  std::string kind = "all";
  std::string scope;
  std::string objective = "coverage,score";
  double leader_share = 0;
  std::int64_t leader_capacity = 12;
  double time_limit_seconds = 0;
  std::int64_t against = 0;
  PlanListing listing;
  WhatIfArguments what_if;
};

Result<std::vector<PairKind>> ParseKinds(const std::string& text) {
  std::vector<PairKind> kinds;
  for (const std::string_view code : base::Split(text, ',')) {
    if (code == "all") {
      for (std::size_t i = 0; i < domain::kPairKindNames.size(); ++i)
        kinds.push_back(static_cast<PairKind>(i));
      continue;
    }
    const auto kind = domain::FromCode<PairKind>(code);
    if (!kind)
      return base::Fail(base::ErrorCode::kInvalid, "没有对接类别 “" + std::string(code) + "”",
                        "--kind");
    kinds.push_back(*kind);
  }
  return kinds;
}

/// `city`, `region:140525` or `department:energy`.
Status ParseScope(const std::string& text, services::PlanRequest& request) {
  if (text.empty() || text == "city") return {};
  if (text.starts_with("region:")) {
    request.region_code = text.substr(7);
  } else if (text.starts_with("department:")) {
    request.department_code = text.substr(11);
  } else {
    return base::Fail(base::ErrorCode::kInvalid,
                      "“" + text + "” 不是 city、region:代码 或 department:代码", "--scope");
  }
  return {};
}

/// The stages of a solve in words.
base::Progress PlanProgress() {
  return [told = ConsoleProgress()](std::string_view stage, std::size_t done, std::size_t total) {
    const auto kind = domain::FromCode<PairKind>(stage);
    const std::string_view words = kind                    ? domain::NameOf(*kind).zh
                                   : stage == "candidates" ? "评分"
                                   : stage == "save"       ? "保存"
                                                           : "求解";
    base::Report(told, words, done, total);
  };
}

Status Make(const CommonOptions& common, const PlanArguments& arguments) {
  services::PlanRequest request;
  request.name = arguments.name;
  JIEDUI_ASSIGN(request.pair_kinds, ParseKinds(arguments.kind));
  JIEDUI_CHECK(ParseScope(arguments.scope, request));
  JIEDUI_ASSIGN(request.objectives, ParseObjectives(arguments.objective));
  request.leaders = {arguments.leader_share, arguments.leader_capacity};
  request.time_limit_seconds = arguments.time_limit_seconds;
  request.progress = PlanProgress();
  JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common));
  JIEDUI_ASSIGN(const MadePlan made, services::MakePlan(opened.workspace(), opened.actor, request));
  return PrintMade(opened.workspace(), made, common.json);
}

Status Resolve(const CommonOptions& common, const PlanArguments& arguments) {
  JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common));
  JIEDUI_ASSIGN(const domain::Plan plan,
                opened.workspace().store.Get(domain::PlanId{arguments.listing.plan}));
  JIEDUI_ASSIGN(const MadePlan made,
                services::ResolvePlan(opened.workspace(), opened.actor, {plan.id}, plan.version,
                                      {.progress = PlanProgress()}));
  return PrintMade(opened.workspace(), made, common.json);
}

Status Publish(const CommonOptions& common, const PlanArguments& arguments) {
  JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common));
  JIEDUI_ASSIGN(const domain::Plan plan,
                opened.workspace().store.Get(domain::PlanId{arguments.listing.plan}));
  JIEDUI_ASSIGN(const domain::Plan published,
                services::PublishPlan(opened.workspace(), opened.actor, {plan.id}, plan.version));
  if (!common.json) {
    Print(fmt::format("方案 {} {}", published.id, domain::NameOf(published.state).zh));
    return {};
  }
  base::JsonWriter json;
  json.StartObject().Key("id").Id(published.id).Member("state", domain::Code(published.state));
  Print(json.EndObject().Text());
  return {};
}

using PlanAction = Status (*)(const CommonOptions&, const PlanArguments&);

CLI::App* AddAction(CLI::App& plan, CommandLine& line,
                    const std::shared_ptr<PlanArguments>& arguments, const char* name,
                    const char* help, PlanAction action) {
  CLI::App* const command = plan.add_subcommand(name, help);
  command->callback([&line, arguments, action] {
    line.action = [&line, arguments, action] { return Finish(action(line.common, *arguments)); };
  });
  return command;
}

void AddWhatIf(CLI::App& plan, CommandLine& line, const std::shared_ptr<PlanArguments>& a) {
  const PlanAction ask = [](const CommonOptions& common, const PlanArguments& arguments) {
    return ShowWhatIf(common, arguments.listing.plan, arguments.what_if);
  };
  CLI::App* const what_if =
      AddAction(plan, line, a, "what-if",
                "试算：若作这些变动，草案会怎样；不保存 / what changes would do to a draft", ask);
  what_if->add_option("ID", a->listing.plan, "方案编号")->required();
  what_if->add_option("--pin", a->what_if.pins,
                      "锁定一对，如 expert:9:58（帮扶方:企业编号），可多次 / pins a pair");
  what_if->add_option("--forbid", a->what_if.forbidden, "排除一对 / leaves a pair out");
  what_if->add_option("--release", a->what_if.released,
                      "解除已锁定、批准或否决的一对 / frees a decided pair");
  what_if->add_option("--capacity", a->what_if.capacities,
                      "改帮扶方的名额，如 expert:9=3 / sets a helper's places");
}

}  // namespace

void AddPlanCommands(CLI::App& app, CommandLine& line) {
  auto a = std::make_shared<PlanArguments>();
  CLI::App* const plan =
      app.add_subcommand("plan", "编制、查看、比较、发布对接方案 / plans of pairings");
  plan->require_subcommand(1);
  CLI::App* const make =
      AddAction(*plan, line, a, "make", "编制并求解一个方案 / makes and solves a plan", &Make);
  make->add_option("--kind", a->kind, "对接类别，逗号分隔，或 all / pair kinds or all")
      ->capture_default_str();
  make->add_option("--scope", a->scope, "city、region:代码 或 department:代码");
  make->add_option("--name", a->name, "方案名称 / name");
  make->add_option("--objective", a->objective, "coverage, bottleneck, worst, balance, score")
      ->capture_default_str();
  make->add_option("--time-limit", a->time_limit_seconds, "秒 / seconds")
      ->check(CLI::NonNegativeNumber);
  make->add_option(
          "--presume-leaders", a->leader_share,
          "无人摸底时，推定各行业最强的这一比例为带头企业 / share of each sector presumed to lead")
      ->check(CLI::Range(0.0, 0.5));
  make->add_option("--leader-capacity", a->leader_capacity,
                   "推定带头企业的名额 / places of a presumed leader")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  const PlanAction show_plan = [](const CommonOptions& common, const PlanArguments& arguments) {
    return ShowPlan(common, arguments.listing);
  };
  CLI::App* const show = AddAction(*plan, line, a, "show",
                                   "查看方案的指标、结对或未覆盖企业 / shows a plan", show_plan);
  show->add_option("ID", a->listing.plan, "方案编号")->required();
  show->add_option("--state", a->listing.state, "只看某一状态");
  show->add_flag("--uncovered", a->listing.uncovered,
                 "逐家列出未覆盖的企业和原因 / the enterprises left out, with reasons");
  show->add_option("--cursor", a->listing.cursor,
                   "上一页给出的续页标记 / where the next page starts");
  show->add_option("--top", a->listing.limit, "条数")
      ->check(CLI::Range(1, 200))
      ->capture_default_str();
  const PlanAction diff_plans = [](const CommonOptions& common, const PlanArguments& arguments) {
    return ShowDiff(common, arguments.against, arguments.listing.plan);
  };
  CLI::App* const diff =
      AddAction(*plan, line, a, "diff", "比较两个方案 / compares two plans", diff_plans);
  diff->add_option("BEFORE", a->against, "原方案")->required();
  diff->add_option("AFTER", a->listing.plan, "新方案")->required();
  AddWhatIf(*plan, line, a);
  CLI::App* const resolve =
      AddAction(*plan, line, a, "resolve", "重新求解草案 / solves a draft again", &Resolve);
  resolve->add_option("ID", a->listing.plan, "方案编号")->required();
  CLI::App* const publish =
      AddAction(*plan, line, a, "publish", "发布方案 / publishes a plan", &Publish);
  publish->add_option("ID", a->listing.plan, "方案编号")->required();
}

}  // namespace jiedui::app
