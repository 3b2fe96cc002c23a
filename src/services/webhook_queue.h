#pragma once

#include <vector>

#include "domain/actor.h"
#include "domain/webhook.h"
#include "services/webhook_options.h"
#include "services/workspace.h"

namespace jiedui::services {

/// An active webhook with the eyes of its owner.
struct Subscriber {
  domain::Webhook webhook;
  domain::Actor owner;
};

/// Every active webhook whose owner's account is in order and may keep webhooks today; the others
/// are silent until it is again.
base::Result<std::vector<Subscriber>> ActiveSubscribers(Workspace& workspace);

/// Takes at most options.batch changes out of the outbox and queues a delivery for each active
/// subscriber that wants the change and whose owner sees the record, in one unit of work: a change
/// is queued exactly once, whenever the process dies. A webhook with most_pending on their way gets
/// a `gap` instead, which grows until it is tried; then another begins. How many changes were
/// taken; 0: the outbox is empty.
base::Result<std::size_t> QueueChanges(Workspace& workspace, base::TimeMs now_ms,
                                       const WebhookOptions& options);

}  // namespace jiedui::services
