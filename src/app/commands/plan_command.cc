#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "app/command.h"
#include "app/commands/solve.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "services/pairings.h"
#include "services/plan_diff.h"
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
  std::int64_t id = 0;
  std::int64_t against = 0;
  std::string state;
  std::size_t limit = 20;
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

/// How the solver ended, as a coordinator would say it.
std::string_view StatusText(std::string_view status) {
  if (status == "optimal") return "已证明最优";
  if (status == "infeasible-relaxed") return "名额不足，已证明覆盖最多";
  return "提前停止，未证明最优";
}

void PrintPart(const MadePlan::Part& part, std::span<const domain::Uncovered> uncovered) {
  Print(fmt::format("  {}: 应覆盖 {} 家，已覆盖 {} 家；候选 {} 对；总分 {:.6f}，上界 {:.6f}（{}）",
                    domain::NameOf(part.kind).zh, part.receivers, part.covered, part.candidates,
                    part.total_score, part.upper_bound, StatusText(part.status)));
  std::map<std::string, std::size_t> reasons;
  for (const domain::Uncovered& one : uncovered) {
    if (one.pair_kind == part.kind) ++reasons[one.reason];
  }
  for (const auto& [reason, count] : reasons)
    Print(fmt::format("    未覆盖 {} 家: {}", count, reason));
}

void PrintMade(const MadePlan& made, bool json) {
  base::JsonWriter writer;
  writer.StartObject().Key("id").Id(made.plan.id).Member("name", made.plan.name);
  writer.Member("solve_status", made.plan.solve_status).Member("receivers", made.plan.receivers);
  writer.Member("covered", made.plan.covered).Member("total_score", made.plan.total_score);
  writer.Member("upper_bound", made.plan.upper_bound).Member("seconds", made.plan.seconds);
  writer.Key("parts").StartArray();
  for (const MadePlan::Part& part : made.parts) {
    writer.StartObject().Member("pair_kind", domain::Code(part.kind));
    writer.Member("receivers", static_cast<std::int64_t>(part.receivers));
    writer.Member("covered", static_cast<std::int64_t>(part.covered));
    writer.Member("candidates", static_cast<std::int64_t>(part.candidates));
    writer.Member("total_score", part.total_score).Member("upper_bound", part.upper_bound);
    writer.Member("solve_status", part.status).EndObject();
  }
  writer.EndArray()
      .Member("uncovered", static_cast<std::int64_t>(made.uncovered.size()))
      .EndObject();
  if (json) return Print(writer.Text());
  Print(fmt::format("方案 {}  {}", made.plan.id, made.plan.name));
  for (const MadePlan::Part& part : made.parts) PrintPart(part, made.uncovered);
  Print(fmt::format("用时 {:.2f} 秒；已通过独立校验", made.plan.seconds));
}

Status Make(const CommonOptions& common, const PlanArguments& arguments) {
  services::PlanRequest request;
  request.name = arguments.name;
  JIEDUI_ASSIGN(request.pair_kinds, ParseKinds(arguments.kind));
  JIEDUI_CHECK(ParseScope(arguments.scope, request));
  JIEDUI_ASSIGN(request.objectives, ParseObjectives(arguments.objective));
  request.leaders = {arguments.leader_share, arguments.leader_capacity};
  request.time_limit_seconds = arguments.time_limit_seconds;
  request.progress = ConsoleProgress();
  JIEDUI_ASSIGN(const std::unique_ptr<City> city, OpenCity(common));
  JIEDUI_ASSIGN(const MadePlan made,
                services::MakePlan(city->workspace(), domain::Operator(), request));
  PrintMade(made, common.json);
  return {};
}

std::string TitleOrId(const store::Reader& reader, domain::Kind kind, std::int64_t id) {
  if (id == 0) return "—";
  const auto record = reader.Get(kind, id);
  return record ? domain::TitleOf(**record) : std::to_string(id);
}

