#pragma once

#include <string_view>
#include <vector>

#include "office/table.h"

namespace jiedui::office {

/// An error about the file: "第 12 行: …", field "file".
tl::unexpected<base::Error> AtLine(base::ErrorCode code, std::size_t line, std::string_view what);

/// An error about the file as a whole, field "file".
tl::unexpected<base::Error> InFile(base::ErrorCode code, std::string message);

/// LF, CRLF and CR in the text.
std::size_t CountLineEnds(std::string_view text);

/// Makes a table of the raw rows of any format: the first that is not blank is the header, blank
/// ones are left out, the rest is brought to the header's width or found ragged.
class RowCollector {
 public:
  /// Rows of text files end where their line ends; sheets store no trailing blanks.
  enum class Source { kText, kSheet };

  /// All three must outlive this.
  RowCollector(Source source, const TableOptions& options, const RowVisitor& visit)
      : source_(source), options_(options), visit_(visit) {}

  /// The next row of the file. kTooLarge over a limit; the visitor's error.
  base::Status Add(TableRow row);

  /// Before the header: a line of its title.
  void AddTitle(std::string line) { table_.title.push_back(std::move(line)); }

  [[nodiscard]] bool HasHeader() const { return !table_.header.empty(); }

  /// The table without its rows. kInvalid where there was no header, or for ragged rows.
  base::Result<Table> Finish(std::string sheet);

 private:
  base::Status AddRagged(TableRow row);

  Source source_;
  const TableOptions& options_;
  const RowVisitor& visit_;
  Table table_;
  std::size_t rows_ = 0;
};

}  // namespace jiedui::office
