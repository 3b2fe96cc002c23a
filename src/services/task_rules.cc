#include "services/task_rules.h"

#include <array>
#include <vector>

namespace jiedui::services {
namespace {

using domain::Kind;
using domain::Role;
using workflow::AnyOf;
using workflow::Only;
using workflow::Roles;

constexpr Roles kOffices =
    AnyOf(Role::kCityOffice, Role::kDepartment, Role::kSupportDepartment, Role::kCounty);
constexpr Roles kDeciding = AnyOf(Role::kCityOffice, Role::kDepartment);
constexpr Roles kHelping = AnyOf(Role::kExpert, Role::kAlliance, Role::kPlatform);
constexpr Roles kReporting = AnyOf(Role::kDepartment, Role::kSupportDepartment, Role::kCounty);

/// D7: what is late, what is due today, what was referred, what the enterprise has to confirm.
constexpr std::array<TaskRule, 6> kLedgerTasks = {{
    {.name = {"overdue_ledger", "逾期台账问题", "Overdue ledger items"},
     .kind = Kind::kLedgerItem,
     .roles = kOffices | Only(Role::kEnterprise),
     .states = {"open", "arranged", "in_progress", "referred"},
     .due_field = "next_due",
     .held = true},
    {.name = {"arrange_ledger", "今天到期的交办", "To arrange today"},
     .kind = Kind::kLedgerItem,
     .roles = kOffices,
     .states = {"open"},
     .due_field = "next_due",
     .due_today = true,
     .unset_field = "arranged_ms",
     .held = true},
    {.name = {"due_ledger", "今天到期的台账问题", "Ledger items due today"},
     .kind = Kind::kLedgerItem,
     .roles = kOffices,
     .states = {"arranged", "in_progress"},
     .due_field = "next_due",
     .due_today = true,
     .held = true},
    {.name = {"referred_ledger", "待接收的转办", "Referrals to answer"},
     .kind = Kind::kLedgerItem,
     .roles = kOffices,
     .states = {"referred"},
     .asked = true},
    {.name = {"reminders", "今天收到的催办", "Reminders of today"},
     .kind = Kind::kReminder,
     .roles = kOffices,
     .due_field = "sent_on",
     .due_today = true},
    {.name = {"confirm_ledger", "待确认的办结问题", "Settled problems to confirm"},
     .kind = Kind::kLedgerItem,
     .roles = Only(Role::kEnterprise),
     .states = {"settled"}},
}};

/// S4, S5: pairings to decide and to answer, plans to publish.
constexpr std::array<TaskRule, 4> kPairingTasks = {{
    {.name = {"answer_pairings", "待答复的结对", "Pairings to answer"},
     .kind = Kind::kPairing,
     .roles = Only(Role::kEnterprise),
     .states = {"published"},
     .view = "pairings"},
    {.name = {"agree_to_pairings", "待同意的帮扶", "Pairings to agree to"},
     .kind = Kind::kPairing,
     .roles = kHelping,
     .states = {"published"},
     .view = "pairings",
     .unset_field = "helper_accepted_ms"},
    {.name = {"decide_pairings", "待审批结对", "Pairings to decide"},
     .kind = Kind::kPairing,
     .roles = kDeciding,
     .states = {"suggested"},
     .view = "approvals"},
    {.name = {"publish_plans", "待发布的方案", "Plans to publish"},
     .kind = Kind::kPlan,
     .roles = kDeciding,
     .states = {"draft"},
     .view = "plans"},
}};

/// F3, E3: surveys, sign-offs and the spot checks of them.
constexpr std::array<TaskRule, 6> kSignOffTasks = {{
    {.name = {"review_surveys", "待审核调查表", "Surveys to review"},
     .kind = Kind::kSurvey,
     .roles = Only(Role::kCounty),
     .states = {"submitted"}},
    {.name = {"voided_sign_offs", "确认后数据有变的销号", "Sign-offs changed since confirmed"},
     .kind = Kind::kSignOff,
     .roles = Only(Role::kCounty),
     .states = {"confirmed", "signed_off"},
     .flag_field = "voided"},
    {.name = {"review_sign_offs", "待审核的销号", "Sign-offs to review"},
     .kind = Kind::kSignOff,
     .roles = Only(Role::kCounty),
     .states = {"submitted"}},
    {.name = {"mend_sign_offs", "被退回的销号", "Sign-offs returned"},
     .kind = Kind::kSignOff,
     .roles = Only(Role::kEnterprise),
     .states = {"returned"}},
    {.name = {"finish_sign_offs", "已确认待销号", "Sign-offs to finish"},
     .kind = Kind::kSignOff,
     .roles = Only(Role::kCounty),
     .states = {"confirmed"}},
    {.name = {"spot_checks", "待核查的抽查", "Spot checks to make"},
     .kind = Kind::kSpotCheck,
     .roles = Only(Role::kCityOffice),
     .states = {"open"}},
}};

/// E2, E3, D2: the month's reports and circulars, the tasks of the plans. That a report is missing
/// is no record's state: services/tasks derives it.
constexpr std::array<TaskRule, 4> kMonthTasks = {{
    {.name = {"returned_reports", "被退回的月报", "Reports sent back"},
     .kind = Kind::kMonthlyReport,
     .roles = kReporting,
     .states = {"returned"}},
    {.name = {"collect_reports", "待汇总的月报", "Reports to take in"},
     .kind = Kind::kMonthlyReport,
     .roles = Only(Role::kCityOffice),
     .states = {"submitted"}},
    {.name = {"publish_circulars", "待印发的通报", "Circulars to publish"},
     .kind = Kind::kCircular,
     .roles = Only(Role::kCityOffice),
     .states = {"draft"}},
    {.name = {"overdue_tasks", "逾期的方案任务", "Overdue tasks of plans"},
     .kind = Kind::kPlanTask,
     .roles = kReporting,
     .states = {"open", "in_progress"},
     .due_field = "due_on"},
}};

/// B1, A1, D6: bookings, sectors that nobody settled, needs without an answer.
constexpr std::array<TaskRule, 3> kRosterTasks = {{
    {.name = {"answer_bookings", "待确认的设备预约", "Bookings to answer"},
     .kind = Kind::kBooking,
     .roles = kHelping | Only(Role::kSupportDepartment),
     .states = {"requested"}},
    {.name = {"settle_sectors", "行业待确定的企业", "Sectors to settle"},
     .kind = Kind::kSectorProposal,
     .roles = AnyOf(Role::kCityOffice, Role::kCounty),
     .states = {"open"},
     .view = "sector_proposals"},
    {.name = {"open_needs", "待对接需求", "Open needs"},
     .kind = Kind::kNeed,
     .roles = kHelping | AnyOf(Role::kDepartment, Role::kCounty, Role::kEnterprise),
     .states = {"open"}},
}};

std::vector<TaskRule> Gather() {
  std::vector<TaskRule> rules;
  const auto add = [&](std::span<const TaskRule> subject) {
    rules.insert(rules.end(), subject.begin(), subject.end());
  };
  add(kLedgerTasks);
  add(kPairingTasks);
  add(kSignOffTasks);
  add(kMonthTasks);
  add(kRosterTasks);
  return rules;
}

}  // namespace

std::span<const TaskRule> TaskRules() {
  static const std::vector<TaskRule> rules = Gather();
  return rules;
}

}  // namespace jiedui::services
