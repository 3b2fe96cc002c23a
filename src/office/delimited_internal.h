#pragma once

#include <string_view>

#include "office/rows_internal.h"

namespace jiedui::office {

/// Gives the rows of valid UTF-8 text to the collector. Quotes count where the separator is a comma
/// (RFC 4180; a quote inside an unquoted cell is a plain character); a tab-separated file has none.
/// kInvalid, with the line, for an open quote, text after a closing one, or a zero byte.
base::Status ReadDelimited(std::string_view text, char separator, const TableLimits& limits,
                           RowCollector& rows);

}  // namespace jiedui::office
