#include "domain/webhook.h"
#include "store/delivery.h"
#include "unit/store/support.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;

class Deliveries : public EngineTest {
 protected:
  domain::Webhook AddWebhook(bool active = true) {
    domain::Webhook webhook;
    webhook.name = "接收方" + std::to_string(++count_);
    webhook.url = "https://example.com/";
    webhook.secret = "0123456789abcdef";
    webhook.active = active;
    EXPECT_TRUE(Insert(webhook));
    return webhook;
  }
  Delivery Queue(std::int64_t webhook, std::int64_t record_id, std::int64_t revision,
                 base::TimeMs next_ms = 0) {
    Delivery delivery;
    delivery.webhook = webhook;
    delivery.event = "changed";
    delivery.kind = "enterprise";
    delivery.record_id = record_id;
    delivery.version = 1;
    delivery.revision = delivery.first_revision = revision;
    delivery.next_ms = next_ms;
    EXPECT_TRUE(store().Write({}, [&](UnitOfWork& unit) { return unit.QueueDelivery(delivery); }));
    return delivery;
  }
  void Note(const Delivery& delivery) {
    ASSERT_TRUE(store().Write({}, [&](UnitOfWork& unit) { return unit.NoteAttempt(delivery); }));
  }
  std::vector<std::int64_t> Due(std::int64_t webhook, base::TimeMs now_ms) {
    std::vector<std::int64_t> ids;
    const auto session = store().Read();
    const auto due = session->DueDeliveries(webhook, now_ms, 100);
    for (const Delivery& one : *due) ids.push_back(one.id);
    return ids;
  }
  void Widen(std::int64_t webhook, std::int64_t first_revision, std::int64_t revision,
             std::int64_t missed) {
    Delivery gap;
    gap.webhook = webhook;
    gap.event = "gap";
    gap.first_revision = first_revision;
    gap.revision = revision;
    gap.missed = missed;
    const base::Status widened =
        store().Write({}, [&](UnitOfWork& unit) { return unit.WidenGap(gap); });
    EXPECT_TRUE(widened) << widened.error().message;
  }
  /// Every delivery of the webhook, newest first.
  std::vector<Delivery> Newest(std::int64_t webhook) {
    return store().Read()->ListDeliveries({.webhook = webhook}).value();
  }
  std::int64_t Requeue(std::int64_t webhook, std::int64_t id) {
    std::int64_t count = 0;
    EXPECT_TRUE(store().Write({}, [&](UnitOfWork& unit) -> base::Status {
      JIEDUI_ASSIGN(count, unit.RequeueDeliveries(webhook, id));
      return {};
    }));
    return count;
  }
  std::int64_t Waiting() { return store().OutboxDepth(kWebhookConsumer).value(); }

 private:
  int count_ = 0;
};

TEST_P(Deliveries, TheOutboxTellsSubscribersOnlyWhileThereIsOne) {
  domain::Enterprise enterprise = MakeEnterprise(1);
  ASSERT_TRUE(Insert(enterprise));
  EXPECT_EQ(Waiting(), 0) << "nobody listens";
  domain::Webhook webhook = AddWebhook();
  EXPECT_EQ(Waiting(), 1) << "its own beginning";
  enterprise.capacity = 5;
  ASSERT_TRUE(Update(enterprise));
  EXPECT_EQ(Waiting(), 2);
  const OutboxItem item = store().TakeOutbox(kWebhookConsumer, 10)->back();
  EXPECT_EQ(item.id, enterprise.id);
  const AuditEntry entry = store().Read()->AuditAt(item.audit_seq).value();
  EXPECT_EQ(entry.action, "update");
  EXPECT_EQ(entry.version, 2);
  webhook.active = false;
  ASSERT_TRUE(Update(webhook));
  enterprise.capacity = 6;
  ASSERT_TRUE(Update(enterprise));
  EXPECT_EQ(Waiting(), 2) << "nothing after it went silent";
}

TEST_P(Deliveries, AnUndoneSubscriptionTellsNobody) {
  domain::Enterprise enterprise = MakeEnterprise(1);
  EXPECT_FALSE(store().Write(context_, [&](UnitOfWork& unit) -> base::Status {
    domain::Webhook webhook;
    webhook.name = "甲";
    webhook.url = "https://example.com/";
    webhook.secret = "0123456789abcdef";
    JIEDUI_CHECK(unit.Insert(webhook));
    return base::Fail(ErrorCode::kConflict, "no");
  }));
  ASSERT_TRUE(Insert(enterprise));
  EXPECT_EQ(Waiting(), 0);
}

