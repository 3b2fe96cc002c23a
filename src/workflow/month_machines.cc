#include "workflow/machines_internal.h"

namespace jiedui::workflow {
namespace {

using domain::Role;

constexpr Roles kOffice = Only(Role::kCityOffice);
constexpr Roles kUnits =
    AnyOf(Role::kCityOffice, Role::kDepartment, Role::kSupportDepartment, Role::kCounty);

constexpr std::array<RecordEvent, 3> kCampaign = {{
    {{"start", "启动", "Start"}, {"planned"}, "running", kOffice},
    {{"close", "结束", "Close"}, {"running"}, "closed", kOffice},
    {{"reopen", "重新开启", "Reopen"}, {"closed"}, "running", kOffice, true},
}};

constexpr std::array<RecordEvent, 3> kMonthlyReport = {{
    {{"submit", "报送", "Submit"}, {"draft", "returned"}, "submitted", kUnits},
    {{"return", "退回", "Return"}, {"submitted"}, "returned", kOffice, true},
    {{"freeze", "汇总", "Freeze"}, {"submitted"}, "frozen", kOffice},
}};

constexpr std::array<RecordEvent, 2> kCircular = {{
    {{"publish", "印发", "Publish"}, {"draft"}, "published", kOffice},
    {{"withdraw", "撤回", "Withdraw"}, {"published"}, "draft", kOffice, true},
}};

constexpr std::array<RecordEvent, 3> kWorkPlan = {{
    {{"publish", "印发", "Publish"}, {"draft"}, "published", kUnits},
    {{"withdraw", "撤回", "Withdraw"}, {"published"}, "draft", kUnits, true},
    {{"close", "结束", "Close"}, {"published"}, "closed", kUnits},
}};

constexpr std::array<RecordEvent, 5> kPlanTask = {{
    {{"start", "开始", "Start"}, {"open"}, "in_progress", kUnits, false, {}, {"progress"}},
    {{"report", "填报进展", "Report"}, {"in_progress"}, "", kUnits, false, {"progress"}},
    {{"finish", "完成", "Finish"}, {"open", "in_progress"}, "done", kUnits, false, {"progress"}},
    {{"cancel", "取消", "Cancel"}, {"open", "in_progress"}, "cancelled", kUnits, true},
    {{"reopen", "重新办理", "Reopen"}, {"done", "cancelled"}, "in_progress", kUnits, true},
}};

}  // namespace

std::span<const RecordEvent> CampaignEvents() { return kCampaign; }
std::span<const RecordEvent> MonthlyReportEvents() { return kMonthlyReport; }
std::span<const RecordEvent> CircularEvents() { return kCircular; }
std::span<const RecordEvent> WorkPlanEvents() { return kWorkPlan; }
std::span<const RecordEvent> PlanTaskEvents() { return kPlanTask; }

}  // namespace jiedui::workflow
