#include "services/webhooks.h"

#include "api/handlers/handlers.h"
#include "api/json_parts.h"

namespace jiedui::api {
namespace {

using base::ErrorCode;
using base::Fail;
using base::JsonWriter;
using base::Result;
using store::Delivery;

void WriteDelivery(JsonWriter& json, const Delivery& delivery) {
  json.StartObject().Key("id").Id(delivery.id).Member("event", delivery.event);
  json.Key("record");
  if (delivery.kind.empty()) {
    json.Null();
  } else {
    json.StartObject().Member("kind", delivery.kind).Key("id").Id(delivery.record_id);
    json.Member("version", delivery.version).EndObject();
  }
  json.Member("missed", delivery.missed).Member("state", domain::Code(delivery.state));
  json.Member("attempts", delivery.attempts).Member("status", delivery.status);
  json.Member("error", delivery.error).Key("at");
  WriteMoment(json, delivery.at_ms);
  json.Key("tried_at");
  WriteMoment(json, delivery.tried_ms);
  const bool waits = delivery.state == store::DeliveryState::kPending;
  json.Key("next_at");
  WriteMoment(json, waits ? delivery.next_ms : 0);
  json.EndObject();
}

Result<store::DeliveryQuery> ReadDeliveryQuery(const Context& context) {
  JIEDUI_CHECK(context.AllowQuery({"state", "cursor", "limit"}));
  store::DeliveryQuery query;
  JIEDUI_ASSIGN(query.webhook, context.PathId());
  JIEDUI_ASSIGN(const auto states, context.QueryCodes<store::DeliveryState>("state"));
  if (states.size() > 1) return Fail(ErrorCode::kInvalid, "state 只能有一个值", "state");
  if (!states.empty()) query.state = states.front();
  JIEDUI_ASSIGN(query.before_id, context.QueryId("cursor"));
  JIEDUI_ASSIGN(const std::size_t limit, context.QueryCount("limit", 50, 200));
  query.limit = static_cast<std::int64_t>(limit);
  return query;
}

}  // namespace

Answer ListWebhookDeliveries(Context& context) {
  JIEDUI_ASSIGN(const store::DeliveryQuery query, ReadDeliveryQuery(context));
  JIEDUI_ASSIGN(const services::DeliveryPage page,
                services::ListDeliveries(context.workspace(), context.actor(), query));
  JsonWriter json;
  json.StartObject().Key("items").StartArray();
  for (const Delivery& delivery : page.items) WriteDelivery(json, delivery);
  json.EndArray().Key("counts").StartObject();
  json.Member("pending", page.counts.pending).Member("delivered", page.counts.delivered);
  json.Member("dead", page.counts.dead).EndObject();
  WriteNextCursor(json, page.next_before == 0 ? "" : std::to_string(page.next_before));
  return JsonResponse(200, json.EndObject());
}

Answer TestWebhook(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_ASSIGN(const Delivery delivery,
                services::QueueTest(context.workspace(), context.actor(), id));
  JsonWriter json;
  WriteDelivery(json, delivery);
  return JsonResponse(202, json);
}

Answer RedeliverWebhook(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_ASSIGN(const base::JsonDocument body, context.JsonBody({"delivery"}));
  std::int64_t delivery = 0;
  if (const auto named = body.root().Find("delivery")) {
    const Result<std::int64_t> parsed = base::ParseId(named->AsString().value_or(""));
    if (!parsed) return Fail(ErrorCode::kInvalid, "delivery 不是编号", "delivery");
    delivery = *parsed;
  }
  JIEDUI_ASSIGN(const std::int64_t requeued,
                services::Redeliver(context.workspace(), context.actor(), id, delivery));
  JsonWriter json;
  json.StartObject().Member("requeued", requeued);
  return JsonResponse(202, json.EndObject());
}

}  // namespace jiedui::api
