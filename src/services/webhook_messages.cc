#include "services/webhook_messages.h"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "base/json_reader.h"
#include "base/json_writer.h"
#include "domain/field.h"
#include "services/digest.h"

namespace jiedui::services {
namespace {

using base::JsonDocument;
using domain::Kind;
using domain::WebhookEvent;

constexpr std::string_view kState = "state";

bool Holds(const std::vector<std::string>& codes, std::string_view code) {
  return codes.empty() || std::find(codes.begin(), codes.end(), code) != codes.end();
}

/// Whom a reminder went to, and of what: nothing in it is personal.
void WriteReminder(base::JsonWriter& json, const domain::Record& record) {
  json.Key("reminder").StartObject();
  for (const char* const name : {"ledger_item", "clock", "stage", "due_on", "to_role", "to_code"}) {
    const domain::FieldDef& field = *domain::TypeOf(record.kind()).Find(name);
    json.Member(name, domain::FormatValue(field, field.get(record)));
  }
  json.EndObject();
}

const unsigned char* BytesOf(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

WebhookEvent EventOf(const store::AuditEntry& entry) {
  const bool reminder = entry.kind == domain::Code(Kind::kReminder);
  if (entry.action == "insert") return reminder ? WebhookEvent::kReminder : WebhookEvent::kCreated;
  if (entry.action == "remove") return WebhookEvent::kRemoved;
  if (entry.action == "restore") return WebhookEvent::kRestored;
  const base::Result<JsonDocument> changes = JsonDocument::Parse(entry.changes);
  const bool moved = changes && changes->root().Find(kState).has_value();
  return moved ? WebhookEvent::kMoved : WebhookEvent::kChanged;
}

bool Wants(const domain::Webhook& webhook, Kind kind, WebhookEvent event) {
  return domain::MaySubscribe(kind) && Holds(webhook.kinds, domain::Code(kind)) &&
         Holds(webhook.events, domain::Code(event));
}

std::string DetailOf(const store::AuditEntry& entry, WebhookEvent event,
                     const domain::Record& record) {
  base::JsonWriter json;
  json.StartObject();
  if (event == WebhookEvent::kReminder) {
    WriteReminder(json, record);
    return json.EndObject().Text();
  }
  const base::Result<JsonDocument> changes = JsonDocument::Parse(entry.changes);
  const bool update = event == WebhookEvent::kChanged || event == WebhookEvent::kMoved;
  if (!changes || !update) return json.EndObject().Text();
  json.Key("fields").StartArray();
  for (const auto& [name, change] : changes->root().Members()) json.String(name);
  json.EndArray();
  if (const auto state = changes->root().Find(kState)) json.Key(kState).Raw(state->Text());
  return json.EndObject().Text();
}

std::string LinkOf(Kind kind, std::int64_t id) {
  const bool own_pages = kind == Kind::kPlan || kind == Kind::kPairing;
  return std::string("/api/v1/") + (own_pages ? "" : "records/") +
         std::string(domain::TypeOf(kind).plural) + "/" + std::to_string(id);
}

std::string BodyOf(const store::Delivery& delivery) {
  base::JsonWriter json;
  json.StartObject().Key("delivery").Id(delivery.id).Member("event", delivery.event);
  json.Member("at", base::FormatUtc(delivery.at_ms));
  if (const auto kind = domain::FromCode<Kind>(delivery.kind)) {
    json.Member("kind", delivery.kind).Key("id").Id(delivery.record_id);
    json.Member("version", delivery.version).Member("revision", delivery.revision);
    json.Member("link", LinkOf(*kind, delivery.record_id));
  }
  if (delivery.event == kGapEvent) {
    json.Member("first_revision", delivery.first_revision).Member("revision", delivery.revision);
    json.Member("missed", delivery.missed);
  }
  if (const base::Result<JsonDocument> detail = JsonDocument::Parse(delivery.detail)) {
    for (const auto& [name, value] : detail->root().Members()) json.Key(name).Raw(value.Text());
  }
  return json.EndObject().Text();
}

std::string SignatureOf(std::string_view secret, std::int64_t unix_seconds, std::string_view body) {
  const std::string t = std::to_string(unix_seconds);
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> mac{};
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, BytesOf(secret), secret.size());
  crypto_auth_hmacsha256_update(&state, BytesOf(t), t.size());
  crypto_auth_hmacsha256_update(&state, BytesOf("."), 1);
  crypto_auth_hmacsha256_update(&state, BytesOf(body), body.size());
  crypto_auth_hmacsha256_final(&state, mac.data());
  return "t=" + t + ",v1=" + HexOf(mac);
}

}  // namespace jiedui::services
