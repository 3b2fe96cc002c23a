#include "workflow/machines_internal.h"

namespace jiedui::workflow {
namespace {

using domain::Role;

constexpr Roles kOffice = Only(Role::kCityOffice);
constexpr Roles kUnits =
    AnyOf(Role::kCityOffice, Role::kDepartment, Role::kSupportDepartment, Role::kCounty);
constexpr Roles kEnterprise = Only(Role::kEnterprise);

// Who of the units may is looked at by services/ledger: who answers for the problem, or whom it was
// referred to. The last word is the enterprise's; the office may write down what it said on the
// telephone, with how it was asked as the reason.
constexpr std::array<RecordEvent, 15> kLedger = {{
    {{"route", "改派", "Route elsewhere"},
     {"open", "arranged"},
     "open",
     kUnits,
     true,
     {},
     {"owner", "level", "department_code"}},
    {{"arrange", "交办", "Arrange"}, {"open"}, "arranged", kUnits, false, {}, {"handler"}},
    {{"start", "开始办理", "Start"}, {"arranged"}, "in_progress", kUnits, false, {}, {"handler"}},
    {{"report", "反馈进展", "Report"},
     {"arranged", "in_progress"},
     "in_progress",
     kUnits | kEnterprise,
     false,
     {"progress"}},
    {{"make_complex", "列为复杂问题", "Make complex"},
     {"arranged", "in_progress"},
     "",
     kUnits,
     true,
     {"plan"}},
    {{"refer", "转办", "Refer"},
     {"open", "arranged", "in_progress"},
     "referred",
     kUnits,
     true,
     {},
     {"referred_to", "referred_level"}},
    {{"accept", "接收转办", "Accept"}, {"referred"}, "arranged", kUnits, false, {}, {"handler"}},
    {{"reject", "退回转办", "Reject"}, {"referred"}, "open", kUnits, true},
    {{"escalate", "升级", "Escalate"},
     {"open", "arranged", "in_progress", "referred"},
     "",
     kUnits,
     true},
    {{"settle", "办结", "Settle"},
     {"arranged", "in_progress"},
     "settled",
     kUnits,
     false,
     {"outcome"},
     {"evidence"}},
    {{"confirm", "确认办结", "Confirm"},
     {"settled"},
     "confirmed",
     kEnterprise,
     false,
     {"satisfaction"}},
    {{"confirm", "确认办结", "Confirm"}, {"settled"}, "confirmed", kOffice, true, {"satisfaction"}},
    {{"reopen", "重新办理", "Reopen"},
     {"settled", "confirmed"},
     "in_progress",
     kEnterprise | kOffice | Only(Role::kCounty),
     true},
    {{"link_evidence", "补充材料", "Add evidence"},
     {"settled", "confirmed"},
     "",
     kUnits,
     false,
     {"evidence"}},
    {{"recall", "撤回转办", "Recall"}, {"referred"}, "open", kUnits, true},
}};

}  // namespace

std::span<const RecordEvent> LedgerItemEvents() { return kLedger; }

}  // namespace jiedui::workflow
