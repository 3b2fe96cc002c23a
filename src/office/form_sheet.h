#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "domain/form.h"
#include "office/table.h"

namespace jiedui::office {

enum class FormStyle : std::uint8_t {
  kNote,     ///< small, no border
  kTitle,    ///< large, centred, no border
  kPart,     ///< bold, a line of the table
  kLabel,    ///< centred header
  kText,     ///< what is filled in: wrapped, from the left
  kNumber,   ///< a number, centred
  kSum,      ///< the same of a sum: 0 shows as nothing, as on paper
  kBox,      ///< a tick box and its text, no lines around it
  kLastBox,  ///< the same at the right end
};

/// One cell or merged range of a form.
struct FormCell {
  domain::CellRange range;
  std::string text;
  FormStyle style = FormStyle::kText;
  std::optional<double> number = std::nullopt;  ///< written as one, instead of the text
  std::string formula = {};                     ///< `=SUM(E10:E12)`; `number` is what it gives
};

/// A form as a sheet: A4 upright, as wide as the page, printed on as few pages as it takes.
struct FormSheet {
  std::string name;
  std::vector<double> column_widths;           ///< in characters, from the first column
  std::map<std::size_t, double> line_heights;  ///< in points, by line from 1
  std::vector<FormCell> cells;                 ///< no two overlap
};

/// The workbook with that sheet. The same sheet makes the same bytes. kTooLarge for a text over
/// Excel's 32,767 characters.
base::Result<std::string> FormXlsx(const FormSheet& sheet);

/// A sheet's cells as they stand, no header among them.
struct Grid {
  std::string sheet;
  std::vector<TableRow> rows;  ///< in ascending order, those that hold anything

  /// The text there, lines from 1, columns from 0; empty where there is none.
  [[nodiscard]] std::string_view At(std::size_t line, std::size_t column) const;
};

/// The first visible sheet that holds anything. kInvalid for what is no workbook, kTooLarge over a
/// limit (TableLimits); the field is "file".
base::Result<Grid> ReadGrid(std::string_view bytes, const TableLimits& limits = {});

}  // namespace jiedui::office
