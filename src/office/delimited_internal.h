#pragma once

#include <string_view>

#include "office/table.h"

namespace jiedui::office {

/// Rows of valid UTF-8 text. Quotes count where the separator is a comma (RFC 4180); a
/// tab-separated file has none.
base::Result<Table> ReadDelimited(std::string_view text, char separator, const TableLimits& limits);

/// Adds a row to the table: the first becomes the header; blank ones are left out.
base::Status AddRow(Table& table, TableRow row, const TableLimits& limits);

}  // namespace jiedui::office
