#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "domain/names.h"

namespace jiedui::store {

enum class DeliveryState : std::uint8_t { kPending, kDelivered, kDead };

constexpr std::array<domain::EnumName, 3> kDeliveryStateNames = {{
    {"pending", "待送", "Pending"},
    {"delivered", "已送达", "Delivered"},
    {"dead", "已放弃", "Given up"},
}};
constexpr std::span<const domain::EnumName> NamesOf(DeliveryState /*tag*/) {
  return kDeliveryStateNames;
}

/// One message on its way to one webhook. No record: its attempts are neither audited nor told to
/// anybody. Ids grow and are never given twice.
struct Delivery {
  std::int64_t id = 0;
  std::int64_t webhook = 0;
  std::string event;
  std::string kind;                 ///< code of the record's; empty where it is about none
  std::int64_t record_id = 0;       ///< with kind: deliveries of one record go in the order of ids
  std::int64_t version = 0;         ///< of the record after the change
  std::int64_t revision = 0;        ///< that the change made; 0 where there was none
  std::int64_t first_revision = 0;  ///< of a gap: where it begins, `revision` being its end
  std::int64_t missed = 0;          ///< of a gap: how many changes it stands for
  base::TimeMs at_ms = 0;           ///< of the change
  std::string detail = "{}";        ///< JSON object, part of the message
  DeliveryState state = DeliveryState::kPending;
  std::int64_t attempts = 0;
  base::TimeMs next_ms = 0;     ///< not before
  base::TimeMs give_up_ms = 0;  ///< pending no longer than that; 0: said at the first attempt
  base::TimeMs tried_ms = 0;    ///< the last attempt; 0: none
  std::int64_t status = 0;      ///< HTTP status of the last answer; 0: none came
  std::string error;            ///< why the last attempt failed
};

/// What to list of a webhook's, newest first.
struct DeliveryQuery {
  std::int64_t webhook = 0;
  std::optional<DeliveryState> state = std::nullopt;
  std::int64_t before_id = 0;  ///< the page after the one that ended with this id; 0: the first
  std::int64_t limit = 50;     ///< 1 … 1,000
};

struct DeliveryCounts {
  std::int64_t pending = 0;
  std::int64_t delivered = 0;
  std::int64_t dead = 0;
};

/// What is not kept any longer.
struct DeliveryPurge {
  base::TimeMs delivered_before_ms = 0;
  base::TimeMs dead_before_ms = 0;
  std::int64_t most_kept = 0;  ///< of those that are over, for each webhook: the newest
};

}  // namespace jiedui::store
