#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "office/sheet_writer.h"
#include "office/table.h"
#include "support/shared_data.h"

namespace jiedui::office {
namespace {

using base::ErrorCode;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Cells = std::vector<std::string>;

std::vector<Cells> CellsOf(const Table& table) {
  std::vector<Cells> cells;
  for (const TableRow& row : table.rows) cells.push_back(row.cells);
  return cells;
}

TEST(Delimited, ReadsQuotesLineEndsAndBom) {
  const Table table =
      ReadTable("a.csv", "\xEF\xBB\xBF名称,备注\r\n\"甲\"\"一\",\"两\n行\"\n\n乙,\n").value();
  EXPECT_EQ(table.header_line, 1U);
  EXPECT_THAT(table.header, ElementsAre("名称", "备注"));
  EXPECT_THAT(CellsOf(table), ElementsAre(Cells{"甲\"一", "两\n行"}, Cells{"乙", ""}));
  EXPECT_EQ(table.rows[0].line, 2U);
  EXPECT_EQ(table.rows[1].line, 5U);
}

TEST(Delimited, ReadsEachFormOfTheSameTable) {
  struct Case {
    const char* name;
    const char* text;
  };
  for (const Case& c :
       {Case{"a.csv", "a,b\n1,2\n3,4\n"}, Case{"a.csv", "a,b\r\n1,2\r\n3,4"},
        Case{"a.csv", "a,b\r1,2\r3,4\r"}, Case{"a.csv", "\n \r\na,b\n,\n1,2\n\n3,4\n,\n"},
        Case{"a.csv", "\"a\",\"b\"\n\"1\",\"2\"\n3,4"}, Case{"A.CSV", "a,b,\n1,2,,\n3,4"},
        Case{"a.csv", "a\tb\n1\t2\n3\t4\n"}, Case{"a.tsv", "a\tb\n1\t2\n3\t4\n"},
        Case{"a.txt", "a\tb\n1\t2\n3\t4\n"}, Case{"a", "a\tb\n1\t2\n3\t4\n"},
        Case{"a", "a,b\n1,2\n3,4\n"}}) {
    const auto table = ReadTable(c.name, c.text);
    ASSERT_TRUE(table) << c.text << table.error().message;
    EXPECT_THAT(table->header, ElementsAre("a", "b")) << c.text;
    EXPECT_THAT(CellsOf(*table), ElementsAre(Cells{"1", "2"}, Cells{"3", "4"})) << c.text;
  }
}

TEST(Delimited, TabSeparatedTextHasNoQuotes) {
  const Table table = ReadTable("a.tsv", "a\tb\n\"x\ty\"\n").value();
  EXPECT_THAT(table.rows[0].cells, ElementsAre("\"x", "y\""));
}

TEST(Delimited, AQuoteInsideAnUnquotedCellIsACharacter) {
  const Table table = ReadTable("a.csv", "a,b\n5\" 钢管, \"x\"\n").value();
  EXPECT_THAT(table.rows[0].cells, ElementsAre("5\" 钢管", " \"x\""));
}

TEST(Delimited, ShortRowsAreFilledUpAndNamed) {
  const Table table = ReadTable("a.csv", "a,b,c\n1\n1,2,3\n1,2\n").value();
  EXPECT_THAT(CellsOf(table),
              ElementsAre(Cells{"1", "", ""}, Cells{"1", "2", "3"}, Cells{"1", "2", ""}));
  EXPECT_THAT(table.short_lines, ElementsAre(2U, 4U));
}

TEST(Delimited, RaggedRowsAreSetAsideOnRequest) {
  TableOptions options;
  options.ragged = RaggedRows::kSetAside;
  const Table table = ReadTable("a.csv", "a,b\n1,2\n3,4,5\n6,7\n8,9,0,\n", options).value();
  EXPECT_THAT(CellsOf(table), ElementsAre(Cells{"1", "2"}, Cells{"6", "7"}));
  ASSERT_EQ(table.ragged.size(), 2U);
  EXPECT_EQ(table.ragged[0].line, 3U);
  EXPECT_THAT(table.ragged[0].cells, ElementsAre("3", "4", "5"));
  EXPECT_THAT(table.ragged[1].cells, ElementsAre("8", "9", "0"));
}

TEST(Delimited, RefusalNamesTheFirstRaggedLinesAndTheirNumber) {
  std::string text = "a,b\n";
  for (int i = 0; i < 12; ++i) text += "1,2,3\n";
  const auto table = ReadTable("a.csv", text);
  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().message,
            "第 2、3、4、5、6、7、8、9、10、11 … 行的列数多于表头的 2 列（共 12 行）");
}

TEST(Delimited, HeaderMayBeFurtherDown) {
  TableOptions options;
  options.header_line = 3;
  const Table table =
      ReadTable("a.csv", "汇总表,\n填报: 甲,单位: 万元\na,b\n1,2\n", options).value();
  EXPECT_THAT(table.title, ElementsAre("汇总表", "填报: 甲 单位: 万元"));
  EXPECT_EQ(table.header_line, 3U);
  EXPECT_THAT(table.header, ElementsAre("a", "b"));
}

TEST(Delimited, SaysWhatIsWrongAndWhere) {
  struct Case {
    const char* name;
    std::string bytes;
    const char* says;
  };
  for (const Case& c :
       {Case{"a.csv", "a,b\n1,2,3\n", "第 2 行的列数多于表头的 2 列"},
        Case{"a.csv", "a,b\n\"1,2\n3,4\n", "第 2 行: 引号没有结束"},
        Case{"a.csv", "a,b\r\"1\r2\",\"3\r", "第 3 行: 引号没有结束"},
        Case{"a.csv", "", "没有表头"}, Case{"a.csv", " \n,,\n", "没有表头"},
        Case{"a.csv", "a\n\"x\"y\n", "第 2 行: 引号之后还有文字"},
        Case{"a.csv", "a\n\"x\ny\"z\n", "第 3 行: 引号之后还有文字"},
        Case{"a.csv", std::string("a\nx\0y\n", 6), "第 2 行: 含有空字符"},
        Case{"a.csv", std::string("a\n\"x\0y\"\n", 8), "第 2 行: 含有空字符"},
        Case{"a.xls", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "旧版 .xls"},
        Case{"a.xlsx",
             std::string("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1..E\0n\0c\0r\0y\0p\0t\0e\0d\0"
                         "P\0a\0c\0k\0a\0g\0e\0",
                         42),
             "已加密"},
        Case{"a.xls", "\r\n <HTML><body>", "网页"}, Case{"a.xls", "<?xml version='1.0'?>", "网页"},
        Case{"a.pdf", "%PDF-1.4", "PDF"}, Case{"a.ods", "PK\x03\x04 oops", ".ods"},
        Case{"a.xlsx", "PK\x03\x04 oops", "损坏"}, Case{"a.xlsx", "hello", "不是工作簿"}}) {
    const auto table = ReadTable(c.name, c.bytes);
    ASSERT_FALSE(table) << c.says;
    EXPECT_THAT(table.error().message, HasSubstr(c.says));
    EXPECT_EQ(table.error().code, ErrorCode::kInvalid) << c.says;
    EXPECT_EQ(table.error().field, "file") << c.says;
  }
}

TEST(Delimited, KeepsItsLimits) {
  TableLimits limits;
  limits.bytes = 60;
  limits.rows = 3;
  limits.columns = 4;
  limits.cells = 9;
  limits.cell_bytes = 8;
  struct Case {
    std::string text;
    bool fits;
  };
  for (const Case& c :
       {Case{"a\n1\n2\n3\n", true}, Case{"a\n1\n2\n3\n4\n", false},
        Case{"a,b,c,d\n1,2,3,4\n", true}, Case{"a,b,c,d,e\n", false},
        Case{"a,b,c\n1\n2\n3\n", true}, Case{"a,b,c,d\n1\n2\n3\n", false},
        Case{"a\n12345678\n", true}, Case{"a\n123456789\n", false}, Case{"a\n\"12345678\"\n", true},
        Case{"a\n\"12345\"\"789\"\n", false}, Case{"a\n" + std::string(58, '\n'), true},
        Case{"a\n" + std::string(59, '\n'), false}}) {
    TableOptions options;
    options.limits = limits;
    const auto table = ReadTable("a.csv", c.text, options);
    EXPECT_EQ(table.has_value(), c.fits) << c.text;
    if (!c.fits) {
      EXPECT_EQ(table.error().code, ErrorCode::kTooLarge) << table.error().message;
    }
  }
}

TEST(Delimited, AScanSeesTheRowsAndMayStop) {
  std::vector<std::size_t> lines;
  const RowVisitor visit = [&](const Table& head, TableRow row) -> base::Status {
    EXPECT_THAT(head.header, ElementsAre("a"));
    EXPECT_THAT(head.rows, IsEmpty());
    lines.push_back(row.line);
    if (row.cells[0] == "stop") return base::Fail(ErrorCode::kUnprocessable, "stopped");
    return {};
  };
  EXPECT_TRUE(ScanTable("a.csv", "a\n1\n2\n", visit).value().rows.empty());
  EXPECT_EQ(ScanTable("a.csv", "a\n1\nstop\n2\n", visit).error().message, "stopped");
  EXPECT_THAT(lines, ElementsAre(2U, 3U, 2U, 3U));
}

TEST(Delimited, FilesThatCannotBeRead) {
  const auto missing = ReadTableFile("/nonexistent/a.csv");
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  const auto folder = ReadTableFile(std::filesystem::temp_directory_path());
  EXPECT_EQ(folder.error().code, ErrorCode::kInvalid);
  EXPECT_THAT(folder.error().message, ::testing::HasSubstr("是文件夹"));
}

/// Writing and reading is the identity on any text.
TEST(Delimited, CsvRoundTripOfRandomTables) {
  std::mt19937 random(20200612);
  const Cells pieces = {"a", "晋城", ",", "\"", "\"\"", "\n", "\r\n", "\r",
                        " ", "𠮷",   "'", ";",  "0",    "=",  "-",    "@"};
  for (int round = 0; round < 300; ++round) {
    Sheet sheet;
    const std::size_t columns = 1 + random() % 4;
    for (std::size_t c = 0; c < columns; ++c) sheet.header.push_back("列" + std::to_string(c));
    const std::size_t rows = random() % 6;
    for (std::size_t r = 0; r < rows; ++r) {
      Cells cells = {"第"};  // a blank row would be left out
      while (cells.size() < columns) {
        std::string cell = cells.size() == 1 ? "x" : "";
        for (std::size_t i = random() % 5; i > 0; --i) cell += pieces[random() % pieces.size()];
        cells.push_back(std::move(cell));
      }
      sheet.rows.push_back(std::move(cells));
    }
    const auto table = ReadTable("a.csv", CsvText(sheet));
    ASSERT_TRUE(table) << CsvText(sheet) << table.error().message;
    EXPECT_EQ(table->header, sheet.header);
    EXPECT_EQ(CellsOf(*table), sheet.rows) << CsvText(sheet);
    EXPECT_THAT(table->short_lines, IsEmpty());
  }
}

TEST(Delimited, ReadsTheRegistry) {
  const auto file = testing::SharedData("registry/jincheng_enterprises.tsv");
  if (!file) GTEST_SKIP() << "the shared registry is not here";
  const Table table = ReadTableFile(*file).value();
  EXPECT_EQ(table.rows.size(), 4869U);
  EXPECT_EQ(table.rows.back().line, 4870U);
  EXPECT_EQ(table.header.front(), "name");
  EXPECT_THAT(table.short_lines, IsEmpty());
}

}  // namespace
}  // namespace jiedui::office
