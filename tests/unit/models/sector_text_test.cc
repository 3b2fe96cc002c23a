// What the classifier reads of names and scopes: boilerplate, clauses, verbs and weights.
#include <gmock/gmock.h>

#include "base/text.h"
#include "models/sector/scope_reader.h"
#include "models/sector/scope_text.h"

namespace jiedui::models {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<ScopeItem> Read(std::string_view scope) { return ReadScope(base::Normalize(scope)); }

char Letter(ScopeAction action) {
  switch (action) {
    case ScopeAction::kMake:
      return 'M';
    case ScopeAction::kSell:
      return 'S';
    case ScopeAction::kServe:
      return 'V';
    case ScopeAction::kNone:
      return '-';
  }
  return '?';
}

/// `M:铸管 S:钢材销售`: actions and items, in order.
std::string Actions(std::string_view scope) {
  std::string text;
  for (const ScopeItem& item : Read(scope)) {
    if (!text.empty()) text += ' ';
    text += Letter(item.action);
    text += ':' + item.text;
  }
  return text;
}

TEST(SectorText, BoilerplateSaysNothing) {
  struct Case {
    std::string_view scope;
    std::string_view left;
  };
  const std::vector<Case> cases = {
      {"", ""},
      {"铸件制造", "铸件制造"},
      {"铸件制造（依法须经批准的项目，经相关部门批准后方可开展经营活动）", "铸件制造"},
      {"铸件制造（以上范围依法须经批准的项目，经相关部门批准后方可开展经营活动）***", "铸件制造"},
      {"化工产品（不含危险品、剧毒品）销售", "化工产品 销售"},
      {"成品油零售（有效期至2023年5月1日）", "成品油零售"},
      {"饮料（瓶装饮用水类）生产", "饮料 瓶装饮用水类 生产"},
      {"餐饮服务（限分支机构经营）", "餐饮服务 †"},
      {"一般项目：木制品加工", "木制品加工"},
      {"许可经营项目：煤炭开采；一般经营项目：房屋租赁", "煤炭开采;房屋租赁"},
      {"砖（不含（粘土））；瓦", "砖 ;瓦"},
      {"砖（不含粘土", "砖"},
      {"）砖】", "砖"},
  };
  for (const Case& c : cases)
    EXPECT_EQ(StripBoilerplate(base::Normalize(c.scope)), c.left) << c.scope;
}

TEST(SectorText, VerbsFindTheirThings) {
  struct Case {
    std::string_view scope;
    std::string_view actions;
  };
  const std::vector<Case> cases = {
      // after the things
      {"铸管、铸件生产", "M:铸管 M:铸件生产"},
      {"铸件生产、销售", "M:铸件生产"},
      {"型煤加工及销售", "M:型煤加工及销售"},
      {"水泥制造及其销售", "M:水泥制造及其销售"},
      {"泵制造及售后服务", "M:泵制造及售后服务"},
      {"矿山机械生产、矿山配件、钢材销售", "M:矿山机械生产 S:矿山配件 S:钢材销售"},
      {"机床维修", "V:机床维修"},
      // before the things
      {"生产铸管、铸件", "M:生产铸管 M:铸件"},
      {"生产、销售铸管、铸件", "M:销售铸管 M:铸件"},
      {"经销：钢材、煤炭", "S:钢材 S:煤炭"},
      {"加工、设计、维修：机械、钢结构", "M:机械 M:钢结构"},
      {"生产砖，经销建材", "M:生产砖 S:经销建材"},
      {"矿产资源开采：煤炭开采", "M:矿产资源开采 M:煤炭开采"},
      // each clause for itself
      {"铸件生产；钢材销售", "M:铸件生产 S:钢材销售"},
      {"钢材销售。铸件", "S:钢材销售 -:铸件"},
      // verbs that say what is made by themselves
      {"铸造、机加工", "M:铸造 M:机加工"},
      // no verbs
      {"生产资料的购买", "-:生产资料的购买"},
      {"、；，。：", ""},
  };
  for (const Case& c : cases) EXPECT_EQ(Actions(c.scope), c.actions) << c.scope;
}

TEST(SectorText, TheFirstClauseCountsMostAndBranchesLittle) {
  const std::vector<ScopeItem> items = Read(
      "铸件、铸管生产；钢材销售；餐饮服务（限分支机构经营）；住宿；以下限分支机构经营：洗浴；理发");
  ASSERT_EQ(items.size(), 7U);
  EXPECT_NEAR(items[0].weight + items[1].weight, 1.0, 1e-12);
  EXPECT_GT(items[0].weight, items[1].weight);
  EXPECT_LT(items[2].weight, 1.0);
  EXPECT_LT(items[3].weight, items[4].weight) << "only in branches, though earlier";
  EXPECT_LT(items[5].weight, items[4].weight / 3);
  EXPECT_LT(items[6].weight, items[4].weight / 3) << "all that follows is for branches";
  for (const ScopeItem& item : items) EXPECT_GT(item.weight, 0) << item.text;
}

TEST(SectorText, VeryLongScopesStayBounded) {
  std::string scope;
  for (int i = 0; i < 20000; ++i) scope += "铸件生产；";
  double sum = 0;
  for (const ScopeItem& item : Read(scope)) sum += item.weight;
  EXPECT_LT(Read(std::string(50000, '(')).size(), 2U);
  EXPECT_GT(sum, 1);
  EXPECT_EQ(Read(scope).size(), 20000U);
}

TEST(SectorText, NamesFallIntoPartsAtTheLegalForm) {
  EXPECT_THAT(ReadName("晋城市甲铸业有限公司"), ElementsAre("晋城市甲铸业"));
  EXPECT_THAT(ReadName("甲煤业有限责任公司招待所"), ElementsAre("甲煤业", "招待所"));
  EXPECT_THAT(ReadName("甲供水有限公司许河分公司"), ElementsAre("甲供水", "许河"));
  EXPECT_THAT(ReadName("甲养殖专业合作社"), ElementsAre("甲养殖专业合作社"));
  EXPECT_THAT(ReadName("有限公司"), IsEmpty());
  EXPECT_THAT(ReadName(""), IsEmpty());
}

}  // namespace
}  // namespace jiedui::models
