#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "domain/kinds.h"

namespace jiedui::store {

/// The consumer that tells other machines.
inline constexpr std::string_view kWebhookConsumer = "webhooks";

/// Who takes changes from the outbox: each gets a row of its own for every change. `webhooks` only
/// while a subscription is active, so that nothing piles up, nor is written, where there is none.
inline constexpr std::array<std::string_view, 2> kOutboxConsumers = {"index", kWebhookConsumer};

inline bool IsConsumerOfAll(std::string_view consumer) {
  return std::find(kOutboxConsumers.begin(), kOutboxConsumers.end(), consumer) !=
         kOutboxConsumers.end();
}

/// The consumer of that node's search index: `index` of the first, `index-1` …, which have to
/// follow: Store::FollowOutbox.
std::string IndexConsumerOf(std::uint8_t node);

/// One record that changed, waiting for one consumer: read the record again, bring the derived data
/// up to it, then acknowledge. Items come at least once; applying one twice must do no harm.
struct OutboxItem {
  std::int64_t seq = 0;  ///< the revision that the change made
  domain::Kind kind = domain::Kind::kEnterprise;
  std::int64_t id = 0;
  std::int64_t audit_seq = 0;  ///< the audit row that tells the change; 0: of an older program
};

}  // namespace jiedui::store
