#pragma once

#include <cstdint>
#include <span>

#include "domain/record.h"

namespace jiedui::services::demo {

/// Replaces every reference of the record to another one, be it by the field table or by a pair of
/// kind and id, by what `ids` holds at its number; 0 stays nobody. Precondition: every reference is
/// below the size of `ids` (DemoCity gives 1 … n in order, so what comes before is known).
void RemapReferences(domain::Record& record, std::span<const std::int64_t> ids);

}  // namespace jiedui::services::demo
