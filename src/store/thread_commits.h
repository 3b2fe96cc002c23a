#pragma once

#include <cstdint>

namespace jiedui::store {

/// How many units of work that the calling thread asked for were committed, of any store; only
/// grows. Whoever answers a request tells by it a failure before which something was written from
/// one before which nothing was.
std::uint64_t CommitsOfThread();

}  // namespace jiedui::store
