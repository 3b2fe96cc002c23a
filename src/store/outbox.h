#pragma once

#include <cstdint>

#include "domain/kinds.h"

namespace jiedui::store {

/// One record that changed, waiting for one consumer: read the record again, bring the derived data
/// up to it, then acknowledge. Items come at least once; applying one twice must do no harm.
struct OutboxItem {
  std::int64_t seq = 0;  ///< the revision that the change made
  domain::Kind kind = domain::Kind::kEnterprise;
  std::int64_t id = 0;
};

}  // namespace jiedui::store