TEST_P(Deliveries, OfOneRecordOnlyTheOldestIsDue) {
  const std::int64_t webhook = AddWebhook().id;
  Delivery first = Queue(webhook, 5, 10, 100);
  const Delivery second = Queue(webhook, 5, 11, 0);
  const Delivery other = Queue(webhook, 6, 12, 0);
  EXPECT_EQ(Due(webhook, 50), (std::vector{other.id})) << "the second waits for the first";
  EXPECT_EQ(Due(webhook, 100), (std::vector{other.id, first.id}));
  first.state = DeliveryState::kDead;
  Note(first);
  EXPECT_EQ(Due(webhook, 100), (std::vector{second.id, other.id}))
      << "one that is given up holds up no more";
}

TEST_P(Deliveries, AChangeIsQueuedOnceAWebhook) {
  const std::int64_t webhook = AddWebhook().id;
  const std::int64_t another = AddWebhook().id;
  EXPECT_NE(Queue(webhook, 5, 10).id, 0);
  EXPECT_EQ(Queue(webhook, 5, 10).id, 0);
  EXPECT_NE(Queue(another, 5, 10).id, 0);
}

TEST_P(Deliveries, TheySurviveTheProcessWithTheirAttempts) {
  const std::int64_t webhook = AddWebhook().id;
  Delivery delivery = Queue(webhook, 5, 10);
  delivery.attempts = 3;
  delivery.next_ms = 5000;
  delivery.give_up_ms = 9000;
  delivery.tried_ms = 4000;
  delivery.status = 503;
  delivery.error = "对方答复 503";
  Note(delivery);
  Reopen();
  const Delivery kept = store().Read()->GetDelivery(delivery.id).value();
  EXPECT_EQ(kept.attempts, 3);
  EXPECT_EQ(kept.next_ms, 5000);
  EXPECT_EQ(kept.give_up_ms, 9000);
  EXPECT_EQ(kept.status, 503);
  EXPECT_EQ(kept.error, delivery.error);
  EXPECT_EQ(kept.state, DeliveryState::kPending);
  EXPECT_TRUE(Due(webhook, 4999).empty());
}

TEST_P(Deliveries, AGapGrowsUntilItIsTried) {
  const std::int64_t webhook = AddWebhook().id;
  Widen(webhook, 10, 12, 3);
  Widen(webhook, 13, 20, 5);
  Delivery first = Newest(webhook).at(0);
  EXPECT_EQ(first.first_revision, 10);
  EXPECT_EQ(first.revision, 20);
  EXPECT_EQ(first.missed, 8);
  first.attempts = 1;
  Note(first);
  Widen(webhook, 21, 30, 2);
  Widen(webhook, 31, 32, 2);
  const std::vector<Delivery> kept = Newest(webhook);
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[0].first_revision, 21);
  EXPECT_EQ(kept[0].revision, 32);
  EXPECT_EQ(kept[0].missed, 4);
  EXPECT_EQ(kept[1].revision, 20) << "under its id the same is sent again";
  EXPECT_EQ(Due(webhook, 0), (std::vector{first.id})) << "one after the other";
  first.state = DeliveryState::kDelivered;
  Note(first);
  EXPECT_EQ(Due(webhook, 0), (std::vector{kept[0].id}));
}

TEST_P(Deliveries, GapsThatAreSentAgainDoNotGrow) {
  const std::int64_t webhook = AddWebhook().id;
  for (const std::int64_t revision : {10, 20}) {
    Widen(webhook, revision, revision + 5, 6);
    Delivery gap = Newest(webhook).at(0);
    gap.attempts = 1;
    gap.tried_ms = 1000;
    gap.state = DeliveryState::kDead;
    Note(gap);
  }
  EXPECT_EQ(Requeue(webhook, 0), 2);
  Widen(webhook, 30, 31, 2);
  Widen(webhook, 32, 33, 2);
  const std::vector<Delivery> kept = Newest(webhook);
  ASSERT_EQ(kept.size(), 3U);
  EXPECT_EQ(kept[0].revision, 33);
  EXPECT_EQ(kept[0].missed, 4);
  EXPECT_EQ(kept[1].revision, 25);
  EXPECT_EQ(kept[2].revision, 15);
}

