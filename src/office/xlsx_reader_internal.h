#pragma once

#include <string_view>

#include "office/table.h"

namespace jiedui::office {

/// The first sheet of the workbook that holds anything; see ReadTable.
base::Result<Table> ReadXlsx(std::string_view bytes, const TableLimits& limits);

}  // namespace jiedui::office
