#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace jiedui::office {

/// How a number format shows a number, as far as a table's reader cares.
struct NumberFormat {
  enum class Kind { kNumber, kDate, kTime, kElapsed, kDateTime, kZeros };
  Kind kind = Kind::kNumber;
  std::size_t zeros = 0;  ///< kZeros: the least number of digits
};

/// What a format does: by its code where the workbook gives one, else by its built-in number.
/// Source: ECMA-376-1 18.8.30 and 18.8.31, numbers 27 … 58 as in the zh-cn column.
NumberFormat ClassifyFormat(int id, std::string_view code);

/// The cached value of a number cell (decimal text as XML has it) as a person reads it; see
/// ReadTable. Days that the system does not have (0, the 29th of February 1900, beyond the year
/// 9999) stay numbers, and what is no number stays as it is.
std::string ShowNumber(std::string_view value, const NumberFormat& format, bool since_1904);

}  // namespace jiedui::office