TEST_P(Deliveries, WhatIsOverIsNotKeptForEver) {
  const std::int64_t webhook = AddWebhook().id;
  for (std::int64_t i = 1; i <= 6; ++i) {
    Delivery delivery = Queue(webhook, i, i);
    delivery.state = i <= 3 ? DeliveryState::kDelivered : DeliveryState::kDead;
    delivery.tried_ms = 1000 * i;
    Note(delivery);
  }
  const Delivery pending = Queue(webhook, 7, 7);
  const auto purge = [&](const DeliveryPurge& limits) {
    std::int64_t purged = 0;
    EXPECT_TRUE(store().Write({}, [&](UnitOfWork& unit) -> base::Status {
      JIEDUI_ASSIGN(purged, unit.PurgeDeliveries(limits));
      return {};
    }));
    return purged;
  };
  EXPECT_EQ(purge({2500, 4500, 100}), 3);
  EXPECT_EQ(purge({0, 0, 1}), 1);
  const DeliveryCounts counts = store().Read()->CountDeliveries(webhook).value();
  EXPECT_EQ(counts.delivered, 1);
  EXPECT_EQ(counts.dead, 1);
  EXPECT_EQ(counts.pending, 1);
  domain::Webhook stored = store().Get(domain::WebhookId{webhook}).value();
  ASSERT_TRUE(Remove(stored));
  EXPECT_EQ(purge({0, 0, 100}), 3) << "nothing is kept of a webhook that is removed";
}

TEST_P(Deliveries, WhatIsOverdueIsBuriedAndMayRiseAgain) {
  const std::int64_t webhook = AddWebhook().id;
  Delivery delivery = Queue(webhook, 1, 1);
  delivery.attempts = 1;
  delivery.give_up_ms = 2000;
  Note(delivery);
  EXPECT_FALSE(store().Read()->HasOverdueDeliveries(1999).value());
  ASSERT_TRUE(store().Read()->HasOverdueDeliveries(2000).value());
  EXPECT_EQ(Due(webhook, 1999), (std::vector{delivery.id}));
  EXPECT_TRUE(Due(webhook, 2000).empty()) << "it is given up, not tried once more";
  ASSERT_TRUE(store().Write({}, [&](UnitOfWork& unit) { return unit.BuryDeliveries(2000); }));
  EXPECT_EQ(store().Read()->GetDelivery(delivery.id)->state, DeliveryState::kDead);
  EXPECT_EQ(
      store().Read()->ListDeliveries({.webhook = webhook, .state = DeliveryState::kDead})->size(),
      1U);
  EXPECT_EQ(Requeue(webhook, 0), 1);
  EXPECT_EQ(Requeue(webhook, 0), 0);
  EXPECT_EQ(Requeue(webhook, delivery.id), 0) << "it is on its way already";
  const Delivery again = store().Read()->GetDelivery(delivery.id).value();
  EXPECT_EQ(again.attempts, 0);
  EXPECT_EQ(Due(webhook, 0), (std::vector{delivery.id}));
}

TEST_P(Deliveries, AreListedInPages) {
  const std::int64_t webhook = AddWebhook().id;
  for (std::int64_t i = 1; i <= 5; ++i) Queue(webhook, i, i);
  const auto first = store().Read()->ListDeliveries({.webhook = webhook, .limit = 3}).value();
  ASSERT_EQ(first.size(), 3U);
  EXPECT_EQ(first[0].record_id, 5);
  const auto second =
      store().Read()->ListDeliveries({.webhook = webhook, .before_id = first[2].id}).value();
  ASSERT_EQ(second.size(), 2U);
  EXPECT_EQ(second[1].record_id, 1);
  EXPECT_EQ(store().Read()->ListDeliveries({.webhook = webhook, .limit = 0}).error().field,
            "limit");
  EXPECT_EQ(store().Read()->GetDelivery(99).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(store().Read()->AuditAt(99).error().code, ErrorCode::kNotFound);
}

JIEDUI_ON_EVERY_ENGINE(Deliveries);

}  // namespace
}  // namespace jiedui::store
