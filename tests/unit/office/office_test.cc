#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "base/text.h"
#include "office/capital.h"
#include "office/encoding.h"
#include "office/sheet_writer.h"
#include "office/table.h"
#include "support/shared_data.h"

namespace jiedui::office {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Table, ReadsQuotesLineEndsAndBom) {
  const Table table =
      ReadTable("a.csv", "\xEF\xBB\xBF名称,备注\r\n\"甲\"\"一\",\"两\n行\"\n\n乙,\n").value();
  EXPECT_THAT(table.header, ElementsAre("名称", "备注"));
  ASSERT_EQ(table.rows.size(), 2U);
  EXPECT_THAT(table.rows[0].cells, ElementsAre("甲\"一", "两\n行"));
  EXPECT_EQ(table.rows[0].line, 2U);
  EXPECT_EQ(table.rows[1].line, 5U);
  EXPECT_THAT(table.rows[1].cells, ElementsAre("乙", ""));
}

TEST(Table, TabSeparatedTextHasNoQuotes) {
  const Table table = ReadTable("a.tsv", "a\tb\n\"x\ty\"\n").value();
  EXPECT_THAT(table.rows[0].cells, ElementsAre("\"x", "y\""));
}

TEST(Table, RecognisesGb18030AndUtf16) {
  const std::string gb = "\xC3\xFB\xB3\xC6,\xB5\xD8\xD6\xB7\n\xBD\xFA\xB3\xC7,\xD4\xF3\xD6\xDD\n";
  EXPECT_THAT(ReadTable("a.csv", gb).value().header, ElementsAre("名称", "地址"));
  const std::string utf16(
      "\xFF\xFE"
      "a\0,\0b\0\n\0\x4B\x66,\0c\0\n\0",
      18);
  EXPECT_THAT(ReadTable("a.csv", utf16).value().rows[0].cells, ElementsAre("晋", "c"));
  EXPECT_THAT(ToUtf8("\xFF\xFF\xFF\x20").error().message, HasSubstr("字节"));
}

TEST(Table, SaysWhatIsWrongAndWhere) {
  struct Case {
    std::string name;
    std::string bytes;
    const char* says;
  };
  for (const Case& c :
       {Case{"a.csv", "a,b\n1,2,3\n", "第 2 行: 有 3 列"},
        Case{"a.csv", "a,b\n\"1,2\n", "第 2 行: 引号没有结束"}, Case{"a.csv", "", "没有表头"},
        Case{"a.csv", "a\n\"x\"y\n", "引号之后还有文字"},
        Case{"a.xls", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", ".xls"},
        Case{"a.xlsx", "PK\x03\x04 oops", "损坏"}, Case{"a.xlsx", "hello", "不是工作簿"}}) {
    const auto table = ReadTable(c.name, c.bytes);
    ASSERT_FALSE(table) << c.says;
    EXPECT_THAT(table.error().message, HasSubstr(c.says));
  }
}

TEST(Workbook, KeepsWhatWasWritten) {
  Sheet sheet;
  sheet.header = {"名称", "数值", "备注"};
  sheet.number_columns = {1};
  sheet.rows = {
      {"晋城", "1234567", "含,逗号与\"引号\""}, {"泽州", "0.1", ""}, {"高平", "不是数", "=1+1"}};
  const std::string bytes = XlsxBytes({sheet}).value();
  const Table table = ReadTable("a.xlsx", bytes).value();
  EXPECT_EQ(table.header, sheet.header);
  ASSERT_EQ(table.rows.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(table.rows[i].cells, sheet.rows[i]);
}

TEST(Workbook, TwentyThousandRows) {
  Sheet sheet;
  for (int c = 0; c < 20; ++c) sheet.header.push_back("列" + std::to_string(c));
  for (int r = 0; r < 20'000; ++r) sheet.rows.emplace_back(20, "值" + std::to_string(r));
  const Table table = ReadTable("a.xlsx", XlsxBytes({sheet}).value()).value();
  EXPECT_EQ(table.rows.size(), 20'000U);
  EXPECT_EQ(table.rows.back().cells.back(), "值19999");
}

TEST(Csv, DisarmsFormulasButNotNumbers) {
  Sheet sheet;
  sheet.header = {"a"};
  sheet.rows = {{"=cmd()"}, {"-5"}, {"@x"}, {"a,b"}};
  EXPECT_EQ(CsvText(sheet),
            "\xEF\xBB\xBF"
            "a\r\n'=cmd()\r\n-5\r\n'@x\r\n\"a,b\"\r\n");
}

TEST(Capital, ReadsWhatRegistriesWrite) {
  struct Case {
    const char* text;
    double wan;
    const char* currency;
  };
  for (const Case& c :
       {Case{"2,500(万)", 2500, "CNY"}, Case{"204万人民币", 204, "CNY"}, Case{"50万元", 50, "CNY"},
        Case{"1.2亿元", 12'000, "CNY"}, Case{"3000000元", 300, "CNY"},
        Case{"100(万美元)", 100, "USD"}, Case{"30万人民币元", 30, "CNY"},
        Case{"8(万元人民币)", 8, "CNY"}, Case{"5万港币", 5, "HKD"}, Case{"6(万香港元)", 6, "HKD"},
        Case{"５０", 50, "CNY"}}) {
    const auto capital = ParseCapital(c.text);
    ASSERT_TRUE(capital && *capital) << c.text;
    EXPECT_DOUBLE_EQ((*capital)->wan, c.wan) << c.text;
    EXPECT_EQ((*capital)->currency, c.currency) << c.text;
  }
  for (const char* unknown : {"", "N/A", "-", " "})
    EXPECT_FALSE(ParseCapital(unknown).value()) << unknown;
  for (const char* bad : {"很多", "12x万", "-5万"}) EXPECT_FALSE(ParseCapital(bad)) << bad;
}

TEST(Capital, ReadsEveryValueOfTheRegistry) {
  const auto file = testing::SharedData("registry/jincheng_enterprises.tsv");
  if (!file) GTEST_SKIP() << "the shared registry is not here";
  const Table table = ReadTableFile(*file).value();
  ASSERT_EQ(table.rows.size(), 4869U);
  const auto column = static_cast<std::size_t>(
      std::find(table.header.begin(), table.header.end(), "capital") - table.header.begin());
  std::map<std::string, int> bad;
  for (const TableRow& row : table.rows) {
    if (!ParseCapital(row.cells[column])) ++bad[row.cells[column]];
  }
  EXPECT_TRUE(bad.empty()) << bad.begin()->first;
}

}  // namespace
}  // namespace jiedui::office
