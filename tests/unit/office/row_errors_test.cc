#include "office/row_errors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "office/long_cells.h"

namespace jiedui::office {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

using Cells = std::vector<std::string>;

Table MakeTable() {
  TableOptions options;
  options.ragged = RaggedRows::kSetAside;
  return ReadTable("a.csv", "名称,资本\n甲,1\n乙,很多,x,y\n,多\n丁,4\n", options).value();
}

const std::vector<RowError> kErrors = {{4, "名称", "", "不能为空"},
                                       {4, "资本", "多", "不是注册资本"},
                                       {2, "", "", "重复"},
                                       {99, "", "", "没有这一行"}};

std::vector<RowError> AllErrors(const Table& table) {
  std::vector<RowError> errors = kErrors;
  for (RowError& error : RaggedErrors(table)) errors.push_back(std::move(error));
  return errors;
}

TEST(RowErrors, SheetHasTheRowsTheirMessagesAndMarks) {
  const Table table = MakeTable();
  const Sheet sheet = ErrorSheet(table, AllErrors(table), ErrorRows::kAll);
  EXPECT_THAT(sheet.header, ElementsAre("名称", "资本", "错误信息"));
  EXPECT_THAT(sheet.rows, ElementsAre(Cells{"甲", "1", "重复"},
                                      Cells{"乙", "很多", "有 4 列，多于表头的 2 列", "x", "y"},
                                      Cells{"", "多", "名称: 不能为空；资本: 不是注册资本"},
                                      Cells{"丁", "4", ""}));
  EXPECT_THAT(sheet.marked, ElementsAre(Pair(0U, 2U), Pair(1U, 2U), Pair(2U, 0U), Pair(2U, 1U)));
}

TEST(RowErrors, OnlyBadRowsOnRequest) {
  const Table table = MakeTable();
  const Sheet sheet = ErrorSheet(table, kErrors, ErrorRows::kBadOnly);
  EXPECT_THAT(sheet.rows, ElementsAre(Cells{"甲", "1", "重复"},
                                      Cells{"", "多", "名称: 不能为空；资本: 不是注册资本"}));
  EXPECT_THAT(sheet.marked, ElementsAre(Pair(0U, 2U), Pair(1U, 0U), Pair(1U, 1U)));
}

TEST(RowErrors, AnErrorWorkbookCanBeCorrectedAndReportedAgain) {
  const Table table = MakeTable();
  const Sheet first = ErrorSheet(table, kErrors, ErrorRows::kAll);
  const Table again =
      ReadTable("a.xlsx", XlsxBytes({first}).value(), {.ragged = RaggedRows::kSetAside}).value();
  ASSERT_EQ(again.ragged.size(), 1U) << "an uncorrected row is an error again";
  const Sheet second =
      ErrorSheet(again, std::vector<RowError>{{4, "资本", "多", "还是不对"}}, ErrorRows::kAll);
  EXPECT_EQ(second.header, first.header);
  EXPECT_THAT(second.rows[0].back(), "");
  EXPECT_THAT(second.rows[2].back(), "资本: 还是不对");
}

TEST(RowErrors, WorkbookTakesAnyTable) {
  const auto file = std::filesystem::temp_directory_path() / "jiedui-row-errors.xlsx";
  const Table table = ReadTable("a.csv", "a\n" + std::string(40'000, 'x') + "\n").value();
  ASSERT_TRUE(WriteErrorWorkbook(file, table, std::vector<RowError>{{2, "a", "", "过长"}}));
  Table back = ReadTableFile(file).value();
  std::filesystem::remove(file);
  JoinContinuedCells(back);
  EXPECT_EQ(back.rows[0].cells, Cells({std::string(40'000, 'x'), "a: 过长"}));
}

TEST(RowErrors, TextForATerminal) {
  EXPECT_EQ(RenderErrors(kErrors, 3),
            "第 2 行        “”    重复\n"
            "第 4 行  名称  “”    不能为空\n"
            "第 4 行  资本  “多”  不是注册资本\n"
            "… 还有 1 处错误\n");
  EXPECT_EQ(RenderErrors({}), "");
  const std::vector<RowError> hostile = {
      {1, "a", "\x1B[2J\n\xC2\x9B" + std::string(100, 'x'), "b\r\nc"}};
  const std::string text = RenderErrors(hostile);
  EXPECT_THAT(text, Not(HasSubstr("\x1B")));
  EXPECT_THAT(text, Not(HasSubstr("\xC2\x9B")));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
  EXPECT_LT(text.size(), 100U);
}

TEST(ErrorSheet, LosesNothingOfALongText) {
  Table table;
  table.header = {"内容", "数"};
  const std::string longest(80'000, 'x');
  table.rows = {{2, {longest, "很多"}}};
  const std::vector<RowError> errors = {{2, "数", "很多", "不是数"}};
  const std::string bytes = XlsxBytes({ErrorSheet(table, errors, ErrorRows::kAll)}).value();
  Table again = ReadTable("错误.xlsx", bytes).value();
  JoinContinuedCells(again);
  EXPECT_EQ(again.rows[0].cells, (std::vector<std::string>{longest, "很多", "数: 不是数"}));
}

}  // namespace
}  // namespace jiedui::office
