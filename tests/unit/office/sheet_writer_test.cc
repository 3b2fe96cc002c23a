#include "office/sheet_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <thread>

#include "office/long_cells.h"
#include "office/table.h"
#include "office/xml_internal.h"
#include "office/zip_internal.h"

namespace jiedui::office {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

using Cells = std::vector<std::string>;

/// A folder that goes away with the test.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "jiedui-office-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path_); }
  [[nodiscard]] fs::path operator/(const std::string& name) const { return path_ / name; }
  [[nodiscard]] std::size_t Files() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(path_), fs::directory_iterator()));
  }

 private:
  fs::path path_;
};

std::string ReadAll(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string PartOf(const std::string& workbook, const std::string& name) {
  const TableLimits limits;
  const ZipArchive zip = ZipArchive::Open(workbook, limits).value();
  ZipPart part = zip.Unpack(name).value();
  std::string content;
  for (;;) {
    const std::string_view chunk = part.Next().value();
    if (chunk.empty()) return content;
    content += chunk;
  }
}

Table ReadBack(const Sheet& sheet) {
  return ReadTable("a.xlsx", XlsxBytes({sheet}).value()).value();
}

TEST(XlsxWriter, TextNumbersDaysAndBooleansComeBackAsTheyWere) {
  Sheet sheet;
  sheet.header = {"名称", "数值", "日期", "是否", "备注"};
  sheet.number_columns = {1};
  sheet.date_columns = {2};
  sheet.boolean_columns = {3};
  sheet.number_formats = {{1, "#,##0.00"}};
  sheet.rows = {{"晋城", "1234567", "2020-06-12", "TRUE", "含,逗号与\"引号\" <b>&amp;"},
                {"泽州", "0.1", "1900-03-01", "FALSE", "_x000D_ 与 \r\n\t\x01 都在"},
                {"𠮷", "-1234567.8901", "9999-12-31", "TRUE", " 前后有空格 "},
                {"911405811113541949", "911405811113541949", "不是日期", "也许", "=1+1"},
                {"007", "不是数", "1899-12-31", "", "__x0041_"}};
  const Table table = ReadBack(sheet);
  EXPECT_EQ(table.header, sheet.header);
  ASSERT_EQ(table.rows.size(), sheet.rows.size());
  for (std::size_t r = 0; r < sheet.rows.size(); ++r) EXPECT_EQ(table.rows[r].cells, sheet.rows[r]);
}

TEST(XlsxWriter, CellsAreTyped) {
  Sheet sheet;
  sheet.header = {"数", "日", "真"};
  sheet.number_columns = {0};
  sheet.date_columns = {1};
  sheet.boolean_columns = {2};
  sheet.rows = {{"1.5", "2020年6月12日", "TRUE"}};
  const std::string xml = PartOf(XlsxBytes({sheet}).value(), "xl/worksheets/sheet1.xml");
  EXPECT_THAT(xml, HasSubstr("<c r=\"A2\"><v>1.5</v></c>"));
  EXPECT_THAT(xml, HasSubstr("<v>43994</v>"));
  EXPECT_THAT(xml, HasSubstr("<c r=\"C2\" t=\"b\"><v>1</v></c>"));
  EXPECT_THAT(PartOf(XlsxBytes({sheet}).value(), "xl/styles.xml"), HasSubstr("yyyy-mm-dd"));
  EXPECT_THAT(ReadBack(sheet).rows[0].cells, ElementsAre("1.5", "2020-06-12", "TRUE"));
}

TEST(XlsxWriter, HeaderIsFrozenFilteredAndColumnsFitChinese) {
  Sheet sheet;
  sheet.title = "汇总统计表";
  sheet.subtitles = {"单位：万元"};
  sheet.header = {"统一社会信用代码", "n"};
  sheet.rows = {{"一二三四五六七八九十", "1"}};
  const std::string xml = PartOf(XlsxBytes({sheet}).value(), "xl/worksheets/sheet1.xml");
  EXPECT_THAT(xml, HasSubstr("ySplit=\"3\""));
  EXPECT_THAT(xml, HasSubstr("<autoFilter ref=\"A3:B4\"/>"));
  EXPECT_THAT(xml, HasSubstr("<mergeCell ref=\"A1:B1\"/>"));
  EXPECT_THAT(xml, HasSubstr("<mergeCell ref=\"A2:B2\"/>"));
  EXPECT_THAT(xml, HasSubstr("<col min=\"1\" max=\"1\" width=\"22.7"));
  EXPECT_THAT(xml, HasSubstr("<col min=\"2\" max=\"2\" width=\"8.7"));
}

TEST(XlsxWriter, TitlesComeBackAsTitles) {
  for (const Cells& header : {Cells{"甲"}, Cells{"甲", "乙"}}) {
    Sheet sheet;
    sheet.title = "汇总统计表";
    sheet.subtitles = {"填报单位：城区", "单位：万元"};
    sheet.header = header;
    sheet.rows = {Cells(header.size(), "1")};
    const Table table = ReadBack(sheet);
    EXPECT_THAT(table.title, ElementsAre("汇总统计表", "填报单位：城区", "单位：万元"));
    EXPECT_EQ(table.header, header);
    EXPECT_EQ(table.header_line, 4U);
    EXPECT_EQ(table.rows.size(), 1U);
  }
}

TEST(XlsxWriter, APrintedFormHasGroupsOverItsHeaderAndBordersRound) {
  Sheet sheet;
  sheet.title = "汇总表";
  sheet.header = {"序号", "有机构", "有活动"};
  sheet.header_groups = {{1, 2, "开展情况"}};
  sheet.rows = {{"1", "√", ""}, {"", "1", "0"}};
  sheet.total_rows = {1};
  sheet.printed = true;
  const std::string book = XlsxBytes({sheet}).value();
  const std::string xml = PartOf(book, "xl/worksheets/sheet1.xml");
  EXPECT_THAT(xml, HasSubstr(R"(<mergeCell ref="B2:C2"/>)"));
  EXPECT_THAT(xml, HasSubstr(R"(<mergeCell ref="A2:A3"/>)")) << "no group: over both lines";
  EXPECT_THAT(xml, HasSubstr(R"(orientation="landscape")"));
  EXPECT_THAT(xml, HasSubstr(R"(ySplit="3")"));
  EXPECT_THAT(xml, ::testing::Not(HasSubstr("autoFilter")));
  EXPECT_THAT(xml, HasSubstr(R"(<c r="C4" s=)")) << "an empty cell has its border too";
}

TEST(XlsxWriter, TheSameSheetsMakeTheSameBytesWithoutTheDayOfWriting) {
  Sheet sheet;
  sheet.header = {"a"};
  sheet.rows = {{"1"}};
  const std::string bytes = XlsxBytes({sheet}).value();
  EXPECT_EQ(bytes, XlsxBytes({sheet}).value());
  const std::string core = PartOf(bytes, "docProps/core.xml");
  EXPECT_THAT(core, HasSubstr("1980-01-01T00:00:00Z</dcterms:created>"));
  EXPECT_THAT(core, HasSubstr("1980-01-01T00:00:00Z</dcterms:modified>"));
}

TEST(XlsxWriter, SheetNamesAreMadeFit) {
  std::vector<Sheet> sheets;
  for (const char* name :
       {"企业", "企业", "a/b[c]:d*e?", "", "'引'", "Abc", "aBC",
        "很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长",
        "很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长二"}) {
    Sheet sheet;
    sheet.name = name;
    sheet.header = {"a"};
    sheets.push_back(sheet);
  }
  const std::string bytes = XlsxBytes(sheets).value();
  for (const char* name : {"企业", "企业 (2)", "a_b_c__d_e_", "Sheet", "_引_", "Abc", "aBC (2)",
                           "很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很",
                           "很长很长很长很长很长很长很长很长很长很长很长很长很长很 (2)"}) {
    TableOptions options;
    options.sheet = name;
    const auto table = ReadTable("a.xlsx", bytes, options);
    EXPECT_TRUE(table) << table.error().message;
  }
}

TEST(XlsxWriter, WhatXmlCannotHoldIsReplaced) {
  Sheet sheet;
  sheet.header = {"a"};
  sheet.rows = {{std::string("x\0y", 3)}, {"\xFFz"}, {"\xEF\xBF\xBE"}};
  const Table table = ReadBack(sheet);
  EXPECT_THAT(table.rows[0].cells, ElementsAre("x\xEF\xBF\xBDy"));
  EXPECT_THAT(table.rows[1].cells, ElementsAre("\xEF\xBF\xBDz"));
  EXPECT_THAT(table.rows[2].cells, ElementsAre("\xEF\xBF\xBD"));
}

TEST(XlsxWriter, SaysWhatExcelDoesNotTake) {
  Sheet sheet;
  sheet.header = {"a"};
  sheet.rows = {{std::string(32'767, 'x')}};
  EXPECT_EQ(ReadBack(sheet).rows[0].cells[0].size(), 32'767U);
  for (const std::string& text : {std::string(32'768, 'x'), std::string(32'766, 'x') + "𠮷",
                                  std::string(32'760, 'x') + "_x0041_"}) {
    sheet.rows = {{"fits"}, {text}};
    const auto written = XlsxBytes({sheet});
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, ErrorCode::kTooLarge);
    EXPECT_THAT(written.error().message, HasSubstr("第 2 条有超过 32767 字的单元格"));
  }
  sheet.rows = {Cells(16'385, "x")};
  EXPECT_EQ(XlsxBytes({sheet}).error().code, ErrorCode::kTooLarge);
  sheet.rows = std::vector<Cells>(1'048'576);
  EXPECT_EQ(XlsxBytes({sheet}).error().code, ErrorCode::kTooLarge);
}

/// Writing and reading is the identity on any text.
TEST(XlsxWriter, RoundTripOfRandomTables) {
  std::mt19937 random(20200612);
  const Cells pieces = {"晋城", "𠮷", "<", "&", "\"", "_x0041_", "_x", "_", "\n", "\r",
                        "\x1F", " ",  "=", "'", "1",  ".",       "e5", "é", "\t"};
  for (int round = 0; round < 20; ++round) {
    Sheet sheet;
    sheet.header = {"a", "b", "c"};
    for (int r = 0; r < 30; ++r) {
      Cells cells = {"行"};
      while (cells.size() < 3) {
        std::string cell;
        for (std::size_t i = random() % 5; i > 0; --i) cell += pieces[random() % pieces.size()];
        cells.push_back(std::move(cell));
      }
      sheet.rows.push_back(std::move(cells));
    }
    const Table table = ReadBack(sheet);
    for (std::size_t r = 0; r < 30; ++r) ASSERT_EQ(table.rows[r].cells, sheet.rows[r]);
  }
}

TEST(TextWriter, CsvDisarmsFormulasButNotNumbers) {
  Sheet sheet;
  sheet.header = {"a", "=b"};
  sheet.rows = {{"=cmd()", "-5"}, {"@x", "+1,234.5"},   {"-x", "+x"},
                {"a,b", "\tq"},   {"\rr", "say \"x\""}, {"-", "两\n行"}};
  EXPECT_EQ(CsvText(sheet),
            "\xEF\xBB\xBF"
            "a,'=b\r\n'=cmd(),-5\r\n'@x,\"+1,234.5\"\r\n'-x,'+x\r\n\"a,b\",'\tq\r\n"
            "\"'\rr\",\"say \"\"x\"\"\"\r\n'-,\"两\n行\"\r\n");
}

TEST(TextWriter, CsvIsReadBackWithoutItsGuards) {
  Sheet sheet;
  sheet.header = {"a", "=b"};
  sheet.rows = {{"=cmd()", "-5"}, {"'-5", "'=x"}, {"''@", "'"}, {"'a", "+1"}, {"-", "'"}};
  const Table table = ReadTable("a.csv", CsvText(sheet)).value();
  EXPECT_EQ(table.header, sheet.header);
  for (std::size_t r = 0; r < sheet.rows.size(); ++r) EXPECT_EQ(table.rows[r].cells, sheet.rows[r]);
}

TEST(TextWriter, TsvHasBreaksInsideCellsAsLiterals) {
  Sheet sheet;
  sheet.header = {"a", "b"};
  sheet.rows = {{"x\ty", "\"q\""}, {"1\n2\r3", "=1"}};
  EXPECT_EQ(TsvText(sheet), "a\tb\n\"x\\ty\"\t\"q\"\n\"1\\n2\\r3\"\t=1\n");
}

TEST(LongCells, GoOnInFurtherColumnsAndComeTogetherAgain) {
  std::string longest;
  while (longest.size() < 200'000) longest += "晋城_x0041_𠮷";
  Sheet sheet;
  sheet.header = {"a", "内容", "b"};
  sheet.rows = {{"1", "short", "2"}, {"3", longest, "4"}, {"5", std::string(40'000, 'x'), ""}};
  EXPECT_EQ(XlsxBytes({sheet}).error().code, ErrorCode::kTooLarge) << "only where it is asked for";
  sheet.continued = true;
  Table table = ReadTable("a.xlsx", XlsxBytes({sheet}).value()).value();
  EXPECT_EQ(table.header[3], "内容（续2）");
  JoinContinuedCells(table);
  EXPECT_EQ(table.header, sheet.header);
  for (std::size_t r = 0; r < sheet.rows.size(); ++r) EXPECT_EQ(table.rows[r].cells, sheet.rows[r]);
}

TEST(LongCells, AColumnThatGoesOnFromNoneIsItsOwn) {
  Table table;
  table.header = {"a", "b（续2）", "a（续x）", "a（续1）"};
  table.rows = {{2, {"1", "2", "3", "4"}}};
  JoinContinuedCells(table);
  EXPECT_EQ(table.header.size(), 4U);
  EXPECT_EQ(table.rows[0].cells, Cells({"1", "2", "3", "4"}));
}

TEST(WholeFile, AppearsWholeAndReplacesTheOld) {
  const Folder folder;
  ASSERT_TRUE(WriteWhole(folder / "a.txt", "old"));
  ASSERT_TRUE(WriteWhole(folder / "a.txt", "new"));
  EXPECT_EQ(ReadAll(folder / "a.txt"), "new");
  Sheet sheet;
  sheet.header = {"a"};
  ASSERT_TRUE(WriteCsv(folder / "a.csv", sheet));
  ASSERT_TRUE(WriteTsv(folder / "a.tsv", sheet));
  ASSERT_TRUE(WriteXlsx(folder / "a.xlsx", {sheet}));
  EXPECT_EQ(ReadAll(folder / "a.tsv"), "a\n");
  EXPECT_THAT(ReadTableFile(folder / "a.xlsx").value().header, ElementsAre("a"));
}

TEST(WholeFile, LeavesNothingBehindWhereItFails) {
  const Folder folder;
  fs::create_directory(folder / "taken");
  Sheet bad;
  bad.rows = {{std::string(40'000, 'x')}};
  EXPECT_EQ(WriteWhole(folder / "taken", "x").error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(WriteXlsx(folder / "taken", {Sheet{}}).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(WriteXlsx(folder / "a.xlsx", {bad}).error().code, ErrorCode::kTooLarge);
  EXPECT_EQ(WriteWhole(folder / "none/a.txt", "x").error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(folder.Files(), 1U);
}

TEST(WholeFile, ManyWritersLeaveOneWholeFile) {
  const Folder folder;
  std::vector<std::thread> writers;
  for (char c = 'a'; c < 'e'; ++c) {
    writers.emplace_back([&folder, c] {
      for (int i = 0; i < 10; ++i) EXPECT_TRUE(WriteWhole(folder / "x", std::string(100'000, c)));
    });
  }
  for (std::thread& writer : writers) writer.join();
  const std::string text = ReadAll(folder / "x");
  EXPECT_EQ(text, std::string(100'000, text.front()));
  EXPECT_EQ(folder.Files(), 1U);
}

}  // namespace
}  // namespace jiedui::office
