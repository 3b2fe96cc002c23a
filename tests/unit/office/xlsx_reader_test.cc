#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "office/sheet_writer.h"
#include "office/table.h"
#include "support/office_archive.h"

namespace jiedui::office {
namespace {

using base::ErrorCode;
using testing::Archive;
using testing::ArchivePart;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::MakeWorkbook;
using testing::WorkbookParts;
using testing::WorkbookText;

using Cells = std::vector<std::string>;

std::string Inline(const std::string& reference, const std::string& text) {
  return "<c r=\"" + reference + "\" t=\"inlineStr\"><is><t>" + text + "</t></is></c>";
}

/// A header row of that many columns at line 1.
std::string Header(std::size_t columns) {
  std::string row = "<row r=\"1\">";
  for (std::size_t c = 0; c < columns; ++c) {
    const char letter = static_cast<char>('A' + c);
    row += Inline(std::string(1, letter) + "1", std::string("列") + letter);
  }
  return row + "</row>";
}

/// The cells of the only row of a workbook with these cells in line 2.
Cells ReadCells(const std::string& cells, WorkbookText text = {}) {
  text.rows = Header(6) + "<row r=\"2\">" + cells + "</row>";
  const auto table = ReadTable("a.xlsx", MakeWorkbook(text));
  if (!table) return {table.error().message};
  if (table->rows.size() != 1) return {"no single row"};
  return table->rows[0].cells;
}

TEST(XlsxReader, ReadsEachTypeOfCell) {
  WorkbookText text;
  text.strings =
      "<si><t>共享</t></si>"
      "<si><r><rPr><b/></rPr><t>两</t></r><r><t xml:space=\"preserve\"> 段</t></r>"
      "<rPh sb=\"0\" eb=\"1\"><t>liang</t></rPh><phoneticPr fontId=\"1\"/></si>";
  EXPECT_THAT(ReadCells("<c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"B2\" t=\"s\"><v>1</v></c>"
                        "<c r=\"C2\" t=\"b\"><v>1</v></c><c r=\"D2\" t=\"b\"><v>0</v></c>"
                        "<c r=\"E2\" t=\"e\"><f>1/0</f><v>#DIV/0!</v></c>"
                        "<c r=\"F2\" t=\"str\"><f>A2&amp;\"x\"</f><v>共享x</v></c>",
                        text),
              ElementsAre("共享", "两 段", "TRUE", "FALSE", "#DIV/0!", "共享x"));
  EXPECT_THAT(ReadCells("<c r=\"A2\"><f>1+1</f><v>2</v></c><c r=\"B2\" t=\"n\"><v>-1.5E-3</v></c>"
                        "<c r=\"C2\" t=\"d\"><v>2020-06-12</v></c><c r=\"D2\" s=\"9\"/>"
                        "<c r=\"E2\" t=\"inlineStr\"><is><r><t>内</t></r><r><t>联</t></r>"
                        "<rPh sb=\"0\" eb=\"1\"><t>nei</t></rPh></is></c>"),
              ElementsAre("2", "-0.0015", "2020-06-12", "", "内联", ""));
}

TEST(XlsxReader, CellsAndRowsMayLeaveTheirPlaceOut) {
  WorkbookText text;
  text.rows =
      "<row><c><v>1</v></c><c><v>2</v></c></row><row r=\"5\"><c r=\"B5\"><v>3</v></c></row>"
      "<row><c><v>4</v></c></row>";
  const Table table = ReadTable("a.xlsx", MakeWorkbook(text)).value();
  EXPECT_THAT(table.header, ElementsAre("1", "2"));
  EXPECT_EQ(table.sheet, "数据");
  ASSERT_EQ(table.rows.size(), 2U);
  EXPECT_EQ(table.rows[0].line, 5U);
  EXPECT_THAT(table.rows[0].cells, ElementsAre("", "3"));
  EXPECT_EQ(table.rows[1].line, 6U);
}

TEST(XlsxReader, NumbersAsTyped) {
  struct Case {
    const char* stored;
    const char* shown;
  };
  for (const Case& c :
       {Case{"0", "0"}, Case{"-0", "0"}, Case{"42", "42"}, Case{"42.0", "42"}, Case{"007", "7"},
        Case{"0.1", "0.1"}, Case{"0.30000000000000004", "0.3"},
        Case{"1234567.8900000001", "1234567.89"}, Case{"642.46429999999998", "642.4643"},
        Case{"123456789012345", "123456789012345"},
        Case{"9.1140581111354195E+17", "911405811113542000"},
        Case{"1E+20", "100000000000000000000"}, Case{"1.5E+21", "1.5e+21"},
        Case{"-2.5E+15", "-2500000000000000"}, Case{"1.2345678901234567E+16", "12345678901234600"},
        Case{"1E-7", "0.0000001"}, Case{"-1.25E-5", "-0.0000125"}, Case{"1E-300", "1e-300"},
        Case{"oops", "oops"}}) {
    EXPECT_EQ(ReadCells(std::string("<c r=\"A2\"><v>") + c.stored + "</v></c>").front(), c.shown);
  }
}

TEST(XlsxReader, DaysAndTimesByTheirFormat) {
  struct Case {
    int id;
    const char* code;  // empty: the built-in one
    const char* stored;
    const char* shown;
    bool since_1904 = false;
  };
  for (const Case& c : {Case{14, "", "43994", "2020-06-12"},
                        Case{14, "", "43994.75", "2020-06-12"},
                        Case{14, "", "1", "1900-01-01"},
                        Case{14, "", "59", "1900-02-28"},
                        Case{14, "", "60", "60"},
                        Case{14, "", "61", "1900-03-01"},
                        Case{14, "", "0", "0"},
                        Case{14, "", "-1", "-1"},
                        Case{14, "", "2958465", "9999-12-31"},
                        Case{14, "", "2958466", "2958466"},
                        Case{14, "", "1E+300", "1e+300"},
                        Case{14, "", "0", "1904-01-01", true},
                        Case{14, "", "42532", "2020-06-12", true},
                        Case{57, "", "43994", "2020-06-12"},
                        Case{31, "", "43994", "2020-06-12"},
                        Case{22, "", "43994.354166666664", "2020-06-12 08:30:00"},
                        Case{22, "", "43994", "2020-06-12"},
                        Case{22, "", "43994.999999999", "2020-06-13"},
                        Case{20, "", "0.354166666666667", "08:30:00"},
                        Case{46, "", "1.5", "36:00:00"},
                        Case{176, "yyyy\"年\"m\"月\"d\"日\";@", "43994", "2020-06-12"},
                        Case{176, "yyyy年m月", "43983", "2020-06-01"},
                        Case{176, "[$-804]yyyy-mm-dd", "43994", "2020-06-12"},
                        Case{176, "yyyy/m/d\\ h:mm;@", "43994.5", "2020-06-12 12:00:00"},
                        Case{176, "[$-409]h:mm\\ AM/PM;@", "0.75", "18:00:00"},
                        Case{176, "[h]:mm:ss", "2", "48:00:00"},
                        Case{176, "mmm", "43994", "2020-06-12"},
                        Case{176, "General", "43994", "43994"},
                        Case{176, "0.00E+00", "43994", "43994"},
                        Case{176, "\"day\"0", "43994", "43994"},
                        Case{176, "0_d\\y", "43994", "43994"},
                        Case{176, "#,##0.00_);[Red]\\(#,##0.00\\)", "43994.5", "43994.5"},
                        Case{176, "0;yyyy", "43994", "43994"},
                        Case{10, "", "0.25", "0.25"},
                        Case{49, "", "43994", "43994"},
                        Case{176, "000000", "1234", "001234"},
                        Case{176, "000000", "1234567", "1234567"},
                        Case{176, "000", "1.5", "1.5"},
                        Case{176, "0", "7", "7"},
                        Case{176, "000", "-7", "-7"}}) {
    WorkbookText text;
    if (c.since_1904) text.properties = "<workbookPr date1904=\"1\"/>";
    const std::string id = std::to_string(c.id);
    std::string code;
    for (const char* at = c.code; *at != '\0'; ++at)
      code += *at == '"' ? std::string("&quot;") : std::string(1, *at);
    if (*c.code != '\0')
      text.styles =
          "<numFmts><numFmt numFmtId=\"" + id + "\" formatCode=\"" + code + "\"/></numFmts>";
    text.styles +=
        "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf "
        "numFmtId=\"" +
        id + "\"/></cellXfs>";
    EXPECT_EQ(
        ReadCells(std::string("<c r=\"A2\" s=\"1\"><v>") + c.stored + "</v></c>", text).front(),
        c.shown)
        << c.id << " " << c.code << " " << c.stored;
  }
}

TEST(XlsxReader, EscapesOfExcel) {
  struct Case {
    const char* stored;
    const char* read;
  };
  for (const Case& c :
       {Case{"a_x000D_b", "a\rb"}, Case{"_x005F_x000D_", "_x000D_"}, Case{"_x00e9_", "é"},
        Case{"_xD842__xDFB7_", "𠮷"}, Case{"_xD842_x", "\xEF\xBF\xBDx"},
        Case{"_xDFB7_", "\xEF\xBF\xBD"}, Case{"_x0000_", "_x0000_"}, Case{"_x00G0_", "_x00G0_"},
        Case{"_x00", "_x00"}, Case{"__x0041__", "_A_"}, Case{"a_xb", "a_xb"}}) {
    EXPECT_EQ(ReadCells(Inline("A2", c.stored)).front(), c.read) << c.stored;
  }
}

TEST(XlsxReader, MergedCellsKeepOrSpreadTheirValue) {
  WorkbookText text;
  text.rows = Header(3) + "<row r=\"2\">" + Inline("A2", "城区") + Inline("B2", "甲") + "</row>" +
              "<row r=\"3\">" + Inline("B3", "乙") + "</row><row r=\"4\">" + Inline("B4", "丙") +
              "</row>";
  text.after_rows =
      "<mergeCells count=\"1\"><mergeCell ref=\"A2:A3\"/><mergeCell ref=\"B4:C9\"/></mergeCells>";
  const std::string bytes = MakeWorkbook(text);
  TableOptions options;
  const auto cells = [&] {
    std::vector<Cells> all;
    const Table table = ReadTable("a.xlsx", bytes, options).value();
    for (const TableRow& row : table.rows) all.push_back(row.cells);
    return all;
  };
  EXPECT_THAT(cells(),
              ElementsAre(Cells{"城区", "甲", ""}, Cells{"", "乙", ""}, Cells{"", "丙", ""}));
  options.merged = MergedCells::kFillAll;
  EXPECT_THAT(cells(),
              ElementsAre(Cells{"城区", "甲", ""}, Cells{"城区", "乙", ""}, Cells{"", "丙", "丙"}));
}

TEST(XlsxReader, MergedLinesAboveTheHeaderAreTitles) {
  WorkbookText text;
  text.rows = "<row r=\"1\">" + Inline("A1", "汇总统计表") + "</row><row r=\"2\">" +
              Inline("A2", "单位：万元") + "</row><row r=\"4\">" + Inline("A4", "名称") +
              Inline("B4", "数值") + "</row><row r=\"5\">" + Inline("A5", "甲") + "</row>";
  text.after_rows = "<mergeCells><mergeCell ref=\"A1:B1\"/><mergeCell ref=\"A2:B2\"/></mergeCells>";
  const Table table = ReadTable("a.xlsx", MakeWorkbook(text)).value();
  EXPECT_THAT(table.title, ElementsAre("汇总统计表", "单位：万元"));
  EXPECT_EQ(table.header_line, 4U);
  EXPECT_THAT(table.header, ElementsAre("名称", "数值"));
  EXPECT_EQ(table.rows.size(), 1U);
}

/// A workbook of several sheets, each with one column of one row.
std::string SeveralSheets() {
  std::vector<ArchivePart> parts = WorkbookParts({});
  std::string relations = "<Relationships>";
  std::string sheets;
  const auto add = [&](const std::string& name, const std::string& state, const std::string& rows) {
    const std::string id = "r" + std::to_string(parts.size());
    parts.push_back(
        {"xl/s/" + id + ".xml", "<worksheet><sheetData>" + rows + "</sheetData></worksheet>"});
    relations +=
        "<Relationship Id=\"" + id + "\" Type=\"x/worksheet\" Target=\"s/../s/" + id + ".xml\"/>";
    sheets += "<x:sheet name=\"" + name + "\" " + state + " r:id=\"" + id + "\"/>";
  };
  add("字典", "state=\"hidden\"", Header(1));
  add("空", "", "<row r=\"1\"><c r=\"A1\" s=\"1\"/></row>");
  add("企业", "state=\"visible\"", Header(2));
  add("专家", "", Header(3));
  parts[1].content = relations + "</Relationships>";
  parts[2].content =
      "<x:workbook xmlns:x=\"m\" xmlns:r=\"r\"><x:sheets>" + sheets + "</x:sheets></x:workbook>";
  return Archive(parts);
}

TEST(XlsxReader, PicksTheSheet) {
  const std::string bytes = SeveralSheets();
  TableOptions options;
  EXPECT_EQ(ReadTable("a.xlsx", bytes).value().sheet, "企业");
  options.sheet = "专家";
  EXPECT_EQ(ReadTable("a.xlsx", bytes, options).value().header.size(), 3U);
  options.sheet = "字典";
  EXPECT_EQ(ReadTable("a.xlsx", bytes, options).value().header.size(), 1U);
  options.sheet = "空";
  EXPECT_THAT(ReadTable("a.xlsx", bytes, options).error().message, HasSubstr("没有数据"));
  options.sheet = "平台";
  EXPECT_THAT(ReadTable("a.xlsx", bytes, options).error().message,
              HasSubstr("没有名为 “平台” 的工作表（有: 字典、空、企业、专家）"));
}

TEST(XlsxReader, RowsLongerThanTheHeaderAreRagged) {
  const Cells cells = ReadCells("<c r=\"A2\"><v>1</v></c><c r=\"H2\"><v>2</v></c>");
  EXPECT_THAT(cells, ElementsAre("第 2 行的列数多于表头的 6 列"));
  // Cells that are only coloured do not count.
  EXPECT_EQ(ReadCells("<c r=\"A2\"><v>1</v></c><c r=\"XFD2\" s=\"1\"/>").front(), "1");
}

/// Malformed sheets: what stands in <sheetData> and after it, and what the error says.
TEST(XlsxReader, RefusesMalformedSheets) {
  struct Case {
    std::string rows;
    std::string after;
    const char* says;
  };
  const auto cell = [](const std::string& reference) {
    return "<row r=\"1\"><c r=\"" + reference + "\"><v>1</v></c></row>";
  };
  for (const Case& c :
       {Case{cell("XFE1"), "", "“XFE1” 无效"},
        Case{cell("AAAA1"), "", "“AAAA1” 无效"},
        Case{cell("A0"), "", "“A0” 无效"},
        Case{cell("A-1"), "", "“A-1” 无效"},
        Case{cell("A1048577"), "", "无效"},
        Case{cell("A99999999999999999999"), "", "无效"},
        Case{cell("1"), "", "“1” 无效"},
        Case{cell("A"), "", "“A” 无效"},
        Case{cell("a1"), "", "“a1” 无效"},
        Case{cell("A1 "), "", "无效"},
        Case{"<row r=\"0\"/>", "", "行号 “0” 无效"},
        Case{"<row r=\"-1\"/>", "", "行号 “-1” 无效"},
        Case{"<row r=\"1048577\"/>", "", "无效"},
        Case{"<row r=\"x\"/>", "", "行号 “x” 无效"},
        Case{"<row r=\"2\"/><row r=\"2\"/>", "", "行号 “2” 无效"},
        Case{"<row r=\"3\"/><row r=\"2\"/>", "", "行号 “2” 无效"},
        Case{"<c r=\"A1\"><v>1</v></c>", "", "不在行内"},
        Case{"<row><c t=\"s\"><v>0</v></c></row>", "", "第 1 行: 引用了不存在的共享文字"},
        Case{"<row><c t=\"s\"><v>-1</v></c></row>", "", "不存在的共享文字"},
        Case{"<row><c t=\"s\"><v>99999999999999999999</v></c></row>", "", "不存在的共享文字"},
        Case{"<row><c t=\"s\"><v>x</v></c></row>", "", "不存在的共享文字"},
        Case{"<row><c><v>1</v></row>", "", "不是有效的 XML"},
        Case{"<row>&nosuch;</row>", "", "不是有效的 XML"},
        Case{"<row>\xFF</row>", "", "不是有效的 XML"},
        Case{Header(1), "<mergeCells><mergeCell ref=\"A1:XFE9\"/></mergeCells>", "“XFE9” 无效"},
        Case{Header(1), "<mergeCells><mergeCell ref=\"B2:A1\"/></mergeCells>", "合并范围"},
        Case{"", "", "没有数据"},
        Case{"<row r=\"1\"><c r=\"A1\"><v> </v></c></row>", "", "没有数据"}}) {
    WorkbookText text;
    text.rows = c.rows;
    text.after_rows = c.after;
    const auto table = ReadTable("a.xlsx", MakeWorkbook(text));
    ASSERT_FALSE(table) << c.rows << c.after;
    EXPECT_THAT(table.error().message, HasSubstr(c.says));
    EXPECT_EQ(table.error().code, ErrorCode::kInvalid);
    EXPECT_EQ(table.error().field, "file");
  }
}

TEST(XlsxReader, RefusesEntitiesAndDocumentTypes) {
  const std::string bomb =
      "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
  const std::string file = "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>";
  for (const std::string& doctype : {bomb, file, std::string("<!DOCTYPE x SYSTEM \"x.dtd\">")}) {
    for (std::size_t part = 0; part < 6; ++part) {
      std::vector<ArchivePart> parts = WorkbookParts({Header(1), "", "", "", ""});
      std::string& content = parts[part].content;
      content.insert(content.find("?>") + 2, doctype);
      const auto table = ReadTable("a.xlsx", Archive(parts));
      ASSERT_FALSE(table) << part;
      EXPECT_THAT(table.error().message, HasSubstr("文档类型声明（DTD），已拒绝"));
    }
  }
}

TEST(XlsxReader, SaysWhichPartIsMissingOrBroken) {
  const WorkbookText text = {Header(1), "", "", "", ""};
  for (const std::size_t part : {0U, 1U, 2U, 5U}) {
    std::vector<ArchivePart> parts = WorkbookParts(text);
    const std::string name = parts[part].name;
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(part));
    EXPECT_THAT(ReadTable("a.xlsx", Archive(parts)).error().message, HasSubstr("缺少 " + name));
  }
  for (const std::size_t part : {3U, 4U}) {  // shared texts and styles may be missing
    std::vector<ArchivePart> parts = WorkbookParts(text);
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(part));
    EXPECT_TRUE(ReadTable("a.xlsx", Archive(parts)));
  }
  for (std::size_t part = 0; part < 6; ++part) {
    std::vector<ArchivePart> parts = WorkbookParts(text);
    parts[part].content.resize(parts[part].content.size() - 3);
    EXPECT_THAT(ReadTable("a.xlsx", Archive(parts)).error().message,
                HasSubstr(parts[part].name + " 第 1 行不是有效的 XML"));
  }
  std::vector<ArchivePart> other = WorkbookParts(text);
  other[0].content =
      "<Relationships><Relationship Type=\"x/officeDocument\" "
      "Target=\"xl/a.bin\"/></Relationships>";
  EXPECT_THAT(ReadTable("a.xlsb", Archive(other)).error().message, HasSubstr(".xlsb"));
  other = WorkbookParts(text);
  other[2].content = "<document/>";
  EXPECT_THAT(ReadTable("a.docx", Archive(other)).error().message, HasSubstr("没有工作表"));
}

