#pragma once

#include "office/sheet_writer.h"

namespace jiedui::office {

/// Has the sheet a cell that Sheet::continued spreads?
bool HasLongCells(const Sheet& sheet);

/// The sheet with the cells that are too long for a spreadsheet going on in further columns.
Sheet WithContinuedCells(Sheet sheet);

}  // namespace jiedui::office
