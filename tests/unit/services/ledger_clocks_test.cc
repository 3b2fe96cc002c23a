#include "services/ledger_clocks.h"

#include <random>

#include "unit/services/ledger_fixture.h"

namespace jiedui::services {
namespace {

using base::Date;
using domain::Escalation;
using domain::LedgerItem;
using domain::LedgerState;
using domain::Role;

class LedgerClocksTest : public LedgerFixture {
 protected:
  /// Working days after `from` up to `to`, counted one by one.
  [[nodiscard]] std::int64_t CountByHand(const Date& from, const Date& to) const {
    std::int64_t days = 0;
    for (Date day = from; day < to;) {
      day = base::DateInChina(base::StartOfDayInChina(day) + 86'400'000);
      days += reference_.calendar().IsWorkingDay(day) ? 1 : 0;
    }
    return days;
  }
};

TEST_F(LedgerClocksTest, D7_ReadingsAgreeWithCountingByHand) {
  std::mt19937 random(13710);  // NOLINT: a fixed seed is wanted
  const domain::Calendar& calendar = reference_.calendar();
  std::uniform_int_distribution<std::int64_t> days(domain::DayNumber({2020, 1, 1}),
                                                   domain::DayNumber({2026, 12, 31}));
  std::uniform_int_distribution<std::int64_t> later(0, 45);
  for (int i = 0; i < 2000; ++i) {
    LedgerItem item;
    item.clock_from = domain::DateOfDayNumber(days(random));
    item.state = static_cast<LedgerState>(random() % domain::kLedgerStateNames.size());
    item.complex = random() % 4 == 0;
    const Date today = domain::DateOfDayNumber(domain::DayNumber(*item.clock_from) + later(random));
    if (item.state != LedgerState::kOpen) item.arranged_ms = base::StartOfDayInChina(today);
    if (item.state == LedgerState::kReferred) item.referred_ms = base::StartOfDayInChina(today);
    const bool rest = item.state >= LedgerState::kSettled;
    if (rest) item.settled_ms = base::StartOfDayInChina(today);
    SetDueDays(calendar, item);
    EXPECT_EQ(item.next_due.has_value(), !rest);
    EXPECT_EQ(CountByHand(*item.clock_from, *item.arrange_due), 1);
    EXPECT_EQ(CountByHand(*item.clock_from, *item.report_due), 3);
    if (!item.complex) {
      EXPECT_EQ(CountByHand(*item.clock_from, *item.due_on), 7);
    }
    std::int64_t most = 0;
    for (const ClockReading& clock : ReadClocks(calendar, item, today)) {
      EXPECT_EQ(clock.running, clock.running && !rest);
      if (!clock.running) continue;
      const std::int64_t left =
          clock.due < today ? -CountByHand(clock.due, today) : CountByHand(today, clock.due);
      EXPECT_EQ(clock.days_left, left);
      EXPECT_EQ(clock.late, today > clock.due);
      most = std::max(most, -left);
    }
    EXPECT_EQ(DaysLate(ReadClocks(calendar, item, today)), most);
  }
}

TEST_F(LedgerClocksTest, D7_LatenessRisesFromCountyToDepartmentToOffice) {
  const LedgerItem item = Register("厂区外道路破损");  // the county's, to be arranged on the 16th
  struct Case {
    Date day;
    std::vector<std::string> to;
  };
  for (const auto& [day, to] : std::vector<Case>{
           {{2020, 7, 15}, {"泽州县推进小组"}},              // ends the next working day
           {{2020, 7, 16}, {"泽州县推进小组"}},              // ends today
           {{2020, 7, 17}, {"泽州县推进小组", "市工信局"}},  // a working day over
           {{2020, 7, 19}, {"泽州县推进小组", "市工信局"}},  // the weekend does not count
           {{2020, 7, 21}, {"泽州县推进小组", "市工信局", "市推进小组办公室"}}}) {
    GoTo(day);
    const auto reminders = RemindersFor(workspace_, domain::Operator());
    ASSERT_TRUE(reminders);
    ASSERT_EQ(reminders->size(), 1U) << base::FormatDate(day);
    std::vector<std::string> names;
    for (const Recipient& one : reminders->front().to) names.push_back(one.name);
    EXPECT_EQ(names, to) << base::FormatDate(day);
    EXPECT_EQ(reminders->front().item.number, item.number);
  }
  EXPECT_TRUE(RemindersFor(workspace_, As(Role::kCounty, "", "140502"))->empty());
}

TEST_F(LedgerClocksTest, D7_SomebodyMayEscalateBeforeItIsLate) {
  LedgerItem item = Register("厂区外道路破损");
  ASSERT_TRUE(Post(County(), item, "escalate", {}, "需省道部门配合"));
  EXPECT_EQ(item.escalated, Escalation::kDepartment);
  ASSERT_TRUE(Post(County(), item, "escalate", {}, "仍无进展"));
  EXPECT_EQ(item.escalated, Escalation::kOffice);
  EXPECT_FALSE(Post(County(), item, "escalate", {}, "再升级"));
  EXPECT_EQ(RecipientsOf(reference_, item, EscalationAt(item, 0)).size(), 3U);
}

TEST_F(LedgerClocksTest, D7_AnOldFileWithoutADayHasOnlyTheDeadlineItBrings) {
  LedgerItem item;
  item.due_on = Date{2020, 9, 1};
  SetDueDays(reference_.calendar(), item);
  EXPECT_FALSE(item.arrange_due.has_value());
  EXPECT_EQ(*item.next_due, (Date{2020, 9, 1}));
}

}  // namespace
}  // namespace jiedui::services
