#pragma once

#include <optional>
#include <vector>

#include "domain/actor.h"
#include "domain/webhook.h"
#include "net/poster.h"
#include "services/workspace.h"

namespace jiedui::services {

/// A page of a webhook's deliveries, newest first.
struct DeliveryPage {
  std::vector<store::Delivery> items;
  std::int64_t next_before = 0;  ///< DeliveryQuery::before_id of the next page; 0 on the last
  store::DeliveryCounts counts;
};

/// Where the city's webhooks may go: kPublic unless the operator widened it.
base::Result<net::Reach> WebhookReach(const store::Reader& reader);

/// Sets it, audited. kForbidden for anybody but the operator: it opens the city's own network.
base::Status SetWebhookReach(Workspace& workspace, const domain::Actor& actor, net::Reach reach);

/// What is on its way to a webhook, was delivered or was given up. kForbidden without read_users,
/// kNotFound where there is no such webhook, kInvalid for a bad limit.
base::Result<DeliveryPage> ListDeliveries(Workspace& workspace, const domain::Actor& actor,
                                          const store::DeliveryQuery& query);

/// Puts a test message on its way; not sent by the service before `not_before_ms`, so that the
/// caller may send it itself. kForbidden without edit_webhooks, kNotFound where there is no such
/// webhook, kConflict where it is not active and the caller does not say when.
base::Result<store::Delivery> QueueTest(Workspace& workspace, const domain::Actor& actor,
                                        std::int64_t webhook, base::TimeMs not_before_ms = 0);

/// Puts one delivery that is over, or with 0 all that were given up, on its way again; how many.
/// kForbidden, kNotFound as above; kConflict where the one is on its way still.
base::Result<std::int64_t> Redeliver(Workspace& workspace, const domain::Actor& actor,
                                     std::int64_t webhook, std::int64_t delivery);

}  // namespace jiedui::services
