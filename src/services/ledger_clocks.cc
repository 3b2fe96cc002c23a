#include "services/ledger_clocks.h"

#include <algorithm>

#include "services/access.h"
#include "services/scope_filters.h"

namespace jiedui::services {
namespace {

using base::Date;
using base::Result;
using base::Status;
using domain::Calendar;
using domain::Escalation;
using domain::GovernmentLevel;
using domain::LedgerItem;
using domain::LedgerState;
using domain::Role;

constexpr std::array<EscalationRule, 3> kEscalation = {{
    {true, 1, Escalation::kDepartment},
    {true, 3, Escalation::kOffice},
    {false, 2, Escalation::kOffice},
}};

bool AtRest(const LedgerItem& item) {
  return item.state == LedgerState::kSettled || item.state == LedgerState::kConfirmed;
}

bool OfCounty(const LedgerItem& item) {
  return item.level == GovernmentLevel::kCounty || item.department_code.empty();
}

std::optional<Date> DayOf(base::TimeMs moment_ms) {
  return moment_ms == 0 ? std::nullopt : std::optional(base::DateInChina(moment_ms));
}

std::optional<Date> AnswerDue(const Calendar& calendar, const LedgerItem& item) {
  const std::optional<Date> referred = DayOf(item.referred_ms);
  if (item.state != LedgerState::kReferred || !referred) return std::nullopt;
  return calendar.AddWorkingDays(*referred, kAnswerWithinDays);
}

/// The clock that a person who holds the item looks at, by the state.
std::optional<Date> RunningDue(const Calendar& calendar, const LedgerItem& item) {
  if (AtRest(item)) return std::nullopt;
  if (item.state == LedgerState::kReferred) return AnswerDue(calendar, item);
  if (item.arranged_ms == 0 && item.state == LedgerState::kOpen) return item.arrange_due;
  return item.reported_ms == 0 ? item.report_due : item.due_on;
}

ClockReading Read(const Calendar& calendar, LedgerClock clock, const Date& due,
                  const std::optional<Date>& met_on, bool running, const Date& today) {
  ClockReading reading{clock, due, met_on, running, false, 0};
  const Date until = met_on.value_or(today);
  reading.late = (running || met_on) && until > due;
  if (running) reading.days_left = calendar.WorkingDaysBetween(today, due);
  return reading;
}

Recipient DepartmentNamed(const domain::Reference& reference, const std::string& code) {
  const domain::Department* const department = reference.FindDepartment(code);
  const bool support = department != nullptr && department->kind != "department";
  return {support ? Role::kSupportDepartment : Role::kDepartment, code,
          department == nullptr ? code : department->name};
}

Recipient CountyNamed(const domain::Reference& reference, const std::string& code) {
  const domain::Region* const region = reference.FindRegion(code);
  return {Role::kCounty, code, (region == nullptr ? code : region->name) + "推进小组"};
}

}  // namespace

void SetDueDays(const Calendar& calendar, LedgerItem& item) {
  item.arrange_due = item.report_due = std::nullopt;
  if (item.clock_from) {
    item.arrange_due = calendar.AddWorkingDays(*item.clock_from, kArrangeWithinDays);
    item.report_due = calendar.AddWorkingDays(*item.clock_from, kReportWithinDays);
    if (!item.due_on) {
      item.due_on = item.complex ? calendar.AddMonth(*item.clock_from)
                                 : calendar.AddWorkingDays(*item.clock_from, kSettleWithinDays);
    }
  }
  item.next_due = RunningDue(calendar, item);
  if (!AtRest(item) && item.due_on)
    item.next_due = std::min(item.next_due.value_or(*item.due_on), *item.due_on);
}

std::vector<ClockReading> ReadClocks(const Calendar& calendar, const LedgerItem& item,
                                     const Date& today) {
  std::vector<ClockReading> clocks;
  const bool rest = AtRest(item);
  const auto add = [&](LedgerClock clock, const std::optional<Date>& due, base::TimeMs met_ms,
                       bool runs) {
    if (due) clocks.push_back(Read(calendar, clock, *due, DayOf(met_ms), runs, today));
  };
  const bool arranged = item.arranged_ms != 0 || item.state == LedgerState::kArranged ||
                        item.state == LedgerState::kInProgress;
  add(LedgerClock::kArrange, item.arrange_due, item.arranged_ms, !rest && !arranged);
  add(LedgerClock::kAnswer, AnswerDue(calendar, item), 0, item.state == LedgerState::kReferred);
  add(LedgerClock::kReport, item.report_due, item.reported_ms, !rest && item.reported_ms == 0);
  add(LedgerClock::kSettle, item.due_on, item.settled_ms, !rest);
  return clocks;
}

std::int64_t DaysLate(const std::vector<ClockReading>& clocks) {
  std::int64_t most = 0;
  for (const ClockReading& clock : clocks) {
    if (clock.running) most = std::max(most, -clock.days_left);
  }
  return most;
}

std::span<const EscalationRule> EscalationRules() { return kEscalation; }

Escalation EscalationAt(const LedgerItem& item, std::int64_t days_late) {
  Escalation highest = item.escalated;
  for (const EscalationRule& rule : kEscalation) {
    if (rule.county == OfCounty(item) && days_late >= rule.late_days)
      highest = std::max(highest, rule.to);
  }
  return highest;
}

std::vector<Recipient> RecipientsOf(const domain::Reference& reference, const LedgerItem& item,
                                    Escalation escalated) {
  std::vector<Recipient> to;
  const auto add = [&](Recipient recipient) {
    const bool there = std::any_of(to.begin(), to.end(), [&](const Recipient& one) {
      return one.role == recipient.role && one.code == recipient.code;
    });
    if (!there) to.push_back(std::move(recipient));
  };
  const bool referred = item.state == LedgerState::kReferred;
  const std::string& department = referred ? item.referred_to : item.department_code;
  const bool county = referred ? department.empty() : OfCounty(item);
  add(county ? CountyNamed(reference, item.region_code) : DepartmentNamed(reference, department));
  if (county && escalated >= Escalation::kDepartment) {
    const std::string sector(reference.DepartmentOf(item.programme_sector));
    if (!sector.empty()) add(DepartmentNamed(reference, sector));
  }
  if (escalated >= Escalation::kOffice)
    add({Role::kCityOffice, "", std::string(domain::NameOf(Escalation::kOffice).zh)});
  return to;
}

Result<std::vector<Reminder>> RemindersFor(Workspace& workspace, const domain::Actor& actor) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kRead));
  const Calendar& calendar = workspace.reference.calendar();
  const Date today = base::DateInChina(workspace.clock.NowMs());
  const Date soon = calendar.AddWorkingDays(today, 1);
  store::Filters filters =
      ScopeFilters(ScopeOf(actor, domain::Kind::kLedgerItem), domain::Kind::kLedgerItem);
  filters.push_back(store::AtMost("next_due", base::FormatDate(soon)));
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  std::vector<Reminder> reminders;
  JIEDUI_CHECK(session.ForEach<LedgerItem>(filters, [&](LedgerItem& item) {
    const std::vector<ClockReading> clocks = ReadClocks(calendar, item, today);
    const auto first =
        std::min_element(clocks.begin(), clocks.end(), [](const auto& a, const auto& b) {
          return a.running != b.running ? a.running : a.due < b.due;
        });
    if (first == clocks.end() || !first->running) return;
    const Escalation escalated = EscalationAt(item, DaysLate(clocks));
    std::vector<Recipient> to = RecipientsOf(workspace.reference, item, escalated);
    reminders.push_back({std::move(item), *first, escalated, std::move(to)});
  }));
  std::sort(reminders.begin(), reminders.end(), [](const Reminder& a, const Reminder& b) {
    return std::tie(a.clock.days_left, a.clock.due, a.item.number) <
           std::tie(b.clock.days_left, b.clock.due, b.item.number);
  });
  return reminders;
}

}  // namespace jiedui::services
