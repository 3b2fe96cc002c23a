#include "base/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/clock.h"
#include "base/id.h"

namespace jiedui::base {
namespace {

using ::testing::ElementsAre;

TEST(Text, NormalizeFoldsWidthCaseAndTraditionalCharacters) {
  EXPECT_EQ(Normalize("ＡＢＣ１２３"), "abc123");
  EXPECT_EQ(Normalize("煤礦機械（集團）"), "煤矿机械(集团)");
  EXPECT_EQ(Normalize("\xFFx"), "\xEF\xBF\xBDx");
}

TEST(Text, NgramsKeepLatinRunsWhole) {
  EXPECT_THAT(CharacterNgrams("立方氮化硼cbn单晶", 2),
              ElementsAre("立方", "方氮", "氮化", "化硼", "cbn", "单晶"));
  EXPECT_THAT(CharacterNgrams("煤", 2), ElementsAre("煤"));
}

TEST(Text, WordsSegmentChinese) {
  EXPECT_THAT(Words("煤矿机械设备, cnc"), ElementsAre("煤矿", "机械", "设备", "cnc"));
}

TEST(Text, TrimsChineseBlanks) { EXPECT_EQ(Trim("\u3000 晋城\u00A0\n"), "晋城"); }

TEST(Text, ParsesNumbersStrictly) {
  EXPECT_EQ(ParseNumber(" 2,500.5 "), 2500.5);
  for (const char* bad : {"", "12x", "nan", "inf", "1e999", "0x10"})
    EXPECT_FALSE(ParseNumber(bad)) << bad;
}

TEST(Text, RejectsBrokenUtf8) {
  for (const char* bad : {"\xC0\x80", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE4\xB8"}) {
    EXPECT_FALSE(IsValidUtf8(bad));
  }
  EXPECT_TRUE(IsValidUtf8("晋城😀"));
}

TEST(Clock, ParsesDatesAsPeopleWriteThem) {
  for (const char* text : {"2020-06-12", "2020/6/12", "2020.6.12", "2020年6月12日", "20200612"}) {
    const Result<Date> date = ParseDate(text);
    ASSERT_TRUE(date) << text;
    EXPECT_EQ(FormatDate(*date), "2020-06-12");
  }
  for (const char* bad :
       {"", "2020-02-30", "2020-13-01", "N/A", "12", "2020-06-12x", "99999999999999"}) {
    EXPECT_FALSE(ParseDate(bad)) << bad;
  }
}

TEST(Clock, UtcRoundTrip) {
  for (const TimeMs t : {TimeMs{0}, TimeMs{1'591'920'000'123}, TimeMs{-1}}) {
    EXPECT_EQ(ParseUtc(FormatUtc(t)).value(), t);
  }
}

TEST(Clock, ChinaDayStartsAtSixteenUtc) {
  const TimeMs start = StartOfDayInChina({2020, 6, 12});
  EXPECT_EQ(FormatUtc(start), "2020-06-11T16:00:00.000Z");
  EXPECT_EQ(DateInChina(start), (Date{2020, 6, 12}));
  EXPECT_EQ(DateInChina(start - 1), (Date{2020, 6, 11}));
}

TEST(Id, GrowsEvenWhenTheClockGoesBack) {
  FixedClock clock(1'600'000'000'000);
  IdMaker ids(clock, 3);
  std::int64_t last = 0;
  for (int i = 0; i < 20'000; ++i) {
    if (i == 10'000) clock.Set(1'500'000'000'000);
    const std::int64_t next = ids.Next();
    ASSERT_GT(next, last);
    last = next;
  }
}

}  // namespace
}  // namespace jiedui::base