TEST(XlsxReader, DamagedArchivesAreRefusedAtEveryLength) {
  const std::string whole = MakeWorkbook({Header(2), "", "", "", ""});
  ASSERT_TRUE(ReadTable("a.xlsx", whole));
  for (std::size_t size = 4; size < whole.size(); size += 7) {
    const auto table = ReadTable("a.xlsx", std::string_view(whole).substr(0, size));
    ASSERT_FALSE(table) << size;
    EXPECT_EQ(table.error().code, ErrorCode::kInvalid) << table.error().message;
  }
  std::string flipped = whole;
  flipped[whole.find("列A") + 3] = 'X';  // the checksum no longer fits
  EXPECT_THAT(ReadTable("a.xlsx", flipped).error().message, HasSubstr("已损坏"));
}

TEST(XlsxReader, EncryptedPartsAreNamedSo) {
  std::vector<ArchivePart> parts = WorkbookParts({Header(1), "", "", "", ""});
  for (ArchivePart& part : parts) part.encrypted = true;
  EXPECT_THAT(ReadTable("a.xlsx", Archive(parts)).error().message, HasSubstr("已加密"));
}

TEST(XlsxReader, BombsAreRefused) {
  TableOptions options;
  options.limits.ratio = 100;
  std::vector<ArchivePart> parts = WorkbookParts({Header(1), "", "", "", ""});
  parts[5] = testing::Bomb(parts[5].name, 20'000);
  const auto by_ratio = ReadTable("a.xlsx", Archive(parts), options);
  EXPECT_EQ(by_ratio.error().code, ErrorCode::kTooLarge) << by_ratio.error().message;

  parts[5].unpacked_size = 100;  // what the directory claims does not help
  const auto by_lie = ReadTable("a.xlsx", Archive(parts), options);
  ASSERT_FALSE(by_lie);

  options = {};
  options.limits.unpacked_bytes = 10'000;
  WorkbookText text;
  text.rows = Header(1) + "<row r=\"2\">" + Inline("A2", std::string(9'900, 'x')) + "</row>";
  const auto by_size = ReadTable("a.xlsx", MakeWorkbook(text), options);
  EXPECT_EQ(by_size.error().code, ErrorCode::kTooLarge) << by_size.error().message;
}

TEST(XlsxReader, HugeTagsAreRefusedBeforeTheyCostQuadraticTime) {
  WorkbookText text;
  text.rows = "<row r=\"1\" x=\"" + std::string(3U << 20U, 'x') + "\"/>";
  const auto table = ReadTable("a.xlsx", MakeWorkbook(text));
  EXPECT_EQ(table.error().code, ErrorCode::kTooLarge) << table.error().message;
  // Long text and comments are no tags.
  text.rows = "<!--" + std::string(900'000, 'x') + "-->" + Header(1);
  EXPECT_TRUE(ReadTable("a.xlsx", MakeWorkbook(text)));
}

/// Small files that would grow large in memory.
TEST(XlsxReader, KeepsItsLimits) {
  TableOptions options;
  options.limits.columns = 5;
  options.limits.cells = 20;
  options.limits.cell_bytes = 100;
  options.limits.unpacked_bytes = 20'000;
  options.merged = MergedCells::kFillAll;
  const std::string long_text = "<si><t>" + std::string(100, 'x') + "</t></si>";
  std::string repeated;
  for (int i = 0; i < 300; ++i) repeated += "<row><c t=\"s\"><v>0</v></c></row>";
  std::string sparse = Header(5);
  for (int i = 2; i < 8; ++i) {
    const std::string line = std::to_string(i);
    sparse += "<row r=\"" + line + "\"><c r=\"E" + line + "\"><v>1</v></c></row>";
  }
  std::string overlapping = "<mergeCells>";
  for (int i = 0; i < 200; ++i) overlapping += "<mergeCell ref=\"A2:E9\"/>";
  overlapping += "</mergeCells>";
  for (const WorkbookText& text :
       {WorkbookText{Header(6), "", "", "", ""}, WorkbookText{sparse, "", "", "", ""},
        WorkbookText{repeated, "", long_text, "", ""},
        WorkbookText{"", "", "<si><t>" + std::string(101, 'x') + "</t></si>", "", ""},
        WorkbookText{"<row>" + Inline("A1", std::string(101, 'x')) + "</row>", "", "", "", ""},
        WorkbookText{
            Header(5) + "<row r=\"2\"><c><v>1</v></c></row><row r=\"3\"><c><v>1</v></c></row>",
            overlapping, "", "", ""}}) {
    const auto table = ReadTable("a.xlsx", MakeWorkbook(text), options);
    ASSERT_FALSE(table) << text.rows.substr(0, 80);
    EXPECT_EQ(table.error().code, ErrorCode::kTooLarge) << table.error().message;
  }
}

TEST(XlsxReader, TwentyThousandRows) {
  Sheet sheet;
  for (int c = 0; c < 20; ++c) sheet.header.push_back("列" + std::to_string(c));
  sheet.number_columns = {1};
  for (int r = 0; r < 20'000; ++r) {
    sheet.rows.emplace_back(20, "值" + std::to_string(r));
    sheet.rows.back()[1] = std::to_string(r);
  }
  const Table table = ReadTable("a.xlsx", XlsxBytes({sheet}).value()).value();
  ASSERT_EQ(table.rows.size(), sheet.rows.size());
  for (std::size_t r = 0; r < sheet.rows.size(); ++r) ASSERT_EQ(table.rows[r].cells, sheet.rows[r]);
}

}  // namespace
}  // namespace jiedui::office
