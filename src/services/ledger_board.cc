#include "services/ledger_board.h"

#include "services/access.h"
#include "services/reminders.h"

namespace jiedui::services {
namespace {

using base::Result;

/// What is referred to the actor's unit: by its department, or to the county's group.
void AddReferred(const domain::Actor& actor, store::Filters& filters) {
  filters.push_back(store::Equals("state", std::string("referred")));
  if (actor.role == domain::Role::kCityOffice) return;
  const bool department = actor.role != domain::Role::kCounty;
  filters.push_back(
      store::Equals("referred_to", department ? actor.department_code : std::string()));
}

}  // namespace

Result<LedgerBoard> ReadLedgerBoard(Workspace& workspace, const domain::Actor& actor,
                                    const LedgerBoardQuery& query) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kRead));
  constexpr std::size_t kMost = 200;
  if (query.roster.limit == 0 || query.roster.limit > kMost)
    return base::Fail(base::ErrorCode::kInvalid, "limit 应为 1 到 200 的整数", "limit");
  const domain::Calendar& calendar = workspace.reference.calendar();
  LedgerBoard board;
  board.today = base::DateInChina(workspace.clock.NowMs());
  board.calendar_known = calendar.Knows(board.today.year);
  store::ListQuery list;
  JIEDUI_ASSIGN(list.filters,
                RosterFilters(workspace, actor, domain::Kind::kLedgerItem, query.roster));
  if (query.overdue) {
    const base::Date yesterday = domain::DateOfDayNumber(domain::DayNumber(board.today) - 1);
    list.filters.push_back(store::AtMost("next_due", base::FormatDate(yesterday)));
  }
  if (query.referred) AddReferred(actor, list.filters);
  list.order_by = query.roster.order_by.empty() ? "next_due" : query.roster.order_by;
  list.descending = query.roster.descending;
  list.cursor = query.roster.cursor;
  list.limit = static_cast<std::int64_t>(query.roster.limit);
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(auto page, session.List<domain::LedgerItem>(list));
  JIEDUI_ASSIGN(board.total, session.Count(domain::Kind::kLedgerItem, list.filters));
  board.next_cursor = std::move(page.next);
  std::vector<std::int64_t> ids;
  for (const domain::LedgerItem& item : page.records) ids.push_back(item.id);
  // Whom the offices were reminded of is theirs to see.
  const bool shown = !ScopeOf(actor, domain::Kind::kReminder).nothing;
  std::map<std::int64_t, std::vector<domain::SentReminder>> sent;
  if (shown) {
    JIEDUI_ASSIGN(sent, RemindersSent(session, ids));
  }
  for (domain::LedgerItem& item : page.records) {
    LedgerBoardRow row;
    row.clocks = ReadClocks(calendar, item, board.today);
    row.days_late = DaysLate(row.clocks);
    row.escalated = EscalationAt(item, row.days_late);
    row.reminders = std::move(sent[item.id]);
    row.item = std::move(item);
    board.rows.push_back(std::move(row));
  }
  return board;
}

}  // namespace jiedui::services
