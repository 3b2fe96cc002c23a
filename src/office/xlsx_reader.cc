#include <cmath>
#include <cstdio>
#include <set>

#include "base/clock.h"
#include "base/text.h"
#include "office/delimited_internal.h"
#include "office/xlsx_reader_internal.h"
#include "office/xml_internal.h"
#include "office/zip_internal.h"

namespace jiedui::office {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

Status Ok() { return {}; }

std::string Attribute(const XmlAttributes& attributes, std::string_view name) {
  const auto found = attributes.find(name);
  return found == attributes.end() ? std::string() : found->second;
}

/// What the workbook's parts say before the sheets are read.
struct Workbook {
  std::vector<std::string> sheets;  // part names in the order of the tabs
  std::vector<std::string> strings;
  std::vector<bool> date_styles;  // by cell style
  bool since_1904 = false;
};

bool IsDateFormat(int id, const std::map<int, std::string>& custom) {
  if ((id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) ||
      (id >= 50 && id <= 58))
    return true;
  const auto found = custom.find(id);
  if (found == custom.end()) return false;
  bool quoted = false;
  bool bracketed = false;
  for (const char c : found->second) {
    if (c == '"') quoted = !quoted;
    if (c == '[') bracketed = true;
    if (c == ']') bracketed = false;
    if (!quoted && !bracketed && (c == 'y' || c == 'Y' || c == 'd' || c == 'D')) return true;
  }
  return found->second.find("年") != std::string::npos;
}

Status ReadStyles(std::string_view xml, Workbook& book) {
  std::map<int, std::string> formats;
  bool in_cell_styles = false;
  return ParseXml("styles.xml", xml,
                  {[&](std::string_view name, const XmlAttributes& attributes) {
                     if (name == "numFmt") {
                       formats[std::atoi(Attribute(attributes, "numFmtId").c_str())] =
                           Attribute(attributes, "formatCode");
                     } else if (name == "cellXfs") {
                       in_cell_styles = true;
                     } else if (name == "xf" && in_cell_styles) {
                       book.date_styles.push_back(IsDateFormat(
                           std::atoi(Attribute(attributes, "numFmtId").c_str()), formats));
                     }
                     return Ok();
                   },
                   [&](std::string_view name) {
                     if (name == "cellXfs") in_cell_styles = false;
                     return Ok();
                   },
                   [](std::string_view) {}});
}

/// Shared strings: the texts of each <si>, without the reading aids (<rPh>).
Status ReadStrings(std::string_view xml, Workbook& book) {
  bool in_text = false;
  bool in_phonetic = false;
  return ParseXml("sharedStrings.xml", xml,
                  {[&](std::string_view name, const XmlAttributes&) {
                     if (name == "si") book.strings.emplace_back();
                     if (name == "rPh") in_phonetic = true;
                     in_text = name == "t" && !in_phonetic && !book.strings.empty();
                     return Ok();
                   },
                   [&](std::string_view name) {
                     if (name == "rPh") in_phonetic = false;
                     if (name == "t") in_text = false;
                     return Ok();
                   },
                   [&](std::string_view text) {
                     if (in_text) book.strings.back() += text;
                   }});
}

Result<std::map<std::string, std::string>> ReadRelations(std::string_view xml) {
  std::map<std::string, std::string> targets;
  JIEDUI_CHECK(ParseXml("workbook.xml.rels", xml,
                        {[&](std::string_view name, const XmlAttributes& attributes) {
                           if (name == "Relationship") {
                             const std::string target = Attribute(attributes, "Target");
                             targets[Attribute(attributes, "Id")] =
                                 target.starts_with('/') ? target.substr(1) : "xl/" + target;
                           }
                           return Ok();
                         },
                         [](std::string_view) { return Ok(); }, [](std::string_view) {}}));
  return targets;
}

Status ReadWorkbook(std::string_view xml, const std::map<std::string, std::string>& targets,
                    Workbook& book) {
  return ParseXml("workbook.xml", xml,
                  {[&](std::string_view name, const XmlAttributes& attributes) {
                     if (name == "workbookPr") {
                       const std::string flag = Attribute(attributes, "date1904");
                       book.since_1904 = flag == "1" || flag == "true";
                     }
                     if (name == "sheet") {
                       const auto found = targets.find(Attribute(attributes, "id"));
                       if (found != targets.end()) book.sheets.push_back(found->second);
                     }
                     return Ok();
                   },
                   [](std::string_view) { return Ok(); }, [](std::string_view) {}});
}

/// `BC12` → column 54 (from 0); nothing for what is no reference.
std::optional<std::size_t> ColumnOf(std::string_view reference) {
  std::size_t column = 0;
  std::size_t letters = 0;
  for (; letters < reference.size() && reference[letters] >= 'A' && reference[letters] <= 'Z';
       ++letters) {
    if (letters == 3) return std::nullopt;
    column = column * 26 + static_cast<std::size_t>(reference[letters] - 'A' + 1);
  }
  if (letters == 0 || column > 16'384) return std::nullopt;
  return column - 1;
}

/// A number as a person typed it: 15 significant digits, no exponent for whole numbers.
std::string NumberText(const std::string& raw) {
  const std::optional<double> value = base::ParseNumber(raw);
  if (!value) return raw;
  std::array<char, 64> buffer{};
  const bool whole = std::abs(*value) < 1e15 && std::floor(*value) == *value;
  std::snprintf(buffer.data(), buffer.size(), whole ? "%.0f" : "%.15g", *value);
  return buffer.data();
}

/// Days since the workbook's epoch as an ISO day; what is no day stays a number.
std::string DayText(const std::string& raw, bool since_1904) {
  const std::optional<double> value = base::ParseNumber(raw);
  if (!value || *value < 1 || *value > 2'958'465) return NumberText(raw);
  constexpr base::TimeMs kDayMs = 86'400'000;
  constexpr base::TimeMs kFrom1900 = -25'569;  // 1970-01-01 is day 25,569 of the 1900 system
  constexpr base::TimeMs kFrom1904 = -24'107;
  const auto days =
      static_cast<base::TimeMs>(std::floor(*value)) + (since_1904 ? kFrom1904 : kFrom1900);
  return base::FormatUtc(days * kDayMs).substr(0, 10);
}

/// Reads one sheet's rows as they come.
class SheetReader {
 public:
  SheetReader(const Workbook& book, const TableLimits& limits) : book_(book), limits_(limits) {}

  Result<Table> Read(std::string_view xml) {
    JIEDUI_CHECK(
        ParseXml("sheet", xml,
                 {[this](std::string_view name, const XmlAttributes& a) { return Start(name, a); },
                  [this](std::string_view name) { return End(name); },
                  [this](std::string_view text) {
                    if (in_value_) value_ += text;
                  }}));
    return std::move(table_);
  }

 private:
  Status Start(std::string_view name, const XmlAttributes& attributes) {
    if (name == "row") {
      const std::optional<std::int64_t> number = base::ParseInteger(Attribute(attributes, "r"));
      if (number && *number < 1) return Fail(ErrorCode::kInvalid, "工作簿的行号无效", "file");
      row_ = {number ? static_cast<std::size_t>(*number) : row_.line + 1, {}};
    } else if (name == "c") {
      return StartCell(attributes);
    } else if (name == "v" || name == "t") {
      in_value_ = in_cell_;
    }
    return {};
  }

  Status StartCell(const XmlAttributes& attributes) {
    const std::string reference = Attribute(attributes, "r");
    const std::optional<std::size_t> column =
        reference.empty() ? std::optional(row_.cells.size()) : ColumnOf(reference);
    if (!column)
      return Fail(ErrorCode::kInvalid, "单元格引用 “" + reference.substr(0, 20) + "” 无效", "file");
    if (*column >= limits_.columns)
      return Fail(ErrorCode::kTooLarge, "列数过多: " + reference, "file");
    column_ = *column;
    type_ = Attribute(attributes, "t");
    style_ = base::ParseInteger(Attribute(attributes, "s")).value_or(0);
    value_.clear();
    in_cell_ = true;
    return {};
  }

  Status End(std::string_view name) {
    if (name == "v" || name == "t") in_value_ = false;
    if (name == "c") {
      in_cell_ = false;
      if (value_.size() > limits_.cell_bytes)
        return Fail(ErrorCode::kTooLarge, "单元格过长", "file");
      if (row_.cells.size() <= column_) row_.cells.resize(column_ + 1);
      JIEDUI_ASSIGN(row_.cells[column_], CellText());
    }
    if (name == "row") {
      JIEDUI_CHECK(AddRow(table_, row_, limits_));
    }
    return {};
  }

  Result<std::string> CellText() const {
    if (type_ == "s") {
      const std::optional<std::int64_t> index = base::ParseInteger(value_);
      if (!index || *index < 0 || static_cast<std::size_t>(*index) >= book_.strings.size()) {
        return Fail(ErrorCode::kInvalid,
                    "第 " + std::to_string(row_.line) + " 行引用了不存在的共享文字", "file");
      }
      return book_.strings[static_cast<std::size_t>(*index)];
    }
    if (type_ == "b") return std::string(value_ == "1" ? "是" : "否");
    if (!type_.empty() && type_ != "n") return value_;
    if (value_.empty()) return std::string();
    const auto style = static_cast<std::size_t>(std::max<std::int64_t>(style_, 0));
    const bool day = style < book_.date_styles.size() && book_.date_styles[style];
    return day ? DayText(value_, book_.since_1904) : NumberText(value_);
  }

  const Workbook& book_;
  const TableLimits& limits_;
  Table table_;
  TableRow row_;
  std::size_t column_ = 0;
  std::string type_;
  std::int64_t style_ = 0;
  std::string value_;
  bool in_cell_ = false;
  bool in_value_ = false;
};

Result<std::string> Required(const ZipParts& zip, const std::string& part,
                             const TableLimits& limits) {
  JIEDUI_ASSIGN(std::optional<std::string> content, zip.Read(part, limits));
  if (!content) return Fail(ErrorCode::kInvalid, "不是 Excel 工作簿: 缺少 " + part, "file");
  return *std::move(content);
}

Result<Workbook> ReadParts(const ZipParts& zip, const TableLimits& limits) {
  Workbook book;
  JIEDUI_ASSIGN(const std::string relations_xml,
                Required(zip, "xl/_rels/workbook.xml.rels", limits));
  JIEDUI_ASSIGN(const auto targets, ReadRelations(relations_xml));
  JIEDUI_ASSIGN(const std::string workbook_xml, Required(zip, "xl/workbook.xml", limits));
  JIEDUI_CHECK(ReadWorkbook(workbook_xml, targets, book));
  JIEDUI_ASSIGN(const auto strings_xml, zip.Read("xl/sharedStrings.xml", limits));
  if (strings_xml) JIEDUI_CHECK(ReadStrings(*strings_xml, book));
  JIEDUI_ASSIGN(const auto styles_xml, zip.Read("xl/styles.xml", limits));
  if (styles_xml) JIEDUI_CHECK(ReadStyles(*styles_xml, book));
  return book;
}

}  // namespace

Result<Table> ReadXlsx(std::string_view bytes, const TableLimits& limits) {
  JIEDUI_ASSIGN(const ZipParts zip, ZipParts::Open(bytes));
  JIEDUI_ASSIGN(const Workbook book, ReadParts(zip, limits));
  for (const std::string& part : book.sheets) {
    JIEDUI_ASSIGN(const std::string xml, Required(zip, part, limits));
    JIEDUI_ASSIGN(Table table, SheetReader(book, limits).Read(xml));
    if (!table.header.empty()) return table;
  }
  return Fail(ErrorCode::kInvalid, "工作簿里没有数据", "file");
}

}  // namespace jiedui::office
