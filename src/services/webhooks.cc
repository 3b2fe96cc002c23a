#include "services/webhooks.h"

#include "base/json_writer.h"
#include "services/access.h"
#include "services/webhook_messages.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::Actor;
using domain::Webhook;
using store::Delivery;
using workflow::Permission;

constexpr std::string_view kReachSetting = "webhook_reach";
constexpr std::string_view kAnywhere = "anywhere";

Result<Webhook> Seen(const store::Reader& reader, const Actor& actor, std::int64_t id) {
  JIEDUI_ASSIGN(Webhook webhook, reader.Get(domain::WebhookId{id}));
  JIEDUI_CHECK(RequireSight(actor, webhook));
  return webhook;
}

}  // namespace

Result<net::Reach> WebhookReach(const store::Reader& reader) {
  JIEDUI_ASSIGN(const auto set, reader.Setting(kReachSetting));
  return set == kAnywhere ? net::Reach::kAnywhere : net::Reach::kPublic;
}

Status SetWebhookReach(Workspace& workspace, const Actor& actor, net::Reach reach) {
  if (!domain::IsOperator(actor))
    return Fail(ErrorCode::kForbidden, "推送可以到达哪里只能由命令行的操作员设置");
  return workspace.store.Write(store::ContextOf(actor), [&](store::UnitOfWork& unit) {
    return unit.PutSetting(kReachSetting, reach == net::Reach::kAnywhere ? kAnywhere : "public");
  });
}

Result<DeliveryPage> ListDeliveries(Workspace& workspace, const Actor& actor,
                                    const store::DeliveryQuery& query) {
  JIEDUI_CHECK(Require(actor, Permission::kReadUsers));
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_CHECK(Seen(session, actor, query.webhook));
  DeliveryPage page;
  store::DeliveryQuery more = query;
  ++more.limit;
  JIEDUI_ASSIGN(page.items, session.ListDeliveries(more));
  if (std::ssize(page.items) > query.limit) {
    page.items.pop_back();
    page.next_before = page.items.back().id;
  }
  JIEDUI_ASSIGN(page.counts, session.CountDeliveries(query.webhook));
  return page;
}

Result<Delivery> QueueTest(Workspace& workspace, const Actor& actor, std::int64_t webhook,
                           base::TimeMs not_before_ms) {
  JIEDUI_CHECK(Require(actor, Permission::kEditWebhooks));
  Delivery delivery;
  delivery.webhook = webhook;
  delivery.event = kTestEvent;
  delivery.at_ms = workspace.clock.NowMs();
  delivery.next_ms = not_before_ms;
  JIEDUI_CHECK(
      workspace.store.Write(store::ContextOf(actor), [&](store::UnitOfWork& unit) -> Status {
        JIEDUI_ASSIGN(const Webhook to, Seen(unit, actor, webhook));
        if (!to.active && not_before_ms == 0)
          return Fail(ErrorCode::kConflict, "该推送未启用，不会发出", "active");
        JIEDUI_CHECK(unit.QueueDelivery(delivery));
        base::JsonWriter json;
        json.StartObject().Key("delivery").Id(delivery.id).EndObject();
        return unit.Log("webhook_test", domain::Code(domain::Kind::kWebhook), webhook, json.Text());
      }));
  return delivery;
}

Result<std::int64_t> Redeliver(Workspace& workspace, const Actor& actor, std::int64_t webhook,
                               std::int64_t delivery) {
  JIEDUI_CHECK(Require(actor, Permission::kEditWebhooks));
  std::int64_t count = 0;
  JIEDUI_CHECK(
      workspace.store.Write(store::ContextOf(actor), [&](store::UnitOfWork& unit) -> Status {
        JIEDUI_CHECK(Seen(unit, actor, webhook));
        if (delivery != 0) {
          JIEDUI_ASSIGN(const Delivery one, unit.GetDelivery(delivery));
          if (one.webhook != webhook)
            return Fail(ErrorCode::kNotFound, "没有推送 " + std::to_string(delivery), "delivery");
          if (one.state == store::DeliveryState::kPending)
            return Fail(ErrorCode::kConflict, "该推送尚在途中", "delivery");
        }
        JIEDUI_ASSIGN(count, unit.RequeueDeliveries(webhook, delivery));
        base::JsonWriter json;
        json.StartObject().Member("requeued", count).EndObject();
        return unit.Log("webhook_redeliver", domain::Code(domain::Kind::kWebhook), webhook,
                        json.Text());
      }));
  return count;
}

}  // namespace jiedui::services
