#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace jiedui::domain {

using TsvCells = std::vector<std::string>;

/// One line of a reference file, its cells in the order of the columns asked for.
struct TsvRow {
  std::string_view file;
  std::size_t line = 0;
  TsvCells cells;
};

/// Reads the columns asked for, wherever they stand, of every line after the header; further
/// columns are left alone. kInvalid names file and line when a column is missing or a line is
/// short. Stops at `each`'s first error.
base::Status ReadTsv(std::string_view file, std::string_view text,
                     const std::vector<std::string_view>& columns,
                     const std::function<base::Status(const TsvRow&)>& each);

}  // namespace jiedui::domain
