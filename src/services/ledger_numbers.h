#pragma once

#include <string>

#include "store/reader.h"

namespace jiedui::services {

/// The next number of the year, `2020-0001` on: one more than the highest there ever was, deleted
/// ones and imported ones among them, so that a number never means two problems. Called inside the
/// unit of work that stores the item: the store has one writer, so no two get the same and none is
/// left out. O(log n) below ten thousand a year, then O(numbers of the year).
base::Result<std::string> NextLedgerNumber(const store::Reader& reader, std::int32_t year);

}  // namespace jiedui::services
