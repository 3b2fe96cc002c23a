#include "workflow/machines_internal.h"

namespace jiedui::workflow {
namespace {

using domain::Role;

constexpr Roles kJudges = AnyOf(Role::kCityOffice, Role::kSupportDepartment);
constexpr Roles kKeepers = AnyOf(Role::kCityOffice, Role::kDepartment, Role::kSupportDepartment);
constexpr Roles kFollowers = kKeepers | Only(Role::kCounty);
constexpr Roles kLenders = kKeepers | AnyOf(Role::kExpert, Role::kAlliance, Role::kPlatform);

constexpr std::array<RecordEvent, 4> kBooking = {{
    {{"confirm", "确认", "Confirm"}, {"requested"}, "confirmed", kLenders},
    {{"refuse", "谢绝", "Refuse"}, {"requested"}, "refused", kLenders, true},
    {{"cancel", "取消", "Cancel"},
     {"requested", "confirmed"},
     "cancelled",
     kLenders | Only(Role::kEnterprise),
     true},
    {{"finish", "使用完毕", "Finish"}, {"confirmed"}, "done", kLenders},
}};

constexpr std::array<RecordEvent, 5> kTechnology = {{
    {{"nominate", "申报", "Nominate"},
     {"draft", "refused"},
     "nominated",
     kKeepers,
     false,
     {"directory"},
     {"year"}},
    {{"recommend", "推荐", "Recommend"}, {"nominated"}, "recommended", kJudges},
    {{"list", "入选", "List"}, {"recommended"}, "listed", kJudges},
    {{"refuse", "未入选", "Refuse"}, {"nominated", "recommended"}, "refused", kJudges, true},
    {{"withdraw", "撤回", "Withdraw"}, {"nominated"}, "draft", kKeepers, true},
}};

constexpr std::array<RecordEvent, 7> kProject = {{
    {{"nominate", "申报", "Nominate"}, {"pool"}, "nominated", kFollowers, false, {}, {"year"}},
    {{"return", "退回储备", "Return"}, {"nominated"}, "pool", kJudges, true},
    {{"approve", "立项", "Approve"}, {"nominated"}, "approved", kJudges, false, {}, {"funded_wan"}},
    {{"start", "启动实施", "Start"},
     {"approved"},
     "running",
     kFollowers,
     false,
     {},
     {"starts_on", "ends_on"}},
    {{"report", "填报进展", "Report"}, {"running"}, "", kFollowers, false, {"progress"}},
    {{"finish", "完成", "Finish"}, {"running"}, "finished", kFollowers, false, {"result"}},
    {{"stop", "终止", "Stop"}, {"approved", "running"}, "stopped", kJudges, true},
}};

constexpr std::array<RecordEvent, 4> kPilot = {{
    {{"nominate", "申报", "Nominate"},
     {"proposed", "refused"},
     "nominated",
     kFollowers,
     false,
     {},
     {"year"}},
    {{"recognise", "认定", "Recognise"},
     {"nominated"},
     "recognised",
     kJudges,
     false,
     {},
     {"level", "year"}},
    {{"refuse", "未认定", "Refuse"}, {"nominated"}, "refused", kJudges, true},
    {{"share", "推广经验", "Share"},
     {"recognised"},
     "",
     kFollowers,
     false,
     {"experience"},
     {"shared"}},
}};

constexpr std::array<RecordEvent, 4> kFundApplication = {{
    {{"submit", "申报", "Submit"},
     {"draft", "refused"},
     "submitted",
     kFollowers | Only(Role::kEnterprise),
     false,
     {},
     {"asked_wan", "applied_on"}},
    {{"approve", "批准", "Approve"},
     {"submitted"},
     "approved",
     kJudges,
     false,
     {},
     {"granted_wan"}},
    {{"refuse", "不批准", "Refuse"}, {"submitted"}, "refused", kJudges, true},
    {{"pay", "兑现", "Pay"}, {"approved"}, "paid", kJudges, false, {"granted_wan"}},
}};

constexpr std::array<RecordEvent, 5> kListing = {{
    {{"recommend", "推荐", "Recommend"}, {"candidate"}, "recommended", kFollowers},
    {{"file", "申报", "File"}, {"recommended"}, "filed", kJudges},
    {{"list", "上市挂牌", "List"}, {"filed"}, "listed", kJudges},
    {{"drop", "退出", "Drop"}, {"candidate", "recommended", "filed"}, "dropped", kFollowers, true},
    {{"reopen", "重新列入", "Reopen"}, {"dropped"}, "candidate", kFollowers, true},
}};

}  // namespace

std::span<const RecordEvent> BookingEvents() { return kBooking; }
std::span<const RecordEvent> TechnologyEvents() { return kTechnology; }
std::span<const RecordEvent> ProjectEvents() { return kProject; }
std::span<const RecordEvent> PilotEvents() { return kPilot; }
std::span<const RecordEvent> FundApplicationEvents() { return kFundApplication; }
std::span<const RecordEvent> ListingEvents() { return kListing; }

}  // namespace jiedui::workflow
