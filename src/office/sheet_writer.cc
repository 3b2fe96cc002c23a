#include "office/sheet_writer.h"

#include <fcntl.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "base/text.h"

namespace jiedui::office {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

constexpr double kLeastWidth = 8;
constexpr double kMostWidth = 60;

/// Columns of a terminal: Chinese characters count two.
double WidthOf(std::string_view text) {
  double width = 0;
  for (const char32_t c : base::ToCodePoints(text)) width += c < 0x1100 ? 1 : 2;
  return width;
}

struct Formats {
  lxw_format* header = nullptr;
  lxw_format* title = nullptr;
  lxw_format* marked = nullptr;
};

Formats MakeFormats(lxw_workbook* book) {
  Formats formats{workbook_add_format(book), workbook_add_format(book), workbook_add_format(book)};
  format_set_bold(formats.header);
  format_set_bg_color(formats.header, 0xDDE7F3);
  format_set_border(formats.header, LXW_BORDER_THIN);
  format_set_text_wrap(formats.header);
  format_set_align(formats.header, LXW_ALIGN_VERTICAL_CENTER);
  format_set_bold(formats.title);
  format_set_font_size(formats.title, 16);
  format_set_align(formats.title, LXW_ALIGN_CENTER);
  format_set_font_color(formats.marked, 0xB00020);
  format_set_bg_color(formats.marked, 0xFDE7EA);
  return formats;
}

void WriteCell(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, const std::string& text,
               bool number, lxw_format* format) {
  const std::optional<double> value = number ? base::ParseNumber(text) : std::nullopt;
  if (value) {
    worksheet_write_number(sheet, row, column, *value, format);
  } else if (!text.empty()) {
    worksheet_write_string(sheet, row, column, text.c_str(), format);
  }
}

void SetWidths(lxw_worksheet* out, const Sheet& sheet) {
  for (std::size_t c = 0; c < sheet.header.size(); ++c) {
    double width = WidthOf(sheet.header[c]) + 2;
    for (std::size_t r = 0; r < std::min<std::size_t>(sheet.rows.size(), 200); ++r) {
      if (c < sheet.rows[r].size()) width = std::max(width, WidthOf(sheet.rows[r][c]) + 2);
    }
    const auto column = static_cast<lxw_col_t>(c);
    worksheet_set_column(out, column, column, std::clamp(width, kLeastWidth, kMostWidth), nullptr);
  }
}

void AddSheet(lxw_workbook* book, const Formats& formats, const Sheet& sheet) {
  lxw_worksheet* const out = workbook_add_worksheet(book, sheet.name.c_str());
  lxw_row_t row = 0;
  const auto last = static_cast<lxw_col_t>(sheet.header.empty() ? 0 : sheet.header.size() - 1);
  if (!sheet.title.empty()) {
    if (last > 0) {
      worksheet_merge_range(out, row, 0, row, last, sheet.title.c_str(), formats.title);
    } else {
      worksheet_write_string(out, row, 0, sheet.title.c_str(), formats.title);
    }
    ++row;
  }
  const lxw_row_t header_row = row;
  for (std::size_t c = 0; c < sheet.header.size(); ++c) {
    worksheet_write_string(out, row, static_cast<lxw_col_t>(c), sheet.header[c].c_str(),
                           formats.header);
  }
  for (std::size_t r = 0; r < sheet.rows.size(); ++r) {
    ++row;
    for (std::size_t c = 0; c < sheet.rows[r].size(); ++c) {
      WriteCell(out, row, static_cast<lxw_col_t>(c), sheet.rows[r][c],
                sheet.number_columns.contains(c),
                sheet.marked.contains({r, c}) ? formats.marked : nullptr);
    }
  }
  SetWidths(out, sheet);
  worksheet_freeze_panes(out, header_row + 1, 0);
  if (!sheet.rows.empty()) worksheet_autofilter(out, header_row, 0, row, last);
}

/// A name beside the target that nobody else has.
fs::path TemporaryBeside(const fs::path& file) {
  return file.parent_path() /
         ("." + file.filename().string() + "." + std::to_string(::getpid()) + ".part");
}

Status Unwritable(const fs::path& file) {
  return Fail(ErrorCode::kUnavailable, "无法写入文件 " + file.string(), "file");
}

/// Gives a finished file its name once its bytes are on disk.
Status Settle(const fs::path& temporary, const fs::path& file) {
  const int descriptor = ::open(temporary.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
  if (descriptor >= 0) ::close(descriptor);
  std::error_code error;
  if (synced) fs::rename(temporary, file, error);
  if (synced && !error) return {};
  fs::remove(temporary, error);
  return Unwritable(file);
}

bool RunsAsFormula(const std::string& cell) {
  return !cell.empty() &&
         std::string_view("=+-@\t\r").find(cell.front()) != std::string_view::npos &&
         !base::ParseNumber(cell);
}

std::string CsvCell(const std::string& cell) {
  const std::string safe = RunsAsFormula(cell) ? "'" + cell : cell;
  if (safe.find_first_of(",\"\r\n") == std::string::npos) return safe;
  return "\"" + base::ReplaceAll(safe, "\"", "\"\"") + "\"";
}

std::string TsvCell(const std::string& cell) {
  std::string out = cell;
  for (char& c : out) {
    if (c == '\t' || c == '\n' || c == '\r') c = ' ';
  }
  return out;
}

template <class Cell>
std::string Lines(const Sheet& sheet, std::string_view separator, std::string_view end, Cell cell) {
  std::string text;
  const auto add = [&](const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i)
      text += (i == 0 ? "" : std::string(separator)) + cell(cells[i]);
    text += end;
  };
  add(sheet.header);
  for (const auto& row : sheet.rows) add(row);
  return text;
}

}  // namespace

Status WriteXlsx(const fs::path& file, const std::vector<Sheet>& sheets) {
  const fs::path temporary = TemporaryBeside(file);
  lxw_workbook* const book = workbook_new(temporary.c_str());
  if (book == nullptr) return Unwritable(file);
  const Formats formats = MakeFormats(book);
  for (const Sheet& sheet : sheets) AddSheet(book, formats, sheet);
  if (workbook_close(book) != LXW_NO_ERROR) {
    std::error_code error;
    fs::remove(temporary, error);
    return Unwritable(file);
  }
  return Settle(temporary, file);
}

Result<std::string> XlsxBytes(const std::vector<Sheet>& sheets) {
  std::string folder = (fs::temp_directory_path() / "jiedui-xlsx-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) return Fail(ErrorCode::kUnavailable, "无法建立临时目录");
  const fs::path file = fs::path(folder) / "out.xlsx";
  const Status written = WriteXlsx(file, sheets);
  std::ostringstream bytes;
  if (written) bytes << std::ifstream(file, std::ios::binary).rdbuf();
  std::error_code error;
  fs::remove_all(folder, error);
  if (!written) return Fail(written.error());
  return std::move(bytes).str();
}

std::string CsvText(const Sheet& sheet) {
  return "\xEF\xBB\xBF" + Lines(sheet, ",", "\r\n", &CsvCell);
}

std::string TsvText(const Sheet& sheet) { return Lines(sheet, "\t", "\n", &TsvCell); }

Status WriteWhole(const fs::path& file, std::string_view bytes) {
  const fs::path temporary = TemporaryBeside(file);
  std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) {
    std::error_code error;
    fs::remove(temporary, error);
    return Unwritable(file);
  }
  return Settle(temporary, file);
}

}  // namespace jiedui::office
