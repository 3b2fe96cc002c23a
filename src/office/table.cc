#include "office/table.h"

#include <fstream>
#include <sstream>

#include "base/text.h"
#include "office/delimited_internal.h"
#include "office/encoding.h"
#include "office/xlsx_reader_internal.h"

namespace jiedui::office {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;

constexpr std::string_view kZip = "PK\x03\x04";
constexpr std::string_view kOle = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Without a name to go by: the header's more frequent separator.
TableFormat GuessSeparator(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, bytes.find('\n'));
  const auto tabs = std::count(head.begin(), head.end(), '\t');
  const auto commas = std::count(head.begin(), head.end(), ',');
  return tabs >= commas && tabs > 0 ? TableFormat::kTsv : TableFormat::kCsv;
}

}  // namespace

Result<TableFormat> FormatOf(std::string_view filename, std::string_view bytes) {
  const std::string name = base::LowerAscii(filename);
  if (bytes.starts_with(kOle)) {
    return Fail(ErrorCode::kInvalid, "这是旧版 .xls 或加密的工作簿；请另存为未加密的 .xlsx",
                "file");
  }
  if (bytes.starts_with(kZip)) return TableFormat::kXlsx;
  if (name.ends_with(".xlsx"))
    return Fail(ErrorCode::kInvalid, "文件名是 .xlsx，内容却不是工作簿", "file");
  if (name.ends_with(".tsv") || name.ends_with(".txt")) return TableFormat::kTsv;
  if (name.ends_with(".csv")) return TableFormat::kCsv;
  return GuessSeparator(bytes);
}

Result<Table> ReadTable(std::string_view filename, std::string_view bytes,
                        const TableLimits& limits) {
  if (bytes.size() > limits.bytes) {
    return Fail(ErrorCode::kTooLarge, "文件超过 " + std::to_string(limits.bytes >> 20U) + " MiB",
                "file");
  }
  JIEDUI_ASSIGN(const TableFormat format, FormatOf(filename, bytes));
  if (format == TableFormat::kXlsx) return ReadXlsx(bytes, limits);
  JIEDUI_ASSIGN(const std::string text, ToUtf8(bytes));
  return ReadDelimited(text, format == TableFormat::kTsv ? '\t' : ',', limits);
}

Result<Table> ReadTableFile(const std::filesystem::path& file, const TableLimits& limits) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return Fail(ErrorCode::kNotFound, "无法读取文件 " + file.string(), "file");
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return ReadTable(file.filename().string(), std::move(bytes).str(), limits);
}

}  // namespace jiedui::office
