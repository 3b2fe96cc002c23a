#pragma once

#include <cstdint>

namespace jiedui::store {

/// The databases that the store can stand on.
enum class Engine : std::uint8_t { kSqlite, kPostgres };

}  // namespace jiedui::store
