#include "workflow/machines_internal.h"

namespace jiedui::workflow {
namespace {

using domain::Role;

constexpr Roles kFilers = AnyOf(Role::kEnterprise, Role::kCounty);
constexpr Roles kReviewers = AnyOf(Role::kCityOffice, Role::kCounty);

// The county confirms on its own soil, never what it submitted itself (services look at who); what
// was confirmed changes only after it was opened again.
constexpr std::array<RecordEvent, 5> kSurvey = {{
    {{"submit", "提交", "Submit"}, {"draft", "returned"}, "submitted", kFilers},
    {{"withdraw", "撤回提交", "Withdraw"}, {"submitted"}, "draft", kFilers},
    {{"confirm", "确认", "Confirm"}, {"submitted"}, "confirmed", Only(Role::kCounty)},
    {{"return", "退回", "Return"}, {"submitted", "confirmed"}, "returned", kReviewers, true},
    {{"reopen", "重新打开", "Reopen"}, {"confirmed"}, "draft", kReviewers, true},
}};

}  // namespace

std::span<const RecordEvent> SurveyEvents() { return kSurvey; }

}  // namespace jiedui::workflow
