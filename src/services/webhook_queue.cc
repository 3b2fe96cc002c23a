#include "services/webhook_queue.h"

#include <map>

#include "base/if_found.h"
#include "services/access.h"
#include "services/grants.h"
#include "services/posts.h"
#include "services/webhook_messages.h"

namespace jiedui::services {
namespace {

using base::Result;
using base::Status;
using domain::Actor;
using domain::Kind;
using domain::Webhook;
using store::Delivery;

/// The owner's rights of today; nothing where the account has none over webhooks.
Result<std::optional<Actor>> OwnerOf(Workspace& workspace, const Webhook& webhook) {
  if (webhook.owner == 0) return std::optional(domain::Operator());
  JIEDUI_ASSIGN(const auto user, base::IfFound(workspace.store.Get(domain::UserId{webhook.owner})));
  if (!user || user->disabled) return std::optional<Actor>();
  auto actor = ActorToday(workspace, *user);
  const bool out = !actor && (actor.error().code == base::ErrorCode::kUnauthenticated ||
                              IsUnconfirmed(actor.error()));
  if (!actor && !out) return base::Fail(actor.error());
  const bool may = actor && MayMaintain(*actor, Kind::kWebhook);
  return may ? std::optional(*std::move(actor)) : std::nullopt;
}

/// What one subscriber gets of the batch.
struct Share {
  std::vector<Delivery> queued;
  std::optional<Delivery> gap;
  std::int64_t pending = 0;
};

Delivery DeliveryOf(const store::OutboxItem& item, const store::AuditEntry& entry,
                    domain::WebhookEvent event, const domain::Record& record) {
  Delivery delivery;
  delivery.event = domain::Code(event);
  delivery.kind = entry.kind;
  delivery.record_id = item.id;
  delivery.version = entry.version;
  delivery.first_revision = delivery.revision = item.seq;
  delivery.at_ms = entry.at_ms;
  delivery.detail = DetailOf(entry, event, record);
  return delivery;
}

void AddTo(Share& share, Delivery delivery, const WebhookOptions& options) {
  if (share.pending < options.most_pending) {
    ++share.pending;
    share.queued.push_back(std::move(delivery));
    return;
  }
  if (!share.gap) {
    share.gap = std::move(delivery);
    share.gap->event = kGapEvent;
    share.gap->kind.clear();
    share.gap->record_id = share.gap->version = 0;
    share.gap->detail = "{}";
  } else {
    share.gap->revision = delivery.revision;
    share.gap->at_ms = delivery.at_ms;
  }
  ++share.gap->missed;
}

Status AddChange(const store::Reader& reader, const store::OutboxItem& item,
                 const std::vector<Subscriber>& subscribers, std::vector<Share>& shares,
                 const WebhookOptions& options) {
  if (!domain::MaySubscribe(item.kind)) return {};
  JIEDUI_ASSIGN(const store::AuditEntry entry, reader.AuditAt(item.audit_seq));
  JIEDUI_ASSIGN(const auto record, reader.GetAny(item.kind, item.id));
  const domain::WebhookEvent event = EventOf(entry);
  for (std::size_t i = 0; i < subscribers.size(); ++i) {
    const auto& [webhook, owner] = subscribers[i];
    if (!Wants(webhook, item.kind, event) || !Covers(ScopeOf(owner, item.kind), *record)) continue;
    Delivery delivery = DeliveryOf(item, entry, event, *record);
    delivery.webhook = webhook.id;
    AddTo(shares[i], std::move(delivery), options);
  }
  return {};
}

Status StoreShares(store::UnitOfWork& unit, std::vector<Share>& shares, base::TimeMs give_up_ms) {
  for (Share& share : shares) {
    for (Delivery& delivery : share.queued) {
      delivery.give_up_ms = give_up_ms;
      JIEDUI_CHECK(unit.QueueDelivery(delivery));
    }
    if (!share.gap) continue;
    share.gap->give_up_ms = give_up_ms;
    JIEDUI_CHECK(unit.WidenGap(*share.gap));
  }
  return {};
}

}  // namespace

Result<std::vector<Subscriber>> ActiveSubscribers(Workspace& workspace) {
  JIEDUI_ASSIGN(std::vector<Webhook> webhooks,
                workspace.store.All<Webhook>({store::Equals("active", true)}));
  std::vector<Subscriber> subscribers;
  for (Webhook& webhook : webhooks) {
    JIEDUI_ASSIGN(std::optional<Actor> owner, OwnerOf(workspace, webhook));
    if (owner) subscribers.push_back({std::move(webhook), *std::move(owner)});
  }
  return subscribers;
}

Result<std::size_t> QueueChanges(Workspace& workspace, base::TimeMs now_ms,
                                 const WebhookOptions& options) {
  JIEDUI_ASSIGN(const std::vector<store::OutboxItem> items,
                workspace.store.TakeOutbox(store::kWebhookConsumer, options.batch));
  if (items.empty()) return 0;
  // After the changes, so that none is acknowledged whose subscriber began before it.
  JIEDUI_ASSIGN(const std::vector<Subscriber> subscribers, ActiveSubscribers(workspace));
  std::vector<Share> shares(subscribers.size());
  {
    JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
    for (std::size_t i = 0; i < subscribers.size(); ++i) {
      JIEDUI_ASSIGN(const store::DeliveryCounts counts,
                    session.CountDeliveries(subscribers[i].webhook.id));
      shares[i].pending = counts.pending;
    }
    for (const store::OutboxItem& item : items)
      JIEDUI_CHECK(AddChange(session, item, subscribers, shares, options));
  }
  JIEDUI_CHECK(workspace.store.Write({}, [&](store::UnitOfWork& unit) -> Status {
    JIEDUI_CHECK(StoreShares(unit, shares, now_ms + options.give_up_ms));
    return unit.AckOutbox(store::kWebhookConsumer, items);
  }));
  return items.size();
}

}  // namespace jiedui::services
