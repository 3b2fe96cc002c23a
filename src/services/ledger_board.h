#pragma once

#include <memory>
#include <string>
#include <vector>

#include "domain/reminder.h"
#include "services/ledger_clocks.h"
#include "services/roster.h"

namespace jiedui::services {

/// What to show on the board: the roster's filters (region, state, owner, level, department_code,
/// referred_to, topic, enterprise …), and whether only what is late.
struct LedgerBoardQuery {
  RosterQuery roster;
  bool overdue = false;   ///< a clock ran out before today
  bool referred = false;  ///< only what is referred to the actor's own unit
};

/// One problem with its clocks at this moment.
struct LedgerBoardRow {
  domain::LedgerItem item;
  std::vector<ClockReading> clocks;
  std::int64_t days_late = 0;  ///< working days
  domain::Escalation escalated = domain::Escalation::kNone;
  std::vector<domain::SentReminder> reminders;  ///< sent so far, newest first
};

struct LedgerBoard {
  std::vector<LedgerBoardRow> rows;
  std::string next_cursor;  ///< empty on the last page
  std::int64_t total = 0;
  base::Date today;
  bool calendar_known = true;  ///< false: the year's holidays are not in the data, weekends only
};

/// A page of the board within the actor's scope, by the clock that runs out first unless the query
/// asks for another order. kInvalid names a filter that there is not.
base::Result<LedgerBoard> ReadLedgerBoard(Workspace& workspace, const domain::Actor& actor,
                                          const LedgerBoardQuery& query);

}  // namespace jiedui::services
