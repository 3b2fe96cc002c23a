#include "office/table.h"

#include <algorithm>
#include <array>
#include <fstream>

#include "base/text.h"
#include "office/delimited_internal.h"
#include "office/encoding.h"
#include "office/rows_internal.h"
#include "office/xlsx_reader_internal.h"

namespace jiedui::office {
namespace {

using base::ErrorCode;
using base::Result;
using base::Status;

constexpr std::string_view kZip = "PK\x03\x04";
constexpr std::string_view kOle = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";  // [MS-CFB] 2.2
constexpr std::string_view kPdf = "%PDF-";

/// The stream that holds an encrypted workbook, as [MS-OFFCRYPTO] 2.3.4.4 names it, in UTF-16.
bool HoldsEncryptedPackage(std::string_view bytes) {
  std::string name;
  for (const char c : std::string_view("EncryptedPackage")) name.append({c, '\0'});
  return bytes.find(name) != std::string_view::npos;
}

/// Web pages and XML sheets that old systems hand out under the name of a workbook.
bool IsMarkup(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  const std::string head = base::LowerAscii(base::Trim(bytes.substr(0, 256)));
  constexpr std::array<std::string_view, 4> kStarts = {"<html", "<!doctype", "<table", "<?xml"};
  return std::any_of(kStarts.begin(), kStarts.end(),
                     [&](std::string_view start) { return head.starts_with(start); });
}

tl::unexpected<base::Error> NotATable(std::string what) {
  return InFile(ErrorCode::kInvalid, std::move(what));
}

/// Says what a file is that cannot be read as a table, and what to do.
Status CheckReadable(std::string_view name, std::string_view bytes) {
  if (bytes.starts_with(kOle)) {
    return NotATable(HoldsEncryptedPackage(bytes)
                         ? "工作簿已加密；请去掉密码后另存为 .xlsx"
                         : "这是旧版 .xls 工作簿；请用 Excel 或 WPS 另存为 .xlsx");
  }
  if (bytes.starts_with(kPdf)) return NotATable("这是 PDF 文件；请提供 .xlsx、.csv 或 .tsv");
  if (bytes.starts_with(kZip) && name.ends_with(".ods"))
    return NotATable("不支持 .ods；请另存为 .xlsx");
  if (bytes.starts_with(kZip)) return {};
  if (name.ends_with(".xlsx")) return NotATable("文件名是 .xlsx，内容却不是工作簿");
  if (IsMarkup(bytes))
    return NotATable("这是网页或 XML，不是表格；请用 Excel 或 WPS 打开后另存为 .xlsx");
  return {};
}

char SeparatorOf(std::string_view name, std::string_view text) {
  if (name.ends_with(".tsv") || name.ends_with(".txt")) return '\t';
  const std::string_view line = text.substr(0, text.find_first_of("\r\n"));
  const bool tabs = line.find('\t') != std::string_view::npos;
  return tabs && line.find(',') == std::string_view::npos ? '\t' : ',';
}

/// The whole file; kTooLarge before reading more than the limit.
Result<std::string> ReadWhole(const std::filesystem::path& file, std::size_t limit) {
  if (std::filesystem::is_directory(file))
    return InFile(ErrorCode::kInvalid, file.string() + " 是文件夹，不是文件");
  std::ifstream in(file, std::ios::binary | std::ios::ate);
  const std::streamoff size = in ? static_cast<std::streamoff>(in.tellg()) : -1;
  if (size < 0) return InFile(ErrorCode::kNotFound, "无法读取文件 " + file.string());
  std::string bytes;
  if (static_cast<std::size_t>(size) > limit) {
    return InFile(ErrorCode::kTooLarge, "文件超过 " + std::to_string(limit >> 20U) + " MiB");
  }
  bytes.resize(static_cast<std::size_t>(size));
  in.seekg(0);
  in.read(bytes.data(), size);
  if (in.gcount() != size) return InFile(ErrorCode::kNotFound, "无法读完文件 " + file.string());
  return bytes;
}

/// Keeps what a scan visits.
template <class Scan>
Result<Table> Collect(Scan scan) {
  std::vector<TableRow> rows;
  const RowVisitor keep = [&](const Table&, TableRow row) -> Status {
    rows.push_back(std::move(row));
    return {};
  };
  JIEDUI_ASSIGN(Table table, scan(keep));
  table.rows = std::move(rows);
  return table;
}

}  // namespace

Result<Table> ScanTable(std::string_view filename, std::string_view bytes, const RowVisitor& visit,
                        const TableOptions& options) {
  const TableLimits& limits = options.limits;
  if (bytes.size() > limits.bytes) {
    return InFile(ErrorCode::kTooLarge, "文件超过 " + std::to_string(limits.bytes >> 20U) + " MiB");
  }
  const std::string name = base::LowerAscii(filename);
  JIEDUI_CHECK(CheckReadable(name, bytes));
  if (bytes.starts_with(kZip)) return ReadXlsx(bytes, options, visit);
  JIEDUI_ASSIGN(const DecodedText text, Decode(bytes));
  RowCollector rows(RowCollector::Source::kText, options, visit);
  JIEDUI_CHECK(ReadDelimited(text.view(), SeparatorOf(name, text.view()), limits, rows));
  return rows.Finish("");
}

Result<Table> ScanTableFile(const std::filesystem::path& file, const RowVisitor& visit,
                            const TableOptions& options) {
  JIEDUI_ASSIGN(const std::string bytes, ReadWhole(file, options.limits.bytes));
  return ScanTable(file.filename().string(), bytes, visit, options);
}

Result<Table> ReadTable(std::string_view filename, std::string_view bytes,
                        const TableOptions& options) {
  return Collect([&](const RowVisitor& keep) { return ScanTable(filename, bytes, keep, options); });
}

Result<Table> ReadTableFile(const std::filesystem::path& file, const TableOptions& options) {
  return Collect([&](const RowVisitor& keep) { return ScanTableFile(file, keep, options); });
}

}  // namespace jiedui::office
