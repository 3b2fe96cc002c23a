#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
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

/// Where a text comes from: a file, or memory under the name of one.
struct TextSource {
  static constexpr std::size_t kStretchBytes = std::size_t{1} << 22;

  TextSource() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): to most callers it is a path
  TextSource(std::filesystem::path file) : path(std::move(file)) {}
  /// The text outlives whoever reads it.
  static TextSource InMemory(std::filesystem::path name, std::string_view text) {
    TextSource source(std::move(name));
    source.text = text;
    return source;
  }

  std::filesystem::path path;
  std::optional<std::string_view> text;  ///< where it is given, no file is looked at
  /// How much is read at a time, at least 1; small ones are for tests.
  std::size_t stretch_bytes = kStretchBytes;
};

/// A text file. UTF-8 with or without BOM, LF or CRLF. What cannot be read is told to `errors`,
/// which outlives it.
class TextFile {
 public:
  enum class Keep {
    kText,  ///< whole in memory: the views that lines and cells are live as long as it
    kLine,  ///< a stretch at a time: they live until the next line; read anew by every ForEachLine
  };

  /// What can be read only once (a pipe) is kept whole in any case.
  TextFile(TextSource source, std::vector<RowError>& errors, Keep keep = Keep::kText);
  TextFile(const TextFile&) = delete;
  TextFile& operator=(const TextFile&) = delete;

  /// Of a file with more than 1,000 faults only the first are told.
  void Fault(std::size_t line, std::string_view column, std::string_view value, std::string reason);

  /// While quiet, nothing is told: for reading once more what was told before.
  void SetQuiet(bool quiet) { quiet_ = quiet; }

  /// Calls each(line, content) for every line until it returns false; nothing where the file cannot
  /// be read. Of a file that is not kept, a stretch that is not UTF-8 ends it, and is told.
  void ForEachLine(const std::function<bool(std::size_t, std::string_view)>& each);

  [[nodiscard]] bool readable() const { return readable_; }
  /// In bytes; 0 where it cannot be read.
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  [[nodiscard]] std::unique_ptr<std::istream> Open() const;
  void ReadWhole();
  bool ReadStretch(std::istream& in, std::string& stretch);

  TextSource source_;
  std::string name_;
  std::vector<RowError>& errors_;
  std::string text_;  // empty where only lines are kept
  bool kept_ = true;
  bool readable_ = false;
  std::size_t size_ = 0;
  std::size_t step_ = 0;  // bytes read at a time
  std::size_t faults_ = 0;
  bool quiet_ = false;
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
