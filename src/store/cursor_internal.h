#pragma once

#include <string>
#include <string_view>

#include "store/values_internal.h"

namespace jiedui::store {

/// Where a page ended: the order it was in, and the last record's value and id.
struct Cursor {
  std::string order;  ///< table, column and direction; a cursor serves no other
  Stored value;
  std::int64_t id = 0;
};

/// As base64url text, so that it passes through addresses; doubles bit by bit.
std::string FormatCursor(const Cursor& cursor);

/// kInvalid (field `cursor`) for what FormatCursor did not write, or wrote for another order.
base::Result<Cursor> ParseCursor(std::string_view text, std::string_view order);

}  // namespace jiedui::store
