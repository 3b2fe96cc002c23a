#include "services/demo/month_history.h"

#include "domain/month.h"
#include "services/access.h"
#include "services/months.h"
#include "services/record_events.h"
#include "services/roster.h"
#include "services/units.h"

namespace jiedui::services {
namespace {

using base::Result;
using base::Status;
using domain::Actor;

constexpr base::TimeMs kHourMs = 3'600'000;
constexpr base::TimeMs kDayMs = 24 * kHourMs;

/// Who files for a unit: the account of that county or department.
Result<std::optional<Actor>> FilerOf(const Workspace& workspace, const Unit& unit) {
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  const bool county = unit.sort == UnitSort::kCounty;
  JIEDUI_ASSIGN(
      const std::vector<domain::User> users,
      session.All<domain::User>(
          {store::Equals(county ? "region_code" : "department_code", std::string(unit.code)),
           store::Equals("role", std::string(county ? "county" : "department"))}));
  if (users.empty()) return std::optional<Actor>();
  return std::optional(ActorOf(users.front(), workspace.reference));
}

template <class T>
Result<std::unique_ptr<domain::Record>> Make(Workspace& workspace, const Actor& actor, T record) {
  return CreateRecord(workspace, actor, std::make_unique<T>(std::move(record)));
}

Status Move(Workspace& workspace, const Actor& actor, const domain::Record& record,
            std::string event) {
  JIEDUI_CHECK(PostRecordEvent(workspace, actor, record.kind(), record.id, record.version,
                               {std::move(event), {}, {}}));
  return {};
}

/// One unit's report of the month, filed on that day.
Status Report(Workspace& workspace, const domain::Campaign& campaign, const std::string& month,
              const Unit& unit, const std::string& highlights) {
  JIEDUI_ASSIGN(const std::optional<Actor> filer, FilerOf(workspace, unit));
  if (!filer) return {};
  domain::MonthlyReport report;
  report.campaign = {campaign.id};
  report.month = month;
  report.unit = unit.code;
  report.highlights = highlights;
  report.next_steps = "继续组织入企服务，逐户核对调查表和印证材料。";
  JIEDUI_ASSIGN(const auto made, Make(workspace, *filer, std::move(report)));
  return Move(workspace, *filer, *made, "submit");
}

/// The month's reports: one comes late, one not at all; then the circular.
Status PlayMonth(Workspace& workspace, base::FixedClock& clock, const domain::Campaign& campaign,
                 const std::string& month, std::size_t turn) {
  constexpr std::array<std::string_view, 4> kHighlights = {
      "组织专家入企诊断，帮助企业梳理技术需求。", "召开行业对接会，推动龙头企业结对帮扶。",
      "上门辅导调查表填报，补齐印证材料。", "推动产业联盟开放研发设备，服务中小企业。"};
  const base::TimeMs due_ms = base::StartOfDayInChina(ReportDue(month));
  std::vector<Unit> units = ReportingUnits(workspace.reference);
  std::erase_if(units, [](const Unit& unit) { return unit.sort == UnitSort::kCity; });
  const std::size_t late = (3 * turn + 2) % units.size();
  const std::size_t missing = (3 * turn + 5) % units.size();
  clock.Set(due_ms - 8 * kHourMs);
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (i == late || i == missing) continue;
    JIEDUI_CHECK(Report(workspace, campaign, month, units[i],
                        std::string(kHighlights.at((i + turn) % kHighlights.size()))));
  }
  clock.Set(due_ms + 2 * kDayMs);
  JIEDUI_CHECK(Report(workspace, campaign, month, units[late], "因人员轮换报送推迟，已整改。"));
  clock.Set(due_ms + 4 * kDayMs);
  domain::Circular circular;
  circular.campaign = {campaign.id};
  circular.month = month;
  circular.title = "关于" + month.substr(0, 4) + "年" + std::to_string(std::stoi(month.substr(5))) +
                   "月企业技术创新活动全覆盖工作进展情况的通报";
  circular.remarks = "请排名靠后的单位加快调查表审核和销号进度，请未报月报的单位尽快补报。";
  JIEDUI_ASSIGN(const auto made, Make(workspace, domain::Operator(), std::move(circular)));
  return Move(workspace, domain::Operator(), *made, "publish");
}

/// Every unit's work plan, with annex 2's tasks begun.
Status MakeWorkPlans(Workspace& workspace, base::FixedClock& clock,
                     const domain::Campaign& campaign) {
  clock.Set(base::StartOfDayInChina(*campaign.prepare_until) - 5 * kDayMs);
  for (const Unit& unit : ReportingUnits(workspace.reference)) {
    domain::WorkPlan plan;
    plan.campaign = {campaign.id};
    plan.unit = unit.code;
    plan.title = unit.zh + "企业技术创新活动全覆盖工作推进方案";
    plan.organisation = "成立创新活动推进小组，主要负责人任组长，办公室负责日常调度。";
    plan.safeguards = "按月调度、通报，工作经费列入部门预算。";
    JIEDUI_ASSIGN(const auto made, Make(workspace, domain::Operator(), std::move(plan)));
    JIEDUI_CHECK(Move(workspace, domain::Operator(), *made, "publish"));
  }
  return {};
}

}  // namespace

Status MakeMonthHistory(Workspace& workspace, base::FixedClock& clock) {
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const std::vector<domain::Campaign> campaigns, session.All<domain::Campaign>({}));
  for (const domain::Campaign& campaign : campaigns) {
    JIEDUI_CHECK(MakeWorkPlans(workspace, clock, campaign));
    const std::string year = std::to_string(campaign.year);
    JIEDUI_CHECK(PlayMonth(workspace, clock, campaign, year + "-07", 0));
    JIEDUI_CHECK(PlayMonth(workspace, clock, campaign, year + "-08", 1));
  }
  return {};
}

}  // namespace jiedui::services
