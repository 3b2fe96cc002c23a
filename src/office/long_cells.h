#pragma once

#include "office/table.h"

namespace jiedui::office {

/// Puts the cells of a workbook together that Sheet::continued spread over several columns. A
/// column whose first part the table does not have stays as it is.
void JoinContinuedCells(Table& table);

}  // namespace jiedui::office
