#pragma once

// What is SQLite's own in the SQL that this room writes; everything else keeps to the subset that
// PostgreSQL reads the same. Migrations are written per engine.

#include <string>
#include <string_view>

namespace jiedui::store::engine {

/// A write transaction takes the one writer's place at once, so that it never fails half way for
/// another process's sake.
inline constexpr std::string_view kBeginWrite = "BEGIN IMMEDIATE";
inline constexpr std::string_view kBeginRead = "BEGIN";

/// Settings of each connection. FULL: an acknowledged commit survives a power cut (measured; NORMAL
/// loses some). The size limit gives a log that one large import blew up back to the disk.
inline constexpr std::string_view kConnectionSettings =
    "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; "
    "PRAGMA cell_size_check = ON; PRAGMA journal_size_limit = 67108864;";

inline constexpr std::string_view kCheckpoint = "PRAGMA wal_checkpoint(PASSIVE)";

/// "column is one of the JSON array bound as `parameter`": one statement for lists of any length.
inline std::string InJsonArray(std::string_view column, std::string_view parameter) {
  return std::string(column) + " IN (SELECT value FROM json_each(" + std::string(parameter) + "))";
}

/// Marks our files in SQLite's header: "JDUI".
inline constexpr int kApplicationId = 0x4A445549;

}  // namespace jiedui::store::engine
