#include "office/encoding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "office/table.h"

namespace jiedui::office {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kGbHeader = "\xC3\xFB\xB3\xC6,\xB5\xD8\xD6\xB7\n";  // 名称,地址

TEST(Encoding, Recognised) {
  struct Case {
    std::string bytes;
    const char* text;
  };
  for (const Case& c :
       {Case{"", ""}, Case{"abc", "abc"}, Case{"晋城\n", "晋城\n"},
        Case{"\xEF\xBB\xBF晋城", "晋城"}, Case{"\xEF\xBB\xBF", ""}, Case{"𠮷", "𠮷"},
        Case{kGbHeader, "名称,地址\n"}, Case{"\xBD\xFA\xB3\xC7", "晋城"},
        Case{"\x84\x31\x95\x33\xBD\xFA", "晋"},
        Case{"\x81\x30\x89\x38", "ß"},  // GB18030's four-byte form
        Case{std::string("\xFF\xFE\x4B\x66\x0A\x00", 6), "晋\n"},
        Case{std::string("\xFE\xFF\x66\x4B\x00\x0A", 6), "晋\n"},
        Case{std::string("\xFF\xFE\x42\xD8\xB7\xDF", 6), "𠮷"}, Case{"\xFF\xFE", ""}}) {
    const auto text = ToUtf8(c.bytes);
    ASSERT_TRUE(text) << text.error().message;
    EXPECT_EQ(*text, c.text);
  }
}

TEST(Encoding, NamesTheFirstBadByteAndItsLine) {
  std::string utf8 = "山西省晋城市企业\n";  // eight characters: enough to be sure of UTF-8
  const std::size_t cut = utf8.size();
  struct Case {
    std::string bytes;
    const char* charset;
    std::size_t line;
    std::size_t offset;
  };
  const std::string long_gb = [] {
    std::string text;
    for (int i = 0; i < 50'000; ++i) text += kGbHeader;
    return text;
  }();
  for (const Case& c :
       {Case{kGbHeader + "\xFF\n", "GB18030", 2, 10}, Case{kGbHeader + "a\xC3", "GB18030", 2, 11},
        Case{kGbHeader + kGbHeader + "\xC3\x20", "GB18030", 3, 20},
        Case{"\x81\x30\x89\x20", "GB18030", 1, 0},
        Case{long_gb + "\xC3\n", "GB18030", 50'001, 500'000},
        Case{utf8 + "a\xFFz", "UTF-8", 2, cut + 1}, Case{utf8 + "\xE5\xB1", "UTF-8", 2, cut},
        Case{utf8 + "\xBD\xFA", "UTF-8", 2, cut},
        Case{"\xEF\xBB\xBF"
             "a\n\xC3\xFB",
             "UTF-8", 2, 5},
        Case{std::string("\xFF\xFE\x4B\x66\x0A\x00\x42\xD8", 8), "UTF-16LE", 2, 6},
        Case{std::string("\xFF\xFE\x4B\x66\x0A\x00\x4B", 7), "UTF-16LE", 2, 6},
        Case{std::string("\xFE\xFF\xDF\xB7\x00\x0A", 6), "UTF-16BE", 1, 2}}) {
    const auto text = ToUtf8(c.bytes);
    ASSERT_FALSE(text) << c.charset << c.offset;
    EXPECT_THAT(text.error().message,
                HasSubstr("第 " + std::to_string(c.line) + " 行: 第 " + std::to_string(c.offset) +
                          " 字节无法按 " + c.charset + " 解码"));
    EXPECT_EQ(text.error().code, base::ErrorCode::kInvalid);
  }
}

TEST(Encoding, CharactersAcrossConversionBuffersStayWhole) {
  for (std::size_t shift = 0; shift < 4; ++shift) {
    std::string utf16 = "\xFF\xFE";
    std::string expected;
    for (std::size_t i = 0; i < shift; ++i) {
      utf16 += std::string("a\0", 2);
      expected += "a";
    }
    for (int i = 0; i < 70'000; ++i) {
      utf16 += "\x42\xD8\xB7\xDF";
      expected += "𠮷";
    }
    EXPECT_EQ(ToUtf8(utf16).value(), expected);
  }
}

TEST(Encoding, TablesOfEachEncodingReadTheSame) {
  const std::string utf16(
      "\xFF\xFE"
      "a\0,\0b\0\n\0\x4B\x66,\0c\0\n\0",
      18);
  EXPECT_THAT(ReadTable("a.csv", utf16).value().rows[0].cells, ElementsAre("晋", "c"));
  EXPECT_THAT(ReadTable("a.csv", kGbHeader).value().header, ElementsAre("名称", "地址"));
  // 吉 has the byte of a tab in UTF-16: the separator is looked for in the decoded text.
  const std::string tabs("\xFF\xFE\x09\x54,\0b\0", 8);
  EXPECT_THAT(ReadTable("a.csv", tabs).value().header, ElementsAre("吉", "b"));
}

}  // namespace
}  // namespace jiedui::office
