#include "workflow/machines_internal.h"

namespace jiedui::workflow {
namespace {

using domain::Role;

constexpr Roles kOffice = Only(Role::kCityOffice);
constexpr Roles kCounty = Only(Role::kCounty);
constexpr Roles kReviewers = AnyOf(Role::kCityOffice, Role::kCounty);
constexpr Roles kFilers = AnyOf(Role::kEnterprise, Role::kCounty);

// The county confirms and signs off on its own soil; the city may send back and revoke, and checks
// a random part itself. Nobody confirms what they submitted (services look at who).
constexpr std::array<RecordEvent, 8> kSignOff = {{
    {{"submit", "提交", "Submit"},
     {"draft", "returned"},
     "submitted",
     kFilers,
     false,
     {},
     {"basis", "survey", "evidence", "note"}},
    {{"withdraw", "撤回提交", "Withdraw"}, {"submitted"}, "draft", kFilers},
    {{"confirm", "确认", "Confirm"}, {"submitted"}, "confirmed", kCounty},
    // What was confirmed has changed since: the county looks again.
    {{"reconfirm", "重新确认", "Confirm again"}, {"confirmed", "signed_off"}, "confirmed", kCounty},
    {{"return", "退回", "Return"}, {"submitted", "confirmed"}, "returned", kReviewers, true},
    {{"sign_off", "销号", "Sign off"}, {"confirmed"}, "signed_off", kReviewers},
    {{"revoke", "撤销", "Revoke"}, {"confirmed", "signed_off"}, "revoked", kReviewers, true},
    {{"reopen", "重新申报", "Reopen"}, {"revoked"}, "draft", kReviewers},
}};

constexpr std::array<RecordEvent, 3> kSpotCheck = {{
    {{"pass", "核查通过", "Pass"}, {"open"}, "passed", kOffice, false, {"finding"}},
    {{"fail", "核查不通过", "Fail"}, {"open"}, "failed", kOffice, false, {"finding"}},
    {{"reopen", "重新核查", "Check again"}, {"passed", "failed"}, "open", kOffice, true},
}};

}  // namespace

std::span<const RecordEvent> SignOffEvents() { return kSignOff; }
std::span<const RecordEvent> SpotCheckEvents() { return kSpotCheck; }

}  // namespace jiedui::workflow
