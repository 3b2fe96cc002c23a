#include "office/header_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace jiedui::office {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::vector<FieldSpec> kFields = {
    {"name", {"企业名称", "单位名称", "Enterprise name"}, true},
    {"credit_code", {"统一社会信用代码", "uscc"}, true},
    {"revenue_wan", {"营业收入（万元）", "主营业务收入"}},
    {"share", {"占比（%）"}},
    {"years", {"占比（年）"}},
};

/// "column→field" for each column that has one.
std::vector<std::string> Shown(const HeaderMap& map) {
  std::vector<std::string> shown;
  for (const HeaderMap::Column& column : map.columns)
    shown.push_back(std::to_string(column.at) + "→" + std::string(kFields[column.field].name));
  return shown;
}

TEST(HeaderMap, MeetsNamesAndAliasesHoweverTheyAreWritten) {
  struct Case {
    const char* header;
    const char* field;
  };
  for (const Case& c : {Case{"name", "name"},
                        Case{"企业名称", "name"},
                        Case{" 企业 名称 ", "name"},
                        Case{"企业名称*", "name"},
                        Case{"＊企业名称：", "name"},
                        Case{"企業名稱", "name"},
                        Case{"ENTERPRISE NAME", "name"},
                        Case{"enterprise_name", "name"},
                        Case{"企业\n名称", "name"},
                        Case{"企业名称（全称）", "name"},
                        Case{"Ｎａｍｅ", "name"},
                        Case{"USCC", "credit_code"},
                        Case{"Credit Code", "credit_code"},
                        Case{"营业收入", "revenue_wan"},
                        Case{"营业收入(元)", "revenue_wan"},
                        Case{"营业收入【万元】", "revenue_wan"},
                        Case{"主营业务收入[亿元]", "revenue_wan"},
                        Case{"占比(%)", "share"},
                        Case{"占比（年）", "years"},
                        Case{"占比", "share"},
                        Case{"收入", ""},
                        Case{"（万元）", ""}}) {
    const std::vector<std::string> header = {c.header};
    const HeaderMap map = MapHeader(header, kFields);
    if (*c.field == '\0') {
      EXPECT_THAT(map.columns, IsEmpty()) << c.header;
      EXPECT_THAT(map.unknown, ElementsAre(0U)) << c.header;
    } else {
      EXPECT_THAT(Shown(map), ElementsAre(std::string("0→") + c.field)) << c.header;
    }
  }
}

TEST(HeaderMap, GivesTheUnit) {
  const std::vector<std::string> header = {"营业收入（元）", "名", "企业名称"};
  const HeaderMap map = MapHeader(header, kFields);
  EXPECT_EQ(map.columns[0].unit, "元");
  EXPECT_EQ(map.columns[1].unit, "");
}

TEST(HeaderMap, FindsWhatDoesNotFit) {
  const std::vector<std::string> header = {"单位名称", "备注", "", "企业名称", "x"};
  const HeaderMap map = MapHeader(header, kFields);
  EXPECT_THAT(Shown(map), ElementsAre("0→name"));
  EXPECT_THAT(map.unknown, ElementsAre(1U, 4U));
  EXPECT_THAT(map.missing, ElementsAre(1U));
  ASSERT_EQ(map.duplicates.size(), 1U);
  EXPECT_EQ(map.ColumnOf(0), 0U);
  EXPECT_EQ(map.ColumnOf(1), std::nullopt);
  const auto checked = CheckHeader(map, header, kFields);
  EXPECT_EQ(checked.error().message,
            "缺少“统一社会信用代码”列；“单位名称”与“企业名称”两列都是“企业名称”");
  EXPECT_EQ(checked.error().code, base::ErrorCode::kInvalid);
}

TEST(HeaderMap, AMappingComesFirst) {
  const ColumnMapping mapping =
      ParseColumnMapping(
          "\xEF\xBB\xBF# 某省平台\r\n全称\tname\r\n\r\n代码\tcredit_code\r\n主营业务收入\t-\r\n",
          kFields)
          .value();
  const std::vector<std::string> header = {"企业名称", "全 称",        "代码（18位）",
                                           "代码",     "主营业务收入", "营业收入"};
  const HeaderMap map = MapHeader(header, kFields, mapping);
  EXPECT_THAT(Shown(map), ElementsAre("1→name", "3→credit_code", "5→revenue_wan"));
  EXPECT_THAT(map.unknown, ElementsAre(0U, 2U));
  EXPECT_TRUE(CheckHeader(map, header, kFields));
}

TEST(HeaderMap, AMappingMustFitTheFile) {
  const ColumnMapping mapping =
      ParseColumnMapping("全称\tname\n代码\tcredit_code", kFields).value();
  const std::vector<std::string> header = {"全称", "uscc"};
  const HeaderMap map = MapHeader(header, kFields, mapping);
  EXPECT_EQ(CheckHeader(map, header, kFields).error().message, "对照表里的列 “代码” 不在文件中");
}

TEST(ColumnMapping, SaysEveryLineThatIsWrong) {
  const auto mapping = ParseColumnMapping(
      "全称\tname\n一列\n\tname\n代码\tno_such\n全 称\tshare\n简称\tname\na\tb\tc\n", kFields);
  ASSERT_FALSE(mapping);
  EXPECT_EQ(mapping.error().field, "mapping");
  EXPECT_EQ(
      mapping.error().message,
      "对照表有误: 第 2 行: “一列” 应为 列名<TAB>字段名；第 3 行: “name” 应为 列名<TAB>字段名；"
      "第 4 行: 没有字段 “no_such”；第 5 行: 列 “全 称” 已经写过；第 6 行: 字段 “name” 已经有列；"
      "第 7 行: “a\tb\tc” 应为 列名<TAB>字段名");
  EXPECT_THAT(ParseColumnMapping("", kFields).value().entries, IsEmpty());
}

}  // namespace
}  // namespace jiedui::office
