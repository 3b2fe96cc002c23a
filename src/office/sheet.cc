#include <charconv>
#include <optional>

#include "base/text.h"
#include "office/rows_internal.h"
#include "office/sheet_internal.h"
#include "office/xml_internal.h"

namespace jiedui::office {
namespace {

using base::ErrorCode;
using base::Result;
using base::Status;

constexpr std::size_t kMostLines = 1'048'576;
constexpr std::size_t kMostColumns = 16'384;
constexpr std::size_t kMostMerged = 200'000;

/// A whole number without sign; nothing for anything else.
std::optional<std::size_t> ToNumber(std::string_view text) {
  std::size_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (text.empty() || error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

enum class CellType { kNumber, kShared, kText, kInline, kBoolean };

CellType TypeOf(std::string_view name) {
  if (name.empty() || name == "n") return CellType::kNumber;
  if (name == "s") return CellType::kShared;
  if (name == "inlineStr") return CellType::kInline;
  if (name == "b") return CellType::kBoolean;
  return CellType::kText;  // str: a formula's text; e: an error; d: an ISO 8601 date
}

class SheetPart final : public XmlHandler {
 public:
  SheetPart(const Workbook& book, const TableLimits& limits) : book_(book), limits_(limits) {}

  Status Start(std::string_view name, const XmlAttributes& attributes) override {
    if (!in_data_) {
      if (name == "sheetData") in_data_ = true;
      return name == "mergeCell" ? AddMerged(attributes.Get("ref")) : Status{};
    }
    if (name == "c") return StartCell(attributes);
    if (name == "row") return StartRow(attributes);
    if (name == "rPh") in_reading_aid_ = true;
    if (name == "v") in_value_ = in_cell_ && type_ != CellType::kInline;
    if (name == "t") in_value_ = in_cell_ && type_ == CellType::kInline && !in_reading_aid_;
    return {};
  }

  Status End(std::string_view name) override {
    if (!in_data_) return {};
    if (name == "v" || name == "t") in_value_ = false;
    if (name == "rPh") in_reading_aid_ = false;
    if (name == "sheetData") in_data_ = false;
    if (name == "c" && in_cell_) return EndCell();
    if (name == "row" && line_ > 0) return EndRow();
    return {};
  }

  Status Text(std::string_view text) override {
    if (!in_value_) return {};
    if (value_.size() + text.size() > limits_.cell_bytes) return TooLarge("单元格过长");
    value_ += text;
    return {};
  }

  RawSheet Take() { return std::move(sheet_); }

 private:
  tl::unexpected<base::Error> TooLarge(std::string_view what) const {
    return AtLine(ErrorCode::kTooLarge, line_, what);
  }

  Status AddMerged(std::string_view reference) {
    if (sheet_.merged.size() >= kMostMerged)
      return InFile(ErrorCode::kTooLarge, "合并的单元格过多");
    const std::size_t colon = reference.find(':');
    JIEDUI_ASSIGN(const CellPlace first, ParseCellPlace(reference.substr(0, colon)));
    if (colon == std::string_view::npos) return {};
    JIEDUI_ASSIGN(const CellPlace last, ParseCellPlace(reference.substr(colon + 1)));
    if (last.line < first.line || last.column < first.column)
      return InFile(ErrorCode::kInvalid, "合并范围 “" + std::string(reference) + "” 无效");
    sheet_.merged.push_back({first.line, first.column, last.line, last.column});
    return {};
  }

  Status StartRow(const XmlAttributes& attributes) {
    const std::string_view given = attributes.Get("r");
    const std::optional<std::size_t> number = given.empty() ? last_line_ + 1 : ToNumber(given);
    if (!number || *number <= last_line_ || *number > kMostLines) {
      return InFile(ErrorCode::kInvalid,
                    "工作表的行号 “" + std::string(given.substr(0, 20)) + "” 无效");
    }
    line_ = last_line_ = *number;
    row_ = {line_, {}};
    row_.cells.reserve(columns_before_);
    next_column_ = 0;
    return {};
  }

  Status StartCell(const XmlAttributes& attributes) {
    if (line_ == 0) return InFile(ErrorCode::kInvalid, "工作表的单元格不在行内");
    const std::string_view reference = attributes.Get("r");
    column_ = next_column_;
    if (!reference.empty()) {
      JIEDUI_ASSIGN(const CellPlace place, ParseCellPlace(reference));
      column_ = place.column;
    }
    next_column_ = column_ + 1;
    type_ = TypeOf(attributes.Get("t"));
    style_ = ToNumber(attributes.Get("s")).value_or(0);
    value_.clear();
    in_cell_ = true;
    return {};
  }

  Status EndCell() {
    in_cell_ = in_value_ = in_reading_aid_ = false;
    // Sheets colour cells out to their last column: only what holds something counts.
    if (value_.empty()) return {};
    if (column_ >= limits_.columns) return TooLarge("列数过多");
    if (row_.cells.size() <= column_) {
      cells_ += column_ + 1 - row_.cells.size();
      row_.cells.resize(column_ + 1);
    }
    std::string& cell = row_.cells[column_];
    JIEDUI_CHECK(ShowValue(cell));
    // One long shared text may stand in a million cells.
    text_bytes_ += cell.size();
    if (cells_ > limits_.cells || text_bytes_ > limits_.unpacked_bytes)
      return TooLarge("工作表的内容过多");
    return {};
  }

  Status ShowValue(std::string& cell) {
    switch (type_) {
      case CellType::kShared: {
        const std::optional<std::size_t> index = ToNumber(base::Trim(value_));
        if (!index || *index >= book_.strings.size())
          return AtLine(ErrorCode::kInvalid, line_, "引用了不存在的共享文字");
        cell = book_.strings[*index];
        return {};
      }
      case CellType::kBoolean:
        cell = value_ == "1" || value_ == "true" ? "TRUE" : "FALSE";
        return {};
      case CellType::kNumber:
        cell = ShowNumber(value_, style_ < book_.styles.size() ? book_.styles[style_] : kPlain,
                          book_.since_1904);
        return {};
      case CellType::kText:
      case CellType::kInline:
        cell = Unescape(value_);
        return {};
    }
    return {};
  }

  Status EndRow() {
    line_ = 0;
    if (row_.cells.empty()) return {};
    columns_before_ = row_.cells.size();
    sheet_.rows.push_back(std::move(row_));
    return {};
  }

  static constexpr NumberFormat kPlain = {};

  const Workbook& book_;
  const TableLimits& limits_;
  RawSheet sheet_;
  TableRow row_;
  std::size_t line_ = 0;  // 0 outside of rows
  std::size_t last_line_ = 0;
  std::size_t columns_before_ = 0;
  std::size_t column_ = 0;
  std::size_t next_column_ = 0;
  std::size_t cells_ = 0;
  std::size_t text_bytes_ = 0;
  CellType type_ = CellType::kNumber;
  std::size_t style_ = 0;
  std::string value_;
  bool in_data_ = false;
  bool in_cell_ = false;
  bool in_value_ = false;
  bool in_reading_aid_ = false;
};

}  // namespace

Result<CellPlace> ParseCellPlace(std::string_view reference) {
  CellPlace place;
  std::size_t letters = 0;
  std::size_t column = 0;
  for (; letters < reference.size() && letters < 4; ++letters) {
    const char c = reference[letters];
    if (c < 'A' || c > 'Z') break;
    column = column * 26 + static_cast<std::size_t>(c - 'A' + 1);
  }
  place.line = ToNumber(reference.substr(letters)).value_or(0);
  place.column = column - 1;
  const bool valid =
      letters > 0 && column <= kMostColumns && place.line > 0 && place.line <= kMostLines;
  if (valid) return place;
  return InFile(ErrorCode::kInvalid,
                "单元格引用 “" + std::string(reference.substr(0, 20)) + "” 无效");
}

Result<RawSheet> ReadSheet(ZipPart part, const Workbook& book, const TableLimits& limits) {
  SheetPart sheet(book, limits);
  JIEDUI_CHECK(ParseXml(std::move(part), sheet));
  return sheet.Take();
}

}  // namespace jiedui::office
