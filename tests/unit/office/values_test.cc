#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "office/boolean_word.h"
#include "office/capital.h"
#include "office/table.h"
#include "office/text_width.h"
#include "support/shared_data.h"

namespace jiedui::office {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

TEST(Capital, ReadsWhatRegistriesWrite) {
  struct Case {
    const char* text;
    double wan;
    const char* currency = "CNY";
  };
  for (const Case& c : {Case{"2,500(万)", 2500},
                        Case{"204万人民币", 204},
                        Case{"50万元", 50},
                        Case{"1.2亿元", 12'000},
                        Case{"3000000元", 300},
                        Case{"30万人民币元", 30},
                        Case{"8(万元人民币)", 8},
                        Case{"５０", 50},
                        Case{"642.4643(万)", 642.4643},
                        Case{"2.600000万", 2.6},
                        Case{"1,234,567.5（万元）", 1'234'567.5},
                        Case{"0()", 0},
                        Case{"人民币5千万元整", 5000},
                        Case{"3百万元", 300},
                        Case{"500千元", 50},
                        Case{"RMB 100 万", 100},
                        Case{"￥300万", 300},
                        Case{"人民币 20 萬元", 20},
                        Case{"2億圓", 20'000},
                        Case{"100(万美元)", 100, "USD"},
                        Case{"0.5万美元", 0.5, "USD"},
                        Case{"USD 30万", 30, "USD"},
                        Case{"美元30万元", 30, "USD"},
                        Case{"100000美元", 100'000, "USD"},
                        Case{"5万港币", 5, "HKD"},
                        Case{"35,000(万香港元)", 35'000, "HKD"},
                        Case{"6万新加坡元", 6, "SGD"},
                        Case{"7万欧元", 7, "EUR"},
                        Case{"9000万日圆", 9000, "JPY"}}) {
    const auto capital = ParseCapital(c.text);
    ASSERT_TRUE(capital && *capital) << c.text;
    EXPECT_EQ((*capital)->wan, c.wan) << c.text;
    EXPECT_EQ((*capital)->currency, c.currency) << c.text;
  }
}

TEST(Capital, UnknownIsNothing) {
  for (const char* unknown : {"", "N/A", "n/a", "-", " ", "　", "无", "--", "/", "不详"})
    EXPECT_EQ(ParseCapital(unknown).value(), std::nullopt) << unknown;
}

TEST(Capital, AnythingElseIsAnErrorWithTheText) {
  for (const char* bad :
       {"很多",          "12x万",    "-5万",        "+5万",  "1,23万",   "1,2345万",      "1.2.3万",
        "5 万 左右",     "万元",     "美元",        "1e5万", "50-100万", "100万美元欧元", "$100万",
        "99999999999亿", "1万2千元", "500(认缴)万", ".",     ",",        "1.2,3"}) {
    const auto capital = ParseCapital(bad);
    ASSERT_FALSE(capital) << bad;
    EXPECT_THAT(capital.error().message, HasSubstr(bad));
  }
}

TEST(Capital, ReadsEveryValueOfTheRegistry) {
  const auto file = testing::SharedData("registry/jincheng_enterprises.tsv");
  if (!file) GTEST_SKIP() << "the shared registry is not here";
  std::map<std::string, int> kinds;
  std::size_t column = 0;
  const RowVisitor count = [&](const Table& head, const TableRow& row) -> base::Status {
    while (head.header[column] != "capital") ++column;
    const auto capital = ParseCapital(row.cells[column]);
    ++kinds[!capital ? row.cells[column] : !*capital ? "unknown" : (*capital)->currency];
    return {};
  };
  ASSERT_TRUE(ScanTableFile(*file, count));
  EXPECT_THAT(
      kinds, ElementsAre(Pair("CNY", 2977), Pair("HKD", 2), Pair("USD", 6), Pair("unknown", 1884)));
}

TEST(BooleanWord, ReadsWhatFormsSay) {
  for (const char* yes :
       {"是", "有", "√", "✓", "☑", "1", "true", "TRUE", "Yes", "Ｙ", " 是 ", "对"})
    EXPECT_EQ(ParseBooleanWord(yes).value(), std::optional(true)) << yes;
  for (const char* no :
       {"否", "无", "×", "✗", "☐", "0", "false", "NO", "n", "没有", "無", "X", "错"})
    EXPECT_EQ(ParseBooleanWord(no).value(), std::optional(false)) << no;
  for (const char* unknown : {"", " ", "N/A", "-"})
    EXPECT_EQ(ParseBooleanWord(unknown).value(), std::nullopt) << unknown;
  for (const char* bad : {"也许", "2", "是否", "10", "yes no"}) {
    const auto word = ParseBooleanWord(bad);
    ASSERT_FALSE(word) << bad;
    EXPECT_THAT(word.error().message, HasSubstr(bad));
  }
}

TEST(TextWidth, CountsColumns) {
  struct Case {
    const char* text;
    std::size_t width;
  };
  for (const Case& c :
       {Case{"", 0}, Case{"abc", 3}, Case{"晋城", 4}, Case{"（）", 4}, Case{"“”", 4}, Case{"ａ", 2},
        Case{"é", 1}, Case{"e\xCC\x81", 1}, Case{"𠮷", 2}, Case{"ｱ", 1}})
    EXPECT_EQ(DisplayWidth(c.text), c.width) << c.text;
}

TEST(TextWidth, ClipsAndDisarms) {
  struct Case {
    const char* text;
    std::size_t width;
    const char* clipped;
  };
  for (const Case& c : {Case{"abc", 3, "abc"}, Case{"abcd", 3, "a…"}, Case{"晋城市", 6, "晋城市"},
                        Case{"晋城市", 5, "晋…"}, Case{"晋城市", 4, "晋…"}, Case{"", 0, ""},
                        Case{"a\tb\x1Bz", 9, "a b z"}})
    EXPECT_EQ(ClipToWidth(c.text, c.width), c.clipped) << c.text << c.width;
}

}  // namespace
}  // namespace jiedui::office
