#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "domain/kinds.h"

namespace jiedui::store {

/// Who takes changes from the outbox: each gets a row of its own for every change.
inline constexpr std::array<std::string_view, 1> kOutboxConsumers = {"index"};

/// One record that changed, waiting for one consumer: read the record again, bring the derived data
/// up to it, then acknowledge. Items come at least once; applying one twice must do no harm.
struct OutboxItem {
  std::int64_t seq = 0;  ///< the revision that the change made
  domain::Kind kind = domain::Kind::kEnterprise;
  std::int64_t id = 0;
};

}  // namespace jiedui::store
