#pragma once

#include <string>
#include <string_view>

#include "domain/webhook.h"
#include "store/audit.h"
#include "store/delivery.h"

namespace jiedui::services {

// What a receiver gets. No values of fields but the state's: ids, names of fields and where to read
// the record, with an account of the receiver's own and what that account may see.

/// Events of deliveries besides domain::WebhookEvent.
constexpr std::string_view kTestEvent = "test";
/// More changed than was kept for the receiver: it must read anew what it follows.
constexpr std::string_view kGapEvent = "gap";

/// What a change was. kChanged where the entry is of no change that subscriptions name.
domain::WebhookEvent EventOf(const store::AuditEntry& entry);

/// Does the subscription ask for that?
bool Wants(const domain::Webhook& webhook, domain::Kind kind, domain::WebhookEvent event);

/// What the message says of a change besides which it was: the names of the fields that changed,
/// and the state before and after where it moved; of a reminder what it reminds whom of.
std::string DetailOf(const store::AuditEntry& entry, domain::WebhookEvent event,
                     const domain::Record& record);

/// Where the record is read, a path of this service.
std::string LinkOf(domain::Kind kind, std::int64_t id);

/// The message, the same at every attempt.
std::string BodyOf(const store::Delivery& delivery);

/// The header `Jiedui-Signature`: `t=<unix seconds>,v1=<hex>`, HMAC-SHA-256 (RFC 2104, FIPS 180-4)
/// of `<t>.<body>` under the secret. The receiver computes the same and refuses an old `t`.
std::string SignatureOf(std::string_view secret, std::int64_t unix_seconds, std::string_view body);

}  // namespace jiedui::services
