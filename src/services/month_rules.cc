#include "services/digest.h"
#include "services/monthly_reports.h"
#include "services/months.h"
#include "services/record_rules_internal.h"
#include "services/unit_ranking.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Status;
using domain::Actor;
using domain::Campaign;
using domain::Circular;
using domain::MonthlyReport;
using domain::PlanTask;
using domain::Record;
using domain::Reference;
using domain::WorkPlan;

constexpr base::TimeMs kDayMs = 86'400'000;

/// As the task templates name it.
std::string_view SortName(UnitSort sort) {
  constexpr std::array<std::string_view, 3> kNames = {"city", "county", "department"};
  return kNames.at(static_cast<std::size_t>(sort));
}

/// Region or department of the unit, on what a unit answers for.
template <class T>
Status TakeUnit(const Reference& reference, T& record) {
  JIEDUI_ASSIGN(const Unit unit, UnitOf(reference, record.unit));
  const bool department = unit.sort == UnitSort::kDepartment;
  record.region_code = department ? "" : unit.code;
  record.department_code = department ? unit.code : "";
  return {};
}

template <class T>
Status MayForUnit(const Actor& actor, const Record& record, std::string_view /*event*/) {
  const auto& one = static_cast<const T&>(record);
  if (SpeaksFor(actor, one.region_code, one.department_code)) return {};
  return Fail(ErrorCode::kForbidden, "只能办理本单位的" + std::string(domain::NameOf(T::kKind).zh));
}

Status CheckWithin(const store::Reader& reader, domain::CampaignId id, const std::string& month) {
  JIEDUI_CHECK(CheckMonth(month));
  JIEDUI_ASSIGN(const Campaign campaign, reader.Get(id));
  const MonthSpan span = SpanOf(month);
  const bool after = campaign.ends_on && base::StartOfDayInChina(*campaign.ends_on) < span.from_ms;
  const bool before =
      campaign.starts_on && base::StartOfDayInChina(*campaign.starts_on) >= span.until_ms;
  if (!after && !before) return {};
  return Fail(ErrorCode::kUnprocessable, month + " 不在“" + campaign.name + "”的期间内", "month");
}

Status SettleReport(const Reference& reference, const store::Reader& reader, Record& record) {
  auto& report = static_cast<MonthlyReport&>(record);
  JIEDUI_CHECK(CheckWithin(reader, report.campaign, report.month));
  return TakeUnit(reference, report);
}

/// Submitting compiles the figures and keeps them: what was reported stays what it was.
Status ApplyToReport(EventCall& call, const Record& /*before*/, Record& after) {
  auto& report = static_cast<MonthlyReport&>(after);
  if (call.event != "submit") return {};
  JIEDUI_ASSIGN(const Campaign campaign, call.unit.Get(report.campaign));
  JIEDUI_ASSIGN(const Unit unit, UnitOf(call.workspace.reference, report.unit));
  JIEDUI_ASSIGN(const MonthFigures figures,
                CompileFigures(call.unit, call.workspace.reference, campaign, report.month, unit));
  base::JsonWriter json;
  WriteFigures(json, figures);
  report.figures = json.Text();
  report.figures_digest = DigestOf(report.figures);
  report.submitted_by = call.actor.user_id;
  report.submitted_ms = call.now_ms;
  report.late = call.now_ms >= base::StartOfDayInChina(ReportDue(report.month)) + kDayMs;
  return {};
}

Status TakeRanking(const Reference& reference, const store::Reader& reader, Circular& circular) {
  JIEDUI_ASSIGN(const Campaign campaign, reader.Get(circular.campaign));
  JIEDUI_ASSIGN(const UnitRanking ranking,
                ComputeRanking(reader, reference, campaign, circular.month));
  base::JsonWriter json;
  WriteRanking(json, ranking);
  circular.ranking = json.Text();
  circular.ranking_digest = DigestOf(circular.ranking);
  return {};
}

/// A draft shows the ranking of the data as they stand; a published one keeps its own.
Status SettleCircular(const Reference& reference, const store::Reader& reader, Record& record) {
  auto& circular = static_cast<Circular&>(record);
  JIEDUI_CHECK(CheckWithin(reader, circular.campaign, circular.month));
  if (circular.state != domain::CircularState::kDraft) return {};
  return TakeRanking(reference, reader, circular);
}

Status ApplyToCircular(EventCall& call, const Record& /*before*/, Record& after) {
  auto& circular = static_cast<Circular&>(after);
  circular.published_ms = call.event == "publish" ? call.now_ms : 0;
  if (call.event != "publish") return {};
  return TakeRanking(call.workspace.reference, call.unit, circular);
}

Status SettleTarget(const Reference& reference, const store::Reader& /*reader*/, Record& record) {
  const auto& target = static_cast<const domain::Target&>(record);
  JIEDUI_CHECK(UnitOf(reference, target.unit));
  return {};
}

Status SettleWorkPlan(const Reference& reference, const store::Reader& /*reader*/, Record& record) {
  return TakeUnit(reference, static_cast<WorkPlan&>(record));
}

/// Annex 2's tasks come with the plan of a unit that has them (F2).
Status AddTasks(const Reference& reference, store::UnitOfWork& unit, const Record& record) {
  const auto& plan = static_cast<const WorkPlan&>(record);
  JIEDUI_ASSIGN(const Unit of, UnitOf(reference, plan.unit));
  JIEDUI_ASSIGN(const Campaign campaign, unit.Get(plan.campaign));
  for (const domain::TaskTemplate& each : reference.plan_tasks()) {
    if (each.unit != SortName(of.sort)) continue;
    PlanTask task;
    task.work_plan = {plan.id};
    task.code = each.code;
    task.title = each.title;
    task.due_on = campaign.serve_until;
    task.region_code = plan.region_code;
    task.department_code = plan.department_code;
    JIEDUI_CHECK(unit.Insert(task));
  }
  return {};
}

Status ApplyToWorkPlan(EventCall& call, const Record& /*before*/, Record& after) {
  auto& plan = static_cast<WorkPlan&>(after);
  if (call.event == "publish") plan.published_ms = call.now_ms;
  if (call.event == "withdraw") plan.published_ms = 0;
  return {};
}

Status SettleTask(const Reference& /*reference*/, const store::Reader& reader, Record& record) {
  auto& task = static_cast<PlanTask&>(record);
  JIEDUI_ASSIGN(const WorkPlan plan, reader.Get(task.work_plan));
  task.region_code = plan.region_code;
  task.department_code = plan.department_code;
  return {};
}

}  // namespace

RecordRule RulesOfMonthlyReports() {
  return {domain::Kind::kMonthlyReport, SettleReport, MayForUnit<MonthlyReport>, ApplyToReport};
}
RecordRule RulesOfCirculars() {
  return {domain::Kind::kCircular, SettleCircular, nullptr, ApplyToCircular};
}
RecordRule RulesOfTargets() { return {domain::Kind::kTarget, SettleTarget}; }
RecordRule RulesOfWorkPlans() {
  RecordRule rule{domain::Kind::kWorkPlan, SettleWorkPlan, MayForUnit<WorkPlan>, ApplyToWorkPlan};
  rule.created = AddTasks;
  return rule;
}
RecordRule RulesOfPlanTasks() {
  return {domain::Kind::kPlanTask, SettleTask, MayForUnit<PlanTask>};
}

}  // namespace jiedui::services