Status Show(const CommonOptions& common, const PlanArguments& arguments) {
  JIEDUI_ASSIGN(const std::unique_ptr<City> city, OpenCity(common));
  JIEDUI_ASSIGN(const store::ReadSession session, city->workspace().store.Read());
  JIEDUI_ASSIGN(const domain::Plan plan, session.Get(domain::PlanId{arguments.id}));
  store::ListQuery query;
  query.filters = {store::Equals("plan", plan.id)};
  if (!arguments.state.empty()) query.filters.push_back(store::Equals("state", arguments.state));
  query.order_by = "score";
  query.descending = true;
  query.limit = static_cast<std::int64_t>(arguments.limit);
  JIEDUI_ASSIGN(const auto page, session.List<domain::Pairing>(query));
  base::JsonWriter json;
  json.StartObject()
      .Key("id")
      .Id(plan.id)
      .Member("name", plan.name)
      .Member("state", domain::Code(plan.state));
  json.Key("pairings").StartArray();
  std::string text =
      fmt::format("方案 {}  {}（{}）\n", plan.id, plan.name, domain::NameOf(plan.state).zh);
  for (const domain::Pairing& pairing : page.records) {
    const std::string helper = TitleOrId(session, pairing.helper_kind, pairing.helper_id);
    const std::string enterprise =
        TitleOrId(session, domain::Kind::kEnterprise, pairing.enterprise.value);
    text += fmt::format("  {}  {:.3f}  {} → {}  {}\n", pairing.id, pairing.score, helper,
                        enterprise, domain::NameOf(pairing.state).zh);
    json.StartObject()
        .Key("id")
        .Id(pairing.id)
        .Member("pair_kind", domain::Code(pairing.pair_kind));
    json.Member("helper", helper).Member("enterprise", enterprise).Member("score", pairing.score);
    json.Member("state", domain::Code(pairing.state))
        .Key("explanation")
        .Raw(pairing.explanation)
        .EndObject();
  }
  json.EndArray().EndObject();
  Print(common.json ? json.Text() : text);
  return {};
}

Status Diff(const CommonOptions& common, const PlanArguments& arguments) {
  JIEDUI_ASSIGN(const std::unique_ptr<City> city, OpenCity(common));
  JIEDUI_ASSIGN(const services::PlanDiff diff,
                services::DiffPlans(city->workspace(), domain::Operator(), {arguments.against},
                                    {arguments.id}));
  JIEDUI_ASSIGN(const store::ReadSession session, city->workspace().store.Read());
  base::JsonWriter json;
  json.StartObject()
      .Member("unchanged", static_cast<std::int64_t>(diff.unchanged))
      .Key("changes")
      .StartArray();
  std::string text = fmt::format("不变 {} 对，变化 {} 对\n", diff.unchanged, diff.changes.size());
  for (const auto& change : diff.changes) {
    const domain::Kind kind = domain::HelperKind(change.kind);
    const std::string enterprise = TitleOrId(session, domain::Kind::kEnterprise, change.enterprise);
    const std::string before = TitleOrId(session, kind, change.helper_before);
    const std::string after = TitleOrId(session, kind, change.helper_after);
    text += fmt::format("  {}: {} ({:.3f}) → {} ({:.3f})\n", enterprise, before,
                        change.score_before, after, change.score_after);
    json.StartObject()
        .Member("pair_kind", domain::Code(change.kind))
        .Member("enterprise", enterprise);
    json.Member("before", before)
        .Member("after", after)
        .Member("score_before", change.score_before);
    json.Member("score_after", change.score_after).EndObject();
  }
  json.EndArray().EndObject();
  Print(common.json ? json.Text() : text);
  return {};
}

Status Resolve(const CommonOptions& common, const PlanArguments& arguments) {
  JIEDUI_ASSIGN(const std::unique_ptr<City> city, OpenCity(common));
  JIEDUI_ASSIGN(const domain::Plan plan, city->workspace().store.Get(domain::PlanId{arguments.id}));
  JIEDUI_ASSIGN(const MadePlan made,
                services::ResolvePlan(city->workspace(), domain::Operator(), {plan.id},
                                      plan.version, ConsoleProgress()));
  PrintMade(made, common.json);
  return {};
}

Status Publish(const CommonOptions& common, const PlanArguments& arguments) {
  JIEDUI_ASSIGN(const std::unique_ptr<City> city, OpenCity(common));
  JIEDUI_ASSIGN(const domain::Plan plan, city->workspace().store.Get(domain::PlanId{arguments.id}));
  JIEDUI_ASSIGN(
      const domain::Plan published,
      services::PublishPlan(city->workspace(), domain::Operator(), {plan.id}, plan.version));
  Print(fmt::format("方案 {} {}", published.id, domain::NameOf(published.state).zh));
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
  CLI::App* const show = AddAction(*plan, line, a, "show", "查看方案的结对 / shows a plan", &Show);
  show->add_option("ID", a->id, "方案编号")->required();
  show->add_option("--state", a->state, "只看某一状态");
  show->add_option("--top", a->limit, "条数")->check(CLI::Range(1, 1000))->capture_default_str();
  CLI::App* const diff =
      AddAction(*plan, line, a, "diff", "比较两个方案 / compares two plans", &Diff);
  diff->add_option("BEFORE", a->against, "原方案")->required();
  diff->add_option("AFTER", a->id, "新方案")->required();
  CLI::App* const resolve =
      AddAction(*plan, line, a, "resolve", "重新求解草案 / solves a draft again", &Resolve);
  resolve->add_option("ID", a->id, "方案编号")->required();
  CLI::App* const publish =
      AddAction(*plan, line, a, "publish", "发布方案 / publishes a plan", &Publish);
  publish->add_option("ID", a->id, "方案编号")->required();
}

}  // namespace jiedui::app
