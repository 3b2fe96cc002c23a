#include "services/webhooks.h"

#include "base/json_reader.h"
#include "office/sheet_writer.h"
#include "services/exporting.h"
#include "services/history.h"
#include "services/importing.h"
#include "services/tasks.h"
#include "services/webhook_messages.h"
#include "services/webhook_sender.h"
#include "store/open_internal.h"
#include "support/http_receiver.h"
#include "unit/services/ledger_fixture.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::JsonDocument;
using domain::Kind;
using domain::Webhook;
using domain::WebhookEvent;
using store::Delivery;
using store::DeliveryState;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::HttpReceiver;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::Received;

constexpr const char* kSecret = "0123456789abcdef";

TEST(WebhookSignature, IsTheHmacOfTimeAndBody) {
  // Computed with Python's hmac and hashlib.
  EXPECT_EQ(SignatureOf(kSecret, 1'600'000'000, R"({"event":"test"})"),
            "t=1600000000,v1=e41836ed59ec8954ef10e45d13aa8f977b7ea168f7681ff8e02d3122b8915759");
  EXPECT_EQ(SignatureOf(std::string(200, 'k'), 1, ""),
            "t=1,v1=cc7208793f7f90b2924b7a894307d0cc8ed71b07c4966359a75ba322f1f2da36")
      << "a secret longer than a block is hashed first";
  EXPECT_EQ(SignatureOf("Jefe-Jefe-Jefe-Jefe", 1'594'774'800, "中文"),
            "t=1594774800,v1=6793b04b07bcbb81f784c962458299cbad3e4667a34a2bee99237f37f32d7371");
}

TEST(WebhookBackoff, DoublesUpToTheMostBetweenHalfAndAll) {
  const WebhookOptions options{.first_wait_ms = 10'000, .most_wait_ms = 3'600'000};
  EXPECT_EQ(BackoffMs(1, 0, options), 5'000);
  EXPECT_EQ(BackoffMs(1, 0.999'999, options), 9'999);
  EXPECT_EQ(BackoffMs(2, 0, options), 10'000);
  EXPECT_EQ(BackoffMs(5, 0, options), 80'000);
  EXPECT_EQ(BackoffMs(50, 0, options), 1'800'000);
  EXPECT_LE(BackoffMs(1'000'000, 0.999'999, options), 3'600'000);
}

TEST(WebhookOptions, WhatIsOutOfRangeIsNamed) {
  EXPECT_TRUE(WebhookOptions{}.Validate());
  EXPECT_EQ(WebhookOptions{.timeout_ms = 0}.Validate().error().field, "timeout_ms");
  EXPECT_EQ((WebhookOptions{.first_wait_ms = 10, .most_wait_ms = 9}).Validate().error().field,
            "most_wait_ms");
  EXPECT_EQ(WebhookOptions{.at_once = 17}.Validate().error().field, "at_once");
}

TEST(WebhookMessages, SayWhatChangedAndNoValuesButTheState) {
  const domain::Need need;
  store::AuditEntry entry;
  entry.action = "update";
  entry.changes =
      R"({"state":{"before":"open","after":"arranged"},"handler":{"before":"","after":"王某"}})";
  EXPECT_EQ(EventOf(entry), WebhookEvent::kMoved);
  EXPECT_EQ(DetailOf(entry, WebhookEvent::kMoved, need),
            R"({"fields":["state","handler"],"state":{"before":"open","after":"arranged"}})");
  entry.changes = R"({"contact_phone":{"before":"","after":"13900000000","personal":true}})";
  EXPECT_EQ(EventOf(entry), WebhookEvent::kChanged);
  EXPECT_EQ(DetailOf(entry, WebhookEvent::kChanged, need), R"({"fields":["contact_phone"]})");
  for (const auto& [action, event] :
       {std::pair("insert", WebhookEvent::kCreated), std::pair("remove", WebhookEvent::kRemoved),
        std::pair("restore", WebhookEvent::kRestored)}) {
    entry.action = action;
    EXPECT_EQ(EventOf(entry), event);
    EXPECT_EQ(DetailOf(entry, event, need), "{}") << action;
  }
}

TEST(WebhookMessages, AreTheSameAtEveryAttempt) {
  Delivery delivery;
  delivery.id = 12;
  delivery.event = "moved";
  delivery.kind = "ledger_item";
  delivery.record_id = 77;
  delivery.version = 3;
  delivery.revision = 90;
  delivery.at_ms = 1'594'774'800'000;
  delivery.detail = R"({"fields":["state"],"state":{"before":"open","after":"arranged"}})";
  EXPECT_EQ(BodyOf(delivery),
            R"({"delivery":"12","event":"moved","at":"2020-07-15T01:00:00.000Z","kind":)"
            R"("ledger_item","id":"77","version":3,"revision":90,"link":)"
            R"("/api/v1/records/ledger/77","fields":["state"],"state":)"
            R"({"before":"open","after":"arranged"}})");
  delivery.attempts = 7;
  delivery.next_ms = 5;
  EXPECT_THAT(BodyOf(delivery), Not(HasSubstr("attempt")));
  EXPECT_EQ(LinkOf(Kind::kPairing, 5), "/api/v1/pairings/5");
}

TEST(WebhookMessages, GoToWhomTheyAreWanted) {
  Webhook webhook;
  EXPECT_TRUE(Wants(webhook, Kind::kNeed, WebhookEvent::kRemoved));
  EXPECT_FALSE(Wants(webhook, Kind::kUser, WebhookEvent::kCreated)) << "accounts are nobody's";
  EXPECT_FALSE(Wants(webhook, Kind::kWebhook, WebhookEvent::kCreated));
  webhook.kinds = {"need"};
  webhook.events = {"created", "moved"};
  EXPECT_TRUE(Wants(webhook, Kind::kNeed, WebhookEvent::kMoved));
  EXPECT_FALSE(Wants(webhook, Kind::kNeed, WebhookEvent::kChanged));
  EXPECT_FALSE(Wants(webhook, Kind::kExpert, WebhookEvent::kMoved));
}

/// Webhooks to real receivers; the machine's clock stands still until a test moves it.
class WebhooksTest : public LedgerFixture {
 protected:
  WebhooksTest() {
    if (!SetWebhookReach(workspace_, domain::Operator(), net::Reach::kAnywhere))
      throw std::runtime_error("no reach");
  }

  Webhook Subscribe(const std::string& url, std::vector<std::string> kinds = {"need"},
                    std::vector<std::string> events = {}) {
    auto webhook = std::make_unique<Webhook>();
    webhook->name = "接收方" + std::to_string(++count_);
    webhook->url = url;
    webhook->kinds = std::move(kinds);
    webhook->events = std::move(events);
    webhook->secret = kSecret;
    auto made = CreateRecord(workspace_, domain::Operator(), std::move(webhook));
    if (!made) throw std::runtime_error(made.error().message);
    return static_cast<Webhook&>(**made);
  }
  domain::Need AddNeed(const std::string& title) {
    auto need = std::make_unique<domain::Need>();
    need->enterprise = enterprise_;
    need->title = title;
    auto made = CreateRecord(workspace_, domain::Operator(), std::move(need));
    if (!made) throw std::runtime_error(made.error().message);
    return static_cast<domain::Need&>(**made);
  }
  void Change(domain::Need& need, const std::string& title) {
    auto changed = ChangeRecord(workspace_, domain::Operator(), Kind::kNeed, need.id, need.version,
                                [&](domain::Record& record) -> base::Status {
                                  static_cast<domain::Need&>(record).title = title;
                                  return {};
                                });
    ASSERT_TRUE(changed) << changed.error().message;
    need = static_cast<domain::Need&>(**changed);
  }
  std::unique_ptr<WebhookSender> Sender(WebhookOptions options = {}) {
    auto sender = WebhookSender::Make(workspace_, machine_, options);
    EXPECT_TRUE(sender);
    return *std::move(sender);
  }
  /// Goes round until that many attempts ended.
  static void Drive(WebhookSender& sender, std::size_t attempts) {
    std::size_t ended = 0;
    for (int i = 0; i < 400 && ended < attempts; ++i) ended += sender.Round(50).value();
    ASSERT_EQ(ended, attempts);
  }
  /// Goes round and expects that nothing is sent.
  static void ExpectIdle(WebhookSender& sender) {
    for (int i = 0; i < 3; ++i) EXPECT_EQ(sender.Round(20).value(), 0U);
  }
  /// Lets every write of that sort to the deliveries fail, until Mend.
  void Break(const std::string& sort) {
    const std::string trigger = "CREATE TRIGGER broken BEFORE " + sort + " ON webhook_deliveries ";
    if (OnPostgres()) {
      RunRaw(
          "CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS "
          "$$ BEGIN RAISE EXCEPTION 'broken'; END $$;" +
          trigger + "FOR EACH ROW EXECUTE FUNCTION broken()");
    } else {
      RunRaw(trigger + "BEGIN SELECT RAISE(ABORT, 'broken'); END");
    }
  }
  void Mend() { RunRaw(OnPostgres() ? "DROP FUNCTION broken CASCADE" : "DROP TRIGGER broken"); }
  std::vector<Delivery> Deliveries(const Webhook& webhook) {
    return ListDeliveries(workspace_, domain::Operator(), {.webhook = webhook.id})->items;
  }
  store::DeliveryCounts Counts(const Webhook& webhook) {
    return ListDeliveries(workspace_, domain::Operator(), {.webhook = webhook.id})->counts;
  }
  static std::string Member(const Received& request, const char* name) {
    const auto document = JsonDocument::Parse(request.body);
    const auto value = document->root().Find(name);
    return value ? std::string(value->AsString().value_or(value->Text())) : std::string();
  }

  base::FixedClock machine_{1'700'000'000'000};

 private:
  [[nodiscard]] bool OnPostgres() const { return store_->engine() == store::Engine::kPostgres; }
  void RunRaw(const std::string& sql) {
    const auto raw =
        store::Connect({.path = folder_ / "jiedui.db", .url = database_.url(), .clock = &clock_},
                       store::Access::kWrite);
    ASSERT_TRUE(raw);
    const base::Status run = (*raw)->RunScript(sql);
    EXPECT_TRUE(run) << run.error().message;
  }

  int count_ = 0;
};

TEST_F(WebhooksTest, AChangeArrivesSignedWithItsIdAndNoValues) {
  HttpReceiver receiver;
  const Webhook webhook = Subscribe(receiver.url());
  const auto sender = Sender();
  const domain::Need need = AddNeed("机器视觉检测");
  Drive(*sender, 1);
  const Received request = receiver.received().at(0);
  EXPECT_EQ(Member(request, "event"), "created");
  EXPECT_EQ(Member(request, "kind"), "need");
  EXPECT_EQ(Member(request, "id"), std::to_string(need.id));
  EXPECT_EQ(Member(request, "link"), "/api/v1/records/needs/" + std::to_string(need.id));
  EXPECT_THAT(request.body, Not(HasSubstr("机器视觉")));
  EXPECT_EQ(request.headers.at("jiedui-signature"),
            SignatureOf(kSecret, 1'700'000'000, request.body))
      << "by the machine's clock, not the rehearsal's";
  EXPECT_EQ(request.headers.at("jiedui-event"), "created");
  EXPECT_EQ(request.headers.at("jiedui-delivery"), Member(request, "delivery"));
  EXPECT_EQ(Counts(webhook).delivered, 1);
  ExpectIdle(*sender);
  EXPECT_EQ(store_->OutboxDepth(store::kWebhookConsumer).value(), 0);
}

TEST_F(WebhooksTest, WhatFailsIsTriedAgainAfterGrowingWaits) {
  std::atomic<int> status = 500;
  HttpReceiver receiver([&](const Received&) { return status.load(); });
  const Webhook webhook = Subscribe(receiver.url());
  const auto sender = Sender({.first_wait_ms = 1000});
  AddNeed("甲");
  Drive(*sender, 1);
  base::TimeMs last_wait_ms = 0;
  for (int attempt = 1; attempt <= 4; ++attempt) {
    const Delivery waiting = Deliveries(webhook).at(0);
    EXPECT_EQ(waiting.state, DeliveryState::kPending);
    EXPECT_EQ(waiting.attempts, attempt);
    EXPECT_EQ(waiting.error, "对方答复 500");
    const base::TimeMs wait_ms = waiting.next_ms - machine_.NowMs();
    EXPECT_GE(wait_ms, 500 << (attempt - 1));
    EXPECT_LE(wait_ms, 1000 << (attempt - 1));
    EXPECT_GE(wait_ms, last_wait_ms);
    last_wait_ms = wait_ms;
    machine_.Advance(wait_ms - 1);
    ExpectIdle(*sender);
    machine_.Advance(1);
    if (attempt == 4) status = 200;
    Drive(*sender, 1);
  }
  EXPECT_EQ(Counts(webhook).delivered, 1);
  const auto received = receiver.received();
  EXPECT_EQ(received.size(), 5U);
  for (const Received& one : received) EXPECT_EQ(one.body, received[0].body);
}

TEST_F(WebhooksTest, OfOneRecordTheyComeInOrderWhileOthersGoOn) {
  std::atomic<bool> refuse = true;
  std::atomic<std::int64_t> stuck = 0;
  HttpReceiver receiver([&](const Received& request) {
    return refuse && Member(request, "id") == std::to_string(stuck) ? 500 : 204;
  });
  Subscribe(receiver.url());
  const auto sender = Sender({.first_wait_ms = 1000, .most_wait_ms = 1000});
  domain::Need need = AddNeed("甲");
  stuck = need.id;
  Change(need, "乙");
  Change(need, "丙");
  const domain::Need other = AddNeed("丁");
  Drive(*sender, 2);
  ExpectIdle(*sender);
  refuse = false;
  machine_.Advance(1000);
  Drive(*sender, 3);
  std::vector<std::string> versions;
  for (const Received& one : receiver.received()) {
    if (Member(one, "id") == std::to_string(need.id)) versions.push_back(Member(one, "version"));
  }
  EXPECT_THAT(versions, ElementsAre("1", "1", "2", "3"));
  EXPECT_EQ(receiver.received().size(), 5U) << "and the other one's";
  EXPECT_NE(other.id, need.id);
}

TEST_F(WebhooksTest, ADeadReceiverIsGivenUpAndMayBeServedAgain) {
  std::atomic<int> status = 503;
  HttpReceiver receiver([&](const Received&) { return status.load(); });
  const Webhook webhook = Subscribe(receiver.url());
  const auto sender = Sender({.first_wait_ms = 1000, .give_up_ms = 5000});
  domain::Need need = AddNeed("甲");
  Drive(*sender, 1);
  Change(need, "乙");
  ASSERT_EQ(sender->Round(0).value(), 0U) << "queued behind the first";
  machine_.Advance(60'000);
  ExpectIdle(*sender);
  EXPECT_EQ(Counts(webhook).dead, 2) << "what waited behind it too";
  const std::vector<Task> tasks = TasksOf(workspace_, domain::Operator()).value();
  const auto given_up = std::find_if(tasks.begin(), tasks.end(), [](const Task& task) {
    return task.code == "given_up_webhooks";
  });
  ASSERT_NE(given_up, tasks.end()) << "the office sees it";
  EXPECT_EQ(given_up->count, 2);
  EXPECT_EQ(Redeliver(workspace_, County(), webhook.id, 0).error().code, ErrorCode::kForbidden);
  status = 204;
  EXPECT_EQ(Redeliver(workspace_, domain::Operator(), webhook.id, 0).value(), 2);
  Drive(*sender, 2);
  EXPECT_EQ(Counts(webhook).delivered, 2);
  const Delivery last = Deliveries(webhook).at(0);
  EXPECT_EQ(last.attempts, 1) << "as if never tried";
  EXPECT_EQ(Redeliver(workspace_, domain::Operator(), webhook.id, last.id).value(), 1)
      << "one that arrived may be sent again by its id";
  EXPECT_EQ(Redeliver(workspace_, domain::Operator(), webhook.id, last.id).error().code,
            ErrorCode::kConflict);
  const Webhook another = Subscribe(receiver.url());
  EXPECT_EQ(Redeliver(workspace_, domain::Operator(), another.id, last.id).error().code,
            ErrorCode::kNotFound);
}

TEST_F(WebhooksTest, OneThatHangsHoldsUpNobodyElse) {
  HttpReceiver hanging([](const Received&) { return 0; });
  HttpReceiver quick;
  const Webhook dead = Subscribe(hanging.url());
  const Webhook alive = Subscribe(quick.url());
  const auto sender = Sender({.timeout_ms = 1000, .first_wait_ms = 60'000, .at_once = 2});
  for (int i = 0; i < 10; ++i) AddNeed("需求" + std::to_string(i));
  Drive(*sender, 12);
  EXPECT_EQ(Counts(alive).delivered, 10);
  EXPECT_EQ(Counts(dead).pending, 10);
  EXPECT_EQ(hanging.received().size(), 2U) << "at_once";
  ExpectIdle(*sender);
  machine_.Advance(60'000);
  Drive(*sender, 1);
  EXPECT_EQ(hanging.received().size(), 3U) << "after silence one knocks alone";
}

TEST_F(WebhooksTest, WhatWasBeingSentWhenTheProcessDiedIsSentAgain) {
  HttpReceiver receiver;
  const Webhook webhook = Subscribe(receiver.url());
  AddNeed("甲");
  {
    const auto sender = Sender();
    for (int i = 0; i < 400 && receiver.received().empty(); ++i) {
      // Never notes an answer: the requests are on their way when it goes.
      ASSERT_LE(sender->Round(0).value(), 1U);
      if (!Deliveries(webhook).empty() && Deliveries(webhook)[0].attempts > 0) break;
    }
  }
  const bool noted = Counts(webhook).delivered == 1;
  const auto again = Sender();
  if (!noted) Drive(*again, 1);
  ExpectIdle(*again);
  EXPECT_EQ(Counts(webhook).delivered, 1);
  const auto received = receiver.received();
  ASSERT_GE(received.size(), 1U);
  for (const Received& one : received) {
    EXPECT_EQ(Member(one, "delivery"), Member(received[0], "delivery"))
        << "the receiver can tell a repetition";
  }
}

TEST_F(WebhooksTest, TooMuchBecomesOneGap) {
  std::atomic<bool> up = false;
  HttpReceiver receiver([&](const Received&) { return up ? 204 : 500; });
  const Webhook webhook = Subscribe(receiver.url());
  const auto sender = Sender({.first_wait_ms = 1000, .at_once = 1, .most_pending = 3});
  for (int i = 0; i < 8; ++i) AddNeed("需求" + std::to_string(i));
  Drive(*sender, 1);
  EXPECT_EQ(Counts(webhook).pending, 4);
  for (int i = 8; i < 10; ++i) AddNeed("需求" + std::to_string(i));
  up = true;
  machine_.Advance(1000);
  Drive(*sender, 4);
  EXPECT_EQ(Counts(webhook).pending, 0);
  int gaps = 0;
  for (const Received& one : receiver.received()) {
    if (Member(one, "event") != "gap") continue;
    ++gaps;
    EXPECT_EQ(Member(one, "missed"), "7");
    EXPECT_EQ(Member(one, "kind"), "");
    EXPECT_EQ(std::stoi(Member(one, "revision")) - std::stoi(Member(one, "first_revision")), 6);
  }
  EXPECT_EQ(gaps, 1);
}

TEST_F(WebhooksTest, AGapThatIsBeingSentStaysAsItIs) {
  HttpReceiver receiver([](const Received&) { return 500; });
  const Webhook webhook = Subscribe(receiver.url());
  const auto sender = Sender({.first_wait_ms = 1000, .most_wait_ms = 1000, .most_pending = 1});
  AddNeed("甲");
  AddNeed("乙");
  Drive(*sender, 2);
  for (int i = 0; i < 3; ++i) AddNeed("需求" + std::to_string(i));
  ExpectIdle(*sender);
  machine_.Advance(1000);
  Drive(*sender, 2);
  std::set<std::string> gaps;
  for (const Received& one : receiver.received()) {
    if (Member(one, "event") == "gap") gaps.insert(one.body);
  }
  EXPECT_EQ(gaps.size(), 1U) << "the same at every attempt";
  const std::vector<Delivery> deliveries = Deliveries(webhook);
  ASSERT_EQ(deliveries.size(), 3U);
  EXPECT_EQ(deliveries[0].missed, 3) << "what came since is another gap";
  EXPECT_EQ(deliveries[0].attempts, 0) << "which waits for the first";
  EXPECT_EQ(deliveries[1].missed, 1);
  EXPECT_EQ(deliveries[1].attempts, 2);
}

TEST_F(WebhooksTest, WhatIsQueuedGoesOutWhileNothingCanBeQueued) {
  HttpReceiver receiver;
  const Webhook webhook = Subscribe(receiver.url());
  const auto sender = Sender();
  ASSERT_TRUE(QueueTest(workspace_, domain::Operator(), webhook.id));
  Break("INSERT");
  AddNeed("甲");
  Drive(*sender, 1);
  EXPECT_EQ(Member(receiver.received().at(0), "event"), "test");
  EXPECT_GT(store_->OutboxDepth(store::kWebhookConsumer).value(), 0);
  Mend();
  Drive(*sender, 1);
  EXPECT_EQ(Member(receiver.received().at(1), "event"), "created");
}

TEST_F(WebhooksTest, WhatCannotBeNotedIsNotSentAgain) {
  HttpReceiver receiver;
  const Webhook webhook = Subscribe(receiver.url());
  const auto sender = Sender({.at_once = 1});
  AddNeed("甲");
  AddNeed("乙");
  Break("UPDATE");
  bool failed = false;
  for (int i = 0; i < 400 && !failed; ++i) failed = !sender->Round(50);
  ASSERT_TRUE(failed);
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(sender->Round(20));
  EXPECT_EQ(receiver.received().size(), 1U) << "and nothing else is begun";
  Mend();
  Drive(*sender, 2);
  EXPECT_EQ(receiver.received().size(), 2U);
  EXPECT_EQ(Counts(webhook).delivered, 2);
}

TEST_F(WebhooksTest, AStopWaitsUntilWhatEndedIsNoted) {
  HttpReceiver receiver;
  const Webhook webhook = Subscribe(receiver.url());
  const auto sender = Sender({.grace_ms = 20'000});
  AddNeed("甲");
  Break("UPDATE");
  sender->Start();
  EXPECT_TRUE(receiver.WaitFor(1));
  std::thread mender([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    Mend();
  });
  sender->Stop();
  mender.join();
  EXPECT_EQ(Counts(webhook).delivered, 1);
  EXPECT_EQ(receiver.received().size(), 1U);
}

TEST_F(WebhooksTest, WhatIsUnderWayIsNotGivenUp) {
  std::atomic<bool> came = false;
  std::atomic<bool> answers = false;
  HttpReceiver receiver([&](const Received&) {
    came = true;
    for (int i = 0; i < 4000 && !answers; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return 204;
  });
  const Webhook webhook = Subscribe(receiver.url());
  const auto sender = Sender({.timeout_ms = 60'000, .give_up_ms = 5000});
  AddNeed("甲");
  for (int i = 0; i < 400 && !came; ++i) EXPECT_EQ(sender->Round(20).value(), 0U);
  machine_.Advance(60'000);
  ExpectIdle(*sender);
  EXPECT_EQ(Counts(webhook).pending, 1);
  answers = true;
  Drive(*sender, 1);
  EXPECT_EQ(Counts(webhook).delivered, 1);
}

TEST_F(WebhooksTest, OneThatIsRestoredIsSilentUntilSomebodySaysSo) {
  HttpReceiver receiver;
  const Webhook webhook = Subscribe(receiver.url());
  const auto sheet = ExportRecords(workspace_, domain::Operator(), Kind::kWebhook);
  ASSERT_TRUE(sheet);
  TestCity other;
  ASSERT_TRUE(SetWebhookReach(other.workspace_, domain::Operator(), net::Reach::kAnywhere));
  const std::string bytes = office::CsvText(*sheet);
  const auto report = Import(other.workspace_, domain::Operator(),
                             {.kind = Kind::kWebhook, .filename = "a.csv", .bytes = bytes});
  ASSERT_TRUE(report) << report.error().message;
  ASSERT_EQ(report->restored, 1U);
  const Webhook restored = other.store_->Get(domain::WebhookId{webhook.id}).value();
  EXPECT_EQ(restored.url, webhook.url);
  EXPECT_NE(restored.secret, webhook.secret);
  EXPECT_FALSE(restored.active);
}

TEST_F(WebhooksTest, ItLearnsWhatItsOwnerSees) {
  domain::User user;
  user.login = "province";
  user.display_name = "另一市办公室";
  user.role = domain::Role::kCityOffice;
  user.region_code = "140581";
  ASSERT_TRUE(store_->Write({}, [&](store::UnitOfWork& unit) { return unit.Insert(user); }));
  HttpReceiver receiver;
  Webhook webhook = Subscribe(receiver.url());
  const auto give_to = [&](std::int64_t owner) {
    webhook = store_->Get(domain::WebhookId{webhook.id}).value();
    webhook.owner = owner;
    ASSERT_TRUE(store_->Write({}, [&](store::UnitOfWork& unit) { return unit.Update(webhook); }));
  };
  give_to(user.id);
  const auto sender = Sender();
  AddNeed("泽州的需求");
  ExpectIdle(*sender);
  EXPECT_THAT(receiver.received(), IsEmpty()) << "the owner looks after Gaoping alone";
  user.region_code = "140525";
  ASSERT_TRUE(store_->Write({}, [&](store::UnitOfWork& unit) { return unit.Update(user); }));
  AddNeed("泽州的又一个");
  Drive(*sender, 1);
  user.disabled = true;
  ASSERT_TRUE(store_->Write({}, [&](store::UnitOfWork& unit) { return unit.Update(user); }));
  AddNeed("没有人听");
  ExpectIdle(*sender);
  EXPECT_EQ(receiver.received().size(), 1U) << "an account that is locked hears nothing";
}

TEST_F(WebhooksTest, OnlyWhatWasAskedForIsSent) {
  HttpReceiver receiver;
  Subscribe(receiver.url(), {"ledger_item"}, {"moved"});
  const auto sender = Sender();
  domain::LedgerItem item = Register("研发费用加计扣除归集口径不清");
  AddNeed("甲");
  ASSERT_TRUE(Post(Tax(), item, "arrange", {{"handler", "王某"}}));
  Drive(*sender, 1);
  ExpectIdle(*sender);
  const Received request = receiver.received().at(0);
  EXPECT_EQ(Member(request, "event"), "moved");
  EXPECT_EQ(Member(request, "state"), R"({"before":"open","after":"arranged"})");
  EXPECT_THAT(request.body, Not(HasSubstr("王某")));
}

TEST_F(WebhooksTest, TheReachIsPublicUnlessTheOperatorWidensIt) {
  HttpReceiver receiver;
  const Webhook webhook = Subscribe(receiver.url());
  ASSERT_TRUE(SetWebhookReach(workspace_, domain::Operator(), net::Reach::kPublic));
  auto another = std::make_unique<Webhook>();
  another->name = "乙";
  another->url = receiver.url();
  another->secret = kSecret;
  const auto refused = CreateRecord(workspace_, domain::Operator(), std::move(another));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().field, "url");
  // What was stored under the wider reach is not sent under the narrower.
  const auto sender = Sender();
  AddNeed("甲");
  Drive(*sender, 1);
  EXPECT_THAT(receiver.received(), IsEmpty());
  EXPECT_THAT(Deliveries(webhook).at(0).error, HasSubstr("https://"));
  for (const domain::Actor& actor : {County(), As(domain::Role::kCityOffice)}) {
    EXPECT_EQ(SetWebhookReach(workspace_, actor, net::Reach::kAnywhere).error().code,
              ErrorCode::kForbidden);
  }
}

TEST_F(WebhooksTest, AWrongSubscriptionIsRefusedByItsField) {
  const auto field_of = [&](const std::function<void(Webhook&)>& spoil) {
    auto webhook = std::make_unique<Webhook>();
    webhook->name = "甲";
    webhook->url = "https://example.com/";
    webhook->secret = kSecret;
    spoil(*webhook);
    const auto made = CreateRecord(workspace_, domain::Operator(), std::move(webhook));
    return made ? std::string("taken") : made.error().field;
  };
  EXPECT_EQ(field_of([](Webhook& w) { w.url = "ftp://example.com/"; }), "url");
  EXPECT_EQ(field_of([](Webhook& w) { w.kinds = {"castle"}; }), "kinds");
  EXPECT_EQ(field_of([](Webhook& w) { w.kinds = {"user"}; }), "kinds");
  EXPECT_EQ(field_of([](Webhook& w) { w.events = {"looked_at"}; }), "events");
  EXPECT_EQ(field_of([](Webhook& w) { w.secret = "short"; }), "secret");
  EXPECT_EQ(field_of([](Webhook& w) { w.secret = "0123456789 abcdef"; }), "secret");
  EXPECT_EQ(field_of([](Webhook& w) { w.secret.clear(); }), "secret");
  EXPECT_EQ(field_of([](Webhook&) {}), "taken");
  auto webhook = std::make_unique<Webhook>();
  webhook->name = "乙";
  webhook->url = "https://example.com/";
  webhook->secret = kSecret;
  EXPECT_EQ(CreateRecord(workspace_, County(), std::move(webhook)).error().code,
            ErrorCode::kForbidden);
}

TEST_F(WebhooksTest, NoMoreSubscriptionsThanTheSenderIsMadeFor) {
  for (std::int64_t i = 0; i < kMostWebhooks; ++i) Subscribe("https://example.com/");
  auto webhook = std::make_unique<Webhook>();
  webhook->name = "多出的";
  webhook->url = "https://example.com/";
  webhook->secret = kSecret;
  EXPECT_EQ(CreateRecord(workspace_, domain::Operator(), std::move(webhook)).error().code,
            ErrorCode::kConflict);
}

TEST_F(WebhooksTest, TheSecretIsInNoHistoryExportOrAudit) {
  const Webhook webhook = Subscribe("https://example.com/");
  const auto sheet = ExportRecords(workspace_, domain::Operator(), Kind::kWebhook);
  ASSERT_TRUE(sheet);
  ASSERT_EQ(sheet->rows.size(), 1U);
  for (const std::string& cell : sheet->rows[0]) EXPECT_THAT(cell, Not(HasSubstr(kSecret)));
  EXPECT_THAT(sheet->header, Not(::testing::Contains("密钥")));
  const auto history =
      ReadHistory(workspace_, domain::Operator(), Kind::kWebhook, webhook.id, "", 50);
  ASSERT_TRUE(history);
  for (const HistoryEntry& entry : history->entries) {
    EXPECT_THAT(entry.entry.changes, Not(HasSubstr(kSecret)));
    for (const HistoryChange& change : entry.changes)
      EXPECT_THAT(change.after, Not(HasSubstr(kSecret)));
  }
  EXPECT_EQ(ListRecords(workspace_, County(), Kind::kWebhook, {}).error().code,
            ErrorCode::kForbidden);
  EXPECT_EQ(ListDeliveries(workspace_, County(), {.webhook = webhook.id}).error().code,
            ErrorCode::kForbidden);
}

TEST_F(WebhooksTest, ATestIsSentNowWhateverWaits) {
  HttpReceiver receiver(
      [](const Received& request) { return Member(request, "event") == "test" ? 204 : 500; });
  const Webhook webhook = Subscribe(receiver.url());
  const auto sender = Sender();
  AddNeed("甲");
  Drive(*sender, 1);
  const Delivery queued =
      QueueTest(workspace_, domain::Operator(), webhook.id, machine_.NowMs() + 60'000).value();
  ExpectIdle(*sender);
  const Delivery sent = sender->SendNow(queued.id).value();
  EXPECT_EQ(sent.state, DeliveryState::kDelivered);
  EXPECT_EQ(sent.status, 204);
  EXPECT_EQ(sender->SendNow(queued.id).error().code, ErrorCode::kConflict);
  EXPECT_EQ(sender->SendNow(999).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(QueueTest(workspace_, County(), webhook.id).error().code, ErrorCode::kForbidden);
  EXPECT_EQ(QueueTest(workspace_, domain::Operator(), 999).error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(ChangeRecord(workspace_, domain::Operator(), Kind::kWebhook, webhook.id,
                           webhook.version, [](domain::Record& record) -> base::Status {
                             static_cast<Webhook&>(record).active = false;
                             return {};
                           }));
  EXPECT_EQ(QueueTest(workspace_, domain::Operator(), webhook.id).error().code,
            ErrorCode::kConflict)
      << "nobody would send it";
}

TEST_F(WebhooksTest, ItsThreadSendsBesideWritersAndStopsAtOnce) {
  HttpReceiver receiver;
  HttpReceiver hanging([](const Received&) { return 0; });
  Subscribe(receiver.url());
  Subscribe(hanging.url());
  const auto sender = Sender({.timeout_ms = 60'000, .grace_ms = 100});
  sender->Start();
  std::vector<std::thread> writers;
  for (int w = 0; w < 3; ++w) {
    writers.emplace_back([&, w] {
      for (int i = 0; i < 10; ++i) AddNeed("需求" + std::to_string(w * 100 + i));
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_TRUE(receiver.WaitFor(30));
  EXPECT_TRUE(hanging.WaitFor(1));
  const auto begin = std::chrono::steady_clock::now();
  sender->Stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
  std::set<std::string> ids;
  for (const Received& one : receiver.received()) ids.insert(Member(one, "id"));
  EXPECT_EQ(ids.size(), 30U);
}

}  // namespace
}  // namespace jiedui::services
