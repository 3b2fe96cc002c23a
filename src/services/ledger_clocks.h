#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/actor.h"
#include "domain/ledger.h"
#include "services/workspace.h"

namespace jiedui::services {

// The clocks of the ledger (13710: arranged in 1 working day, reported in 3, settled in 7, a
// complex problem in a month). Days are stored with the item, as they follow from it; what is late,
// who is reminded and where it has risen to is derived for a moment and never stored.

using domain::LedgerClock;

constexpr std::int64_t kArrangeWithinDays = 1;  ///< working days, as the next three
constexpr std::int64_t kReportWithinDays = 3;
constexpr std::int64_t kSettleWithinDays = 7;
constexpr std::int64_t kAnswerWithinDays = 1;

/// One clock of one item at a moment.
struct ClockReading {
  LedgerClock clock = LedgerClock::kArrange;
  base::Date due;
  std::optional<base::Date> met_on;  ///< nothing while it runs, or where nobody knows when
  bool running = false;
  bool late = false;           ///< met after its day, or still running after it
  std::int64_t days_left = 0;  ///< working days; running only; below 0 how many are over
};

/// Fills arrange_due, report_due, due_on (where it is empty) and next_due by the item's state.
/// Without clock_from only due_on is known.
void SetDueDays(const domain::Calendar& calendar, domain::LedgerItem& item);

/// The clocks of the item on that day, in their order; those whose due day is not known are left
/// out. At rest (settled, confirmed) none runs.
std::vector<ClockReading> ReadClocks(const domain::Calendar& calendar,
                                     const domain::LedgerItem& item, const base::Date& today);

/// The most working days that a running clock is over; 0 while none is.
std::int64_t DaysLate(const std::vector<ClockReading>& clocks);

/// How a late problem rises by itself.
struct EscalationRule {
  bool county = false;         ///< of problems that the county answers; else of departments'
  std::int64_t late_days = 0;  ///< working days over, from this many on
  domain::Escalation to = domain::Escalation::kNone;
};

/// The rules, the mildest first.
std::span<const EscalationRule> EscalationRules();

/// Where the item has risen to: by somebody's event or by its lateness, whichever is higher.
domain::Escalation EscalationAt(const domain::LedgerItem& item, std::int64_t days_late);

/// Somebody who is to be reminded: a department, or a county's group (its region), or the office.
struct Recipient {
  domain::Role role = domain::Role::kCounty;
  std::string code;  ///< department or region; empty for the office
  std::string name;  ///< Chinese
};

/// An item whose clock ends today or the next working day, or is over.
struct Reminder {
  domain::LedgerItem item;
  ClockReading clock;
  domain::Escalation escalated = domain::Escalation::kNone;
  std::vector<Recipient> to;
};

/// Who is to be reminded of the item: who has to act now, and whom it has risen to.
std::vector<Recipient> RecipientsOf(const domain::Reference& reference,
                                    const domain::LedgerItem& item, domain::Escalation escalated);

/// Every reminder of this moment among what the actor sees, the longest late first, then by due day
/// and number.
base::Result<std::vector<Reminder>> RemindersFor(Workspace& workspace, const domain::Actor& actor);

}  // namespace jiedui::services
