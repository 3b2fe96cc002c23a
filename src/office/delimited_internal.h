#pragma once

#include <string_view>

#include "office/rows_internal.h"

namespace jiedui::office {

/// Gives the rows of valid UTF-8 text to the collector. Quotes count where the separator is a comma
/// (RFC 4180; a quote inside an unquoted cell is a plain character); a tab-separated file has none.
/// Of a cell that NeedsGuard with a `'` before it, that is taken away.
/// kInvalid, with the line, for an open quote, text after a closing one, or a zero byte.
base::Status ReadDelimited(std::string_view text, char separator, const TableLimits& limits,
                           RowCollector& rows);

/// What CsvText sets before a cell that a spreadsheet would run as a formula.
inline constexpr char kGuard = '\'';

/// Would a spreadsheet run the cell, or is it guarded as it is, so that it would be taken for one
/// that was? Source: OWASP, CSV injection.
bool NeedsGuard(std::string_view cell);

}  // namespace jiedui::office
