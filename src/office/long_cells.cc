#include "office/long_cells.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "office/long_cells_internal.h"
#include "office/xlsx_text_internal.h"

namespace jiedui::office {
namespace {

constexpr std::string_view kOpen = "（续";
constexpr std::string_view kClose = "）";

/// The longest front of the text that fits a cell, between two code points.
std::size_t PieceLength(std::string_view text) {
  constexpr std::size_t kPieceBytes = 30'000;
  std::size_t length = base::ValidUtf8Prefix(text.substr(0, kPieceBytes));
  // Escapes make a text longer in the file.
  while (!FitsXlsxCell(text.substr(0, length)))
    length = base::ValidUtf8Prefix(text.substr(0, length / 2));
  return length;
}

/// Puts what goes on into columns behind the others.
class Spreader {
 public:
  explicit Spreader(Sheet& sheet) : sheet_(sheet) {}

  void Spread(std::vector<std::string>& row, std::size_t column) {
    const std::string whole = std::move(row[column]);
    std::string_view rest = whole;
    for (std::size_t place = 1; !rest.empty(); ++place) {
      const std::size_t length = PieceLength(rest);
      const std::size_t at = place == 1 ? column : ColumnOf(column, place);
      if (row.size() <= at) row.resize(at + 1);
      row[at] = std::string(rest.substr(0, length));
      rest.remove_prefix(length);
    }
  }

 private:
  std::size_t ColumnOf(std::size_t column, std::size_t place) {
    const auto [at, fresh] = columns_.try_emplace({column, place}, sheet_.header.size());
    if (fresh) {
      sheet_.header.push_back(sheet_.header[column] + std::string(kOpen) + std::to_string(place) +
                              std::string(kClose));
    }
    return at->second;
  }

  Sheet& sheet_;
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> columns_;
};

/// The header that the column goes on from, and which part it is; 0 for a column of its own.
std::size_t PartOf(std::string_view header, std::string_view& first) {
  const std::size_t open = header.rfind(kOpen);
  if (open == std::string_view::npos || !header.ends_with(kClose)) return 0;
  const std::size_t digits = open + kOpen.size();
  const auto place =
      base::ParseInteger(header.substr(digits, header.size() - kClose.size() - digits));
  first = header.substr(0, open);
  return place && *place >= 2 ? static_cast<std::size_t>(*place) : 0;
}

/// Column → the columns that it goes on in, by their part.
using Continuations = std::map<std::size_t, std::map<std::size_t, std::size_t>>;

Continuations FindContinuations(const std::vector<std::string>& header) {
  Continuations found;
  for (std::size_t c = 0; c < header.size(); ++c) {
    std::string_view first;
    const std::size_t part = PartOf(base::Trim(header[c]), first);
    const auto at = std::find(header.begin(), header.end(), first);
    if (part != 0 && at != header.end())
      found[static_cast<std::size_t>(at - header.begin())].emplace(part, c);
  }
  return found;
}

void EraseColumns(const Continuations& continuations, std::vector<std::string>& cells) {
  std::vector<std::size_t> columns;
  for (const auto& [first, parts] : continuations) {
    for (const auto& [part, column] : parts) columns.push_back(column);
  }
  std::sort(columns.rbegin(), columns.rend());
  for (const std::size_t column : columns)
    cells.erase(cells.begin() + static_cast<std::ptrdiff_t>(column));
}

}  // namespace

bool HasLongCells(const Sheet& sheet) {
  return std::any_of(sheet.rows.begin(), sheet.rows.end(), [](const auto& row) {
    return !std::all_of(row.begin(), row.end(), FitsXlsxCell);
  });
}

Sheet WithContinuedCells(Sheet sheet) {
  Spreader spreader(sheet);
  const std::size_t columns = sheet.header.size();
  for (std::vector<std::string>& row : sheet.rows) {
    for (std::size_t c = 0; c < std::min(columns, row.size()); ++c) {
      if (!FitsXlsxCell(row[c])) spreader.Spread(row, c);
    }
  }
  return sheet;
}

void JoinContinuedCells(Table& table) {
  const Continuations continuations = FindContinuations(table.header);
  if (continuations.empty()) return;
  for (TableRow& row : table.rows) {
    for (const auto& [first, parts] : continuations) {
      for (const auto& [part, column] : parts) row.cells[first] += row.cells[column];
    }
    EraseColumns(continuations, row.cells);
  }
  EraseColumns(continuations, table.header);
}

}  // namespace jiedui::office
