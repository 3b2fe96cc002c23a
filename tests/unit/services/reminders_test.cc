#include "services/reminders.h"

#include <thread>

#include "base/json_reader.h"
#include "services/ledger_board.h"
#include "services/recurring.h"
#include "services/tasks.h"
#include "services/webhook_sender.h"
#include "services/webhooks.h"
#include "support/http_receiver.h"
#include "unit/services/ledger_fixture.h"

namespace jiedui::services {
namespace {

using domain::LedgerItem;
using domain::ReminderStage;
using domain::Role;
using domain::SentReminder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class RemindersTest : public LedgerFixture {
 protected:
  /// What today's run sends, as `clock stage unit`.
  std::vector<std::string> Sent() {
    const auto run = SendReminders(workspace_, domain::Operator());
    EXPECT_TRUE(run) << run.error().message;
    std::vector<std::string> lines;
    for (const SentReminder& one : run->sent) {
      lines.push_back(std::string(domain::Code(one.clock)) + " " +
                      std::string(domain::Code(one.stage)) + " " + one.to_name);
    }
    return lines;
  }
  static const Task* Find(const std::vector<Task>& tasks, std::string_view code) {
    for (const Task& task : tasks) {
      if (task.code == code) return &task;
    }
    return nullptr;
  }
};

TEST_F(RemindersTest, D7_EachClockAndStageIsSentOnce) {
  LedgerItem item = Register("研发费用加计扣除归集口径不清");  // the 15th, a Wednesday
  EXPECT_THAT(Sent(), ElementsAre("arrange soon 市税务局"));
  EXPECT_THAT(Sent(), IsEmpty()) << "the same day again";
  GoTo({2020, 7, 16});
  EXPECT_THAT(Sent(), ElementsAre("arrange today 市税务局"));
  ASSERT_TRUE(Post(Tax(), item, "arrange"));
  EXPECT_THAT(Sent(), IsEmpty()) << "it was arranged";
  GoTo({2020, 7, 17});
  EXPECT_THAT(Sent(), ElementsAre("report soon 市税务局"));
  GoTo({2020, 7, 21});
  EXPECT_THAT(Sent(), ElementsAre("report overdue 市税务局"));
  GoTo({2020, 7, 22});
  EXPECT_THAT(Sent(), ElementsAre("report office 市税务局", "report office 市推进小组办公室"))
      << "risen by lateness: who holds it and whom it has risen to";
  GoTo({2020, 7, 23});
  EXPECT_THAT(Sent(), IsEmpty());
  ASSERT_TRUE(Post(Tax(), item, "report", {{"progress", "已约企业"}}));
  EXPECT_THAT(Sent(), ElementsAre("settle soon 市税务局"));
  ASSERT_TRUE(Post(Tax(), item, "settle", {{"outcome", "上门辅导"}}));
  GoTo({2020, 7, 27});
  EXPECT_THAT(Sent(), IsEmpty()) << "settled";
  ASSERT_TRUE(Post(Enterprise(), item, "reopen", {}, "没有落实"));
  GoTo({2020, 8, 4});
  EXPECT_FALSE(Sent().empty()) << "reopened, its clocks have other days";
}

TEST_F(RemindersTest, D7_TwoRunsAtOnceSendEachOnce) {
  for (int i = 0; i < 20; ++i) Register("道路破损" + std::to_string(i));
  GoTo({2020, 7, 17});
  std::atomic<std::size_t> sent = 0;
  std::vector<std::thread> runs;
  for (int i = 0; i < 4; ++i) {
    runs.emplace_back([&] { sent += SendReminders(workspace_, domain::Operator())->sent.size(); });
  }
  for (std::thread& run : runs) run.join();
  EXPECT_EQ(sent, AllOf<SentReminder>().size());
  EXPECT_EQ(sent, 40U) << "the county's group and the department that it has risen to";
}

TEST_F(RemindersTest, D7_TheyAreOnTheItemInTheListOfTheUnitAndInTheDigest) {
  const LedgerItem item = Register("研发费用加计扣除归集口径不清");
  GoTo({2020, 7, 20});
  ASSERT_THAT(Sent(), ElementsAre("arrange office 市税务局", "arrange office 市推进小组办公室"));
  LedgerBoardQuery query;
  const LedgerBoard board = ReadLedgerBoard(workspace_, Tax(), query).value();
  ASSERT_EQ(board.rows.size(), 1U);
  ASSERT_EQ(board.rows[0].reminders.size(), 2U);
  EXPECT_EQ(*board.rows[0].reminders[0].sent_on, (base::Date{2020, 7, 20}));
  EXPECT_THAT(ReadLedgerBoard(workspace_, Enterprise(), query)->rows.at(0).reminders, IsEmpty())
      << "the enterprise is not told whom the office presses";

  const std::vector<Task> tasks = TasksOf(workspace_, Tax()).value();
  const Task* const task = Find(tasks, "reminders");
  ASSERT_NE(task, nullptr);
  EXPECT_EQ(task->count, 1) << "its own";
  EXPECT_EQ(task->urgency, Urgency::kToday);
  EXPECT_THAT(task->items.at(0).title, HasSubstr(item.number));
  EXPECT_THAT(DigestMarkdown(tasks, {2020, 7, 20}), HasSubstr("今天收到的催办"));
  EXPECT_NE(Find(TasksOf(workspace_, domain::Operator()).value(), "reminders"), nullptr);
  EXPECT_EQ(Find(TasksOf(workspace_, Finance()).value(), "reminders"), nullptr);
  EXPECT_EQ(Find(TasksOf(workspace_, County()).value(), "reminders"), nullptr);
  GoTo({2020, 7, 21});
  EXPECT_EQ(Find(TasksOf(workspace_, Tax()).value(), "reminders"), nullptr) << "yesterday's";
}

TEST_F(RemindersTest, D7_SightFollowsTheProblem) {
  Register("研发费用加计扣除归集口径不清");
  GoTo({2020, 7, 20});
  ASSERT_EQ(Sent().size(), 2U);
  const auto seen = [&](const domain::Actor& actor) {
    return ListRecords(workspace_, actor, domain::Kind::kReminder, {})->total;
  };
  EXPECT_EQ(seen(domain::Operator()), 2);
  EXPECT_EQ(seen(County()), 2) << "of an enterprise on its soil";
  EXPECT_EQ(seen(As(Role::kCounty, "", "140581")), 0);
  EXPECT_EQ(seen(Energy()), 0) << "of another department's sectors";
  EXPECT_EQ(seen(Enterprise()), 0);
  EXPECT_EQ(SendReminders(workspace_, County()).error().code, base::ErrorCode::kForbidden);
}

TEST_F(RemindersTest, D7_NobodyEditsThemAndTheyHoldNothing) {
  LedgerItem item = Register("道路破损");
  ASSERT_FALSE(Sent().empty());
  const SentReminder one = AllOf<SentReminder>().at(0);
  EXPECT_EQ(
      RemoveRecord(workspace_, domain::Operator(), one.kind(), one.id, one.version).error().code,
      base::ErrorCode::kForbidden);
  EXPECT_TRUE(RemoveRecord(workspace_, domain::Operator(), item.kind(), item.id, item.version))
      << "a problem may go, whoever was reminded of it";
}

TEST_F(RemindersTest, D7_TheDailyRunWaitsForTheMorningOfAWorkingDay) {
  Register("研发费用加计扣除归集口径不清");
  DailyReminders daily(workspace_);
  clock_.Set(base::StartOfDayInChina({2020, 7, 16}) + 8 * 3'600'000 - 1);
  EXPECT_FALSE(daily.Tick()->has_value()) << "before eight";
  clock_.Advance(1);
  EXPECT_EQ(daily.Tick().value()->sent.size(), 1U);
  EXPECT_FALSE(daily.Tick()->has_value()) << "once a day";
  GoTo({2020, 7, 18});
  EXPECT_FALSE(daily.Tick()->has_value()) << "a Saturday";
  GoTo({2020, 7, 20});
  EXPECT_TRUE(daily.Tick()->has_value());
  DailyReminders restarted(workspace_);
  const auto again = restarted.Tick().value();
  ASSERT_TRUE(again);
  EXPECT_THAT(again->sent, IsEmpty());
  EXPECT_GT(again->sent_before, 0);
}

TEST_F(RemindersTest, D7_AWebhookThatAsksForThemGetsThem) {
  ASSERT_TRUE(SetWebhookReach(workspace_, domain::Operator(), net::Reach::kAnywhere));
  testing::HttpReceiver receiver;
  auto webhook = std::make_unique<domain::Webhook>();
  webhook->name = "短信网关";
  webhook->url = receiver.url();
  webhook->secret = "0123456789abcdef";
  webhook->events = {"reminder"};
  ASSERT_TRUE(CreateRecord(workspace_, domain::Operator(), std::move(webhook)));
  const LedgerItem item = Register("研发费用加计扣除归集口径不清");
  ASSERT_EQ(Sent().size(), 1U);
  EXPECT_THAT(AllOf<SentReminder>().at(0).channels, ElementsAre("digest", "webhook"));
  base::FixedClock machine(1'700'000'000'000);
  const auto sender = WebhookSender::Make(workspace_, machine, {}).value();
  for (int i = 0; i < 200 && receiver.received().empty(); ++i) ASSERT_TRUE(sender->Round(50));
  const auto received = receiver.received();
  ASSERT_EQ(received.size(), 1U);
  EXPECT_THAT(received[0].body, HasSubstr(R"("event":"reminder")"));
  EXPECT_THAT(received[0].body,
              HasSubstr(R"("reminder":{"ledger_item":")" + std::to_string(item.id) +
                        R"(","clock":"arrange","stage":"soon","due_on":"2020-07-16",)" +
                        R"("to_role":"support_department","to_code":"tax"})"));
}

TEST(Recurring, WorksAtOnceAndEndsAtOnce) {
  std::atomic<int> times = 0;
  {
    const Recurring often(std::chrono::milliseconds(1), [&] { ++times; });
    for (int i = 0; i < 1000 && times < 3; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    EXPECT_GE(times, 3);
  }
  const int before = times;
  const auto begin = std::chrono::steady_clock::now();
  {
    const Recurring rarely(std::chrono::hours(1), [&] { ++times; });
    for (int i = 0; i < 1000 && times == before; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  EXPECT_EQ(times, before + 1);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(30));
}

}  // namespace
}  // namespace jiedui::services
