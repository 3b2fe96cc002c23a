#pragma once

#include <string_view>

#include "office/table.h"

namespace jiedui::office {

/// The workbook's part of ScanTable.
base::Result<Table> ReadXlsx(std::string_view bytes, const TableOptions& options,
                             const RowVisitor& visit);

}  // namespace jiedui::office
