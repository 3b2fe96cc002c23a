#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace jiedui::app {

/// One fault of one cell; column and value are empty where it is about the whole line.
struct RowError {
  std::string file;
  std::size_t line = 0;  ///< from 1, the header's; 0: the file itself
  std::string column;
  std::string value;
  std::string reason;
};

/// `pairs.tsv 第 7 行 score 列“abc”：不是有限的数`.
std::string FormatRowError(const RowError& error);

using Cells = std::vector<std::string_view>;

/// A text file, whole; its text stays alive for the views that cells are. UTF-8 with or without
/// BOM, LF or CRLF. What cannot be read is told to `errors`, which outlives it.
class TextFile {
 public:
  TextFile(const std::filesystem::path& path, std::vector<RowError>& errors);
  TextFile(const TextFile&) = delete;
  TextFile& operator=(const TextFile&) = delete;

  void Fault(std::size_t line, std::string_view column, std::string_view value, std::string reason);

  /// Calls each(line, content) for every line; nothing where the file cannot be read.
  void ForEachLine(const std::function<bool(std::size_t, std::string_view)>& each) const;

  [[nodiscard]] bool readable() const { return readable_; }

 private:
  std::string name_;
  std::vector<RowError>& errors_;
  std::string text_;
  bool readable_ = false;
};

/// A tab-separated table with a header, whose columns are found by name.
class TableFile : public TextFile {
 public:
  using TextFile::TextFile;

  /// Calls row(line, cells) for every line that has them all, cells in the order asked for; further
  /// columns are left alone, empty lines skipped. `optional` ones may be missing from the
  /// header; their cells are empty then. False where the file or its header is unusable, so that no
  /// line was looked at.
  bool Read(const Cells& required, const Cells& optional,
            const std::function<void(std::size_t, const Cells&)>& row);

  /// Whether the header that Read saw has the column.
  [[nodiscard]] bool HasColumn(std::string_view column) const;

 private:
  bool FindColumns(const Cells& header, const Cells& required, const Cells& optional,
                   std::size_t line, std::vector<int>& places);

  Cells header_;
};

}  // namespace jiedui::app
