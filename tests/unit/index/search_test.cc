#include <gmock/gmock.h>

#include <algorithm>

#include "tests/unit/index/fixture.h"

namespace jiedui::index::testing {
namespace {

using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

std::string Joined(const std::vector<SnippetSegment>& segments) {
  std::string text;
  for (const SnippetSegment& segment : segments) text += segment.text;
  return text;
}

std::vector<std::string> Marked(const Hit& hit) {
  std::vector<std::string> marked;
  for (const SnippetSegment& segment : hit.snippet)
    if (segment.highlight) marked.push_back(segment.text);
  return marked;
}

/// A small city: five enterprises, an expert and a need.
std::vector<Document> City() {
  std::vector<Document> city;
  city.push_back(Enterprise(1, "泽州县金鼎铸造有限公司"));
  city.back().keys = {"91140525MA0GRB4T5X"};
  city.back().short_texts = {"球墨铸铁管", "铸件"};
  city.back().body = "铸件、机械零部件的加工与销售；金属材料销售。";
  city.back().sector_path = {"C", "33", "339", "3391"};
  city.push_back(Enterprise(2, "金鼎铸造"));
  city.back().sector_path = {"C", "33", "338", "3382"};
  city.back().status = "innovative";
  city.push_back(Enterprise(3, "晋城市兰花煤层气开发有限公司"));
  city.back().body = "煤层气勘探、抽采、液化与销售；瓦斯发电。";
  city.back().region_path = {"14", "1405", "140502"};
  city.back().programme_sectors = {"energy"};
  city.back().sector_path = {"B", "07", "072", "0721"};
  city.push_back(Enterprise(4, "高平市丝绸织造有限公司"));
  city.back().region_path = {"14", "1405", "140581"};
  city.back().programme_sectors = {"light_industry"};
  city.back().body = "蚕丝织物生产；ERP 系统与 RFID 仓储改造。";
  city.push_back(Enterprise(5, "金鼎铸造设备销售中心"));
  Document expert;
  expert.kind = "expert";
  expert.id = 1;
  expert.title = "王铸";
  expert.short_texts = {"鑄造工藝", "热处理"};
  city.push_back(expert);
  Document need;
  need.kind = "need";
  need.id = 9;
  need.title = "产线智能化改造";
  need.subtitle = "高平市丝绸织造有限公司";
  need.enterprise = 4;
  need.region_path = {"14", "1405", "140581"};
  need.body = "希望对现有铸造产线进行智能化改造，降低能耗。";
  city.push_back(need);
  return city;
}

class SearchTest : public IndexTest {
 protected:
  void SetUp() override { Build(City()); }
};

TEST_F(SearchTest, S1_WholeTitleComesFirstThenTitlesThatBeginWithIt) {
  const SearchPage page = Search({.text = "金鼎铸造"});
  ASSERT_GE(page.hits.size(), 3U);
  EXPECT_EQ(page.hits[0].id, 2);
  EXPECT_TRUE(page.hits[0].exact);
  EXPECT_EQ(page.hits[0].score, 1);
  EXPECT_EQ(page.hits[1].id, 5);
  EXPECT_FALSE(page.hits[1].exact);
  EXPECT_EQ(page.hits[2].id, 1);
  EXPECT_TRUE(std::is_sorted(page.hits.begin(), page.hits.end(),
                             [](const Hit& a, const Hit& b) { return a.score > b.score; }));
}

TEST_F(SearchTest, CreditCodeFindsOnlyItsOwner) {
  for (const char* const text :
       {"91140525MA0GRB4T5X", "91140525ma0grb4t5x", " ９１１４０５２５MA0GRB4T5X "}) {
    const SearchPage page = Search({.text = text});
    ASSERT_EQ(page.hits.size(), 1U) << text;
    EXPECT_EQ(page.hits[0].id, 1);
    EXPECT_TRUE(page.hits[0].exact);
  }
}

TEST_F(SearchTest, FiltersTakeWholeSubtreesAndCombine) {
  struct Case {
    const char* name;
    Query query;
    std::vector<std::int64_t> ids;
  };
  const std::vector<Case> cases = {
      {"section", {.sectors = {"C"}}, {1, 2}},
      {"division", {.sectors = {"33"}}, {1, 2}},
      {"class", {.sectors = {"3391"}}, {1}},
      {"two sectors", {.sectors = {"3391", "07"}}, {1, 3}},
      {"city", {.regions = {"1405"}}, {1, 2, 3, 4, 5, 9}},
      {"county", {.regions = {"140581"}}, {4, 9}},
      {"kind", {.kinds = {"expert"}}, {1}},
      {"programme sector", {.programme_sectors = {"energy", "light_industry"}}, {3, 4}},
      {"status", {.statuses = {"innovative"}}, {2}},
      {"text and sector", {.text = "铸造", .sectors = {"338"}}, {2}},
      {"kind and county", {.kinds = {"enterprise"}, .regions = {"140581"}}, {4}},
      {"unknown code", {.regions = {"999999"}}, {}},
      {"only", {.only = {{"enterprise", 4}, {"need", 9}, {"need", 77}}}, {4, 9}},
  };
  for (const Case& c : cases) EXPECT_EQ(Ids(c.query), c.ids) << c.name;
}

TEST_F(SearchTest, ScopeHidesPerKind) {
  Query query;
  query.scope = {{Visible{.kind = "enterprise", .region_any = {"140581"}},
                  Visible{.kind = "need", .enterprise = 4}, Visible{.kind = "expert"}}};
  const SearchPage page = Search(query);
  std::vector<std::string> seen;
  for (const Hit& hit : page.hits) seen.push_back(hit.kind + std::to_string(hit.id));
  EXPECT_THAT(seen, ElementsAre("enterprise4", "expert1", "need9"));
  EXPECT_EQ(page.total_estimate, 3);
  query.scope = {{Visible{.kind = "enterprise", .programme_sector_any = {"energy"}}}};
  EXPECT_THAT(Ids(query), ElementsAre(3));
  query.text = "金鼎铸造";  // also the exact and the relaxed way
  EXPECT_THAT(Ids(query), IsEmpty());
  query.scope.emplace();
  EXPECT_THAT(Ids(query), IsEmpty());
}

TEST_F(SearchTest, FacetsCountAllHitsBeforePaging) {
  const SearchPage page = Search({.limit = 2});
  EXPECT_EQ(page.hits.size(), 2U);
  EXPECT_EQ(page.total_estimate, 7);
  const auto counts = [](const std::vector<FacetCount>& facet) {
    std::vector<std::pair<std::string, std::int64_t>> pairs;
    for (const FacetCount& count : facet) pairs.emplace_back(count.code, count.count);
    return pairs;
  };
  using Pairs = std::vector<std::pair<std::string, std::int64_t>>;
  EXPECT_EQ(counts(page.facets.kind), (Pairs{{"enterprise", 5}, {"expert", 1}, {"need", 1}}));
  EXPECT_EQ(counts(page.facets.region), (Pairs{{"140525", 3}, {"140581", 2}, {"140502", 1}}));
  EXPECT_EQ(counts(page.facets.programme_sector),
            (Pairs{{"metallurgy", 3}, {"energy", 1}, {"light_industry", 1}}));
  EXPECT_EQ(counts(page.facets.status), (Pairs{{"none", 4}, {"innovative", 1}}));
  const SearchPage next = Search({.limit = 2, .cursor = page.next_cursor});
  EXPECT_EQ(counts(next.facets.kind), counts(page.facets.kind));
  EXPECT_THAT(Search({.facets = false}).facets.kind, IsEmpty());
}

TEST_F(SearchTest, SnippetMarksTheOriginalCharacters) {
  const SearchPage page = Search({.text = "铸造工艺", .kinds = {"expert"}});
  ASSERT_EQ(page.hits.size(), 1U);
  EXPECT_EQ(Joined(page.hits[0].snippet), "鑄造工藝；热处理");
  EXPECT_EQ(Marked(page.hits[0]).front(), "鑄造工藝");
  EXPECT_THAT(page.hits[0].matched_terms, Contains("铸造"));
  EXPECT_THAT(Search({.text = "铸造", .snippets = false}).hits[0].snippet, IsEmpty());
}

TEST_F(SearchTest, TraditionalFullWidthAndCaseDoNotMatter) {
  EXPECT_THAT(Ids("煤層氣開發"), Contains(3));
  EXPECT_THAT(Ids("鑄造"), Contains(2));
  EXPECT_EQ(Ids("ｅｒｐ"), Ids("ERP"));
  EXPECT_THAT(Ids("erp"), ElementsAre(4));
}

TEST_F(SearchTest, SynonymsAreFound) {
  const SearchPage page = Search({.text = "技改 CBM"});  // no document has both
  EXPECT_TRUE(page.relaxed);
  ASSERT_EQ(page.hits.size(), 1U);
  EXPECT_EQ(page.hits[0].id, 3);
  const SearchPage methane = Search({.text = "CBM"});
  ASSERT_EQ(methane.hits.size(), 1U);
  EXPECT_EQ(methane.hits[0].id, 3);
  EXPECT_THAT(methane.hits[0].matched_terms, Contains("煤层气"));
  EXPECT_THAT(Marked(methane.hits[0]), Contains("瓦斯"));
}

TEST_F(SearchTest, OneWrongMissingOrFurtherCharacterStillFindsTheName) {
  for (const char* const text :
       {"晋城市兰化煤层气开发有限公司", "晋城市兰煤层气开发有限公司", "晋城市兰花煤层气开发有公司",
        "晋城兰花煤层气开发有限公司", "晋城市兰花花煤层气开发有限公司", "兰花煤层汽开发"}) {
    const SearchPage page = Search({.text = text});
    ASSERT_FALSE(page.hits.empty()) << text;
    EXPECT_EQ(page.hits[0].id, 3) << text;
  }
  EXPECT_TRUE(Search({.text = "兰花煤层汽开发"}).relaxed);
}

TEST_F(SearchTest, QuestionFindsWhatHoldsEnoughOfItsRareWords) {
  for (const char* const text :
       {"煤层气抽采怎么做才安全", "请问谁能解决瓦斯抽采噪声的问题？", "如何安全地抽采瓦斯"}) {
    const SearchPage page = Search({.text = text});
    ASSERT_EQ(page.hits.size(), 1U) << text;
    EXPECT_EQ(page.hits[0].id, 3) << text;
    EXPECT_TRUE(page.relaxed) << text;
    EXPECT_LT(page.hits[0].score, 0.5) << text;
    EXPECT_FALSE(page.hits[0].matched_terms.empty()) << text;
  }
  // One common word of many that nobody has says too little.
  EXPECT_THAT(Ids("量子通信卫星地面站改造"), IsEmpty());
}

TEST_F(SearchTest, BeginningOfCreditCodeFindsItsOwners) {
  const SearchPage page = Search({.text = "91140525ma"});
  ASSERT_EQ(page.hits.size(), 1U);
  EXPECT_EQ(page.hits[0].id, 1);
  EXPECT_FALSE(page.hits[0].exact);
  EXPECT_THAT(Ids("9114052"), IsEmpty()) << "shorter than the region's code and the kind's";
}

TEST_F(SearchTest, UnlikeTextFindsNothing) {
  EXPECT_THAT(Ids("量子通信卫星"), IsEmpty());
  EXPECT_THAT(Ids("？！…"), IsEmpty());
}

TEST_F(SearchTest, LatinWordIsCorrected) {
  const SearchPage page = Search({.text = "rfdi 仓储"});
  EXPECT_EQ(page.corrected, "rfid 仓储");
  ASSERT_EQ(page.hits.size(), 1U);
  EXPECT_EQ(page.hits[0].id, 4);
  EXPECT_EQ(Search({.text = "rfid"}).corrected, "");
}

TEST_F(SearchTest, BadRequestsSayWhatIsWrong) {
  struct Case {
    const char* name;
    Query query;
    const char* field;
  };
  std::string long_text;
  for (int i = 0; i < 401; ++i) long_text += "铸";
  const std::vector<Case> cases = {
      {"too long", {.text = long_text}, "q"},
      {"no UTF-8", {.text = "\xff\xfe"}, "q"},
      {"no rows", {.limit = 0}, "limit"},
      {"too many rows", {.limit = 201}, "limit"},
      {"many regions", {.regions = std::vector<std::string>(201, "1405")}, "region"},
      {"no cursor of ours", {.cursor = "abc"}, "cursor"},
  };
  for (const Case& c : cases) {
    const auto page = reader().Search(c.query);
    ASSERT_FALSE(page) << c.name;
    EXPECT_EQ(page.error().code, base::ErrorCode::kInvalid) << c.name;
    EXPECT_EQ(page.error().field, c.field) << c.name;
  }
  long_text.resize(3 * 400);
  EXPECT_TRUE(reader().Search({.text = long_text}));
  EXPECT_TRUE(reader().Search({.text = std::string("a\0b", 3)}));
  EXPECT_TRUE(reader().Search({.text = std::string(400, 'x')}));
}

TEST_F(SearchTest, CursorIsBoundToItsQueryAndUntouched) {
  const Query query{.text = "铸造", .limit = 1};
  const std::string cursor = Search(query).next_cursor;
  ASSERT_FALSE(cursor.empty());
  const auto code = [&](Query changed, std::string with) {
    changed.cursor = std::move(with);
    const auto page = reader().Search(changed);
    return page ? "" : page.error().field;
  };
  EXPECT_EQ(code(query, cursor), "");
  EXPECT_EQ(code({.text = "丝绸", .limit = 1}, cursor), "cursor");
  EXPECT_EQ(code({.text = "铸造", .kinds = {"need"}, .limit = 1}, cursor), "cursor");
  for (std::size_t i = 0; i < cursor.size(); ++i) {
    std::string tampered = cursor;
    tampered[i] = tampered[i] == '0' ? '1' : '0';
    EXPECT_EQ(code(query, tampered), "cursor") << i;
    EXPECT_EQ(code(query, cursor.substr(0, i)), i == 0 ? "" : "cursor") << i;
  }
}

/// Thousands of documents whose kinds come in turns, as records that were imported together do.
class ManyHitsTest : public IndexTest {
 protected:
  static constexpr std::int64_t kDocuments = 9000;

  void SetUp() override {
    std::vector<Document> documents;
    for (std::int64_t id = 1; id <= kDocuments; ++id) {
      Document document = Enterprise(id, "第" + std::to_string(id) + "铸造厂");
      if (id % 3 != 0) document.kind = "need";
      if (id % 10 == 0) document.title += "金鼎";
      documents.push_back(std::move(document));
    }
    Build(documents);
  }

  static std::int64_t Count(const std::vector<FacetCount>& facet, const std::string& code) {
    for (const FacetCount& one : facet)
      if (one.code == code) return one.count;
    return 0;
  }
};

TEST_F(ManyHitsTest, OfALargeIndexASampleIsCounted) {
  for (const char* const text : {"铸造", ""}) {
    const SearchPage whole = Search({.text = text});
    EXPECT_FALSE(whole.estimated);
    EXPECT_EQ(whole.total_estimate, kDocuments);
    const SearchPage page = Search({.text = text, .counted_below = 1000});
    EXPECT_TRUE(page.estimated) << text;
    EXPECT_NEAR(static_cast<double>(page.total_estimate), kDocuments, kDocuments * 0.05) << text;
    // Of 1,000 drawn, within four standard errors.
    const double needs = 2.0 / 3 * kDocuments;
    EXPECT_NEAR(static_cast<double>(Count(page.facets.kind, "need")), needs, needs * 0.09) << text;
    EXPECT_EQ(Count(page.facets.kind, "need") + Count(page.facets.kind, "enterprise"),
              Count(page.facets.status, "none"));
    ASSERT_EQ(page.hits.size(), whole.hits.size());
    for (std::size_t i = 0; i < page.hits.size(); ++i) {
      EXPECT_EQ(page.hits[i].kind, whole.hits[i].kind) << text;
      EXPECT_EQ(page.hits[i].id, whole.hits[i].id) << text;
    }
  }
}

TEST_F(ManyHitsTest, FewHitsOfWordsThatManyHaveAreAllCounted) {
  // Half of the documents hold one word, half the other, and three both: guessed to be thousands.
  std::vector<Document> documents;
  for (std::int64_t id = 1; id <= 60'000; ++id) {
    Document document = Enterprise(id, "厂" + std::to_string(id));
    document.body = id % 2 == 0 ? "铸造" : "锻压";
    if (id % 20'000 == 0) document.body = "铸造锻压";
    documents.push_back(std::move(document));
  }
  Build(documents);
  for (const auto& [limit, left] :
       std::vector<std::pair<std::size_t, bool>>{{50, false}, {2, true}}) {
    const SearchPage page = Search({.text = "铸造锻压", .limit = limit, .counted_below = 1000});
    EXPECT_FALSE(page.estimated);
    EXPECT_EQ(page.total_estimate, 3);
    EXPECT_EQ(Count(page.facets.kind, "enterprise"), 3);
    EXPECT_EQ(page.next_cursor.empty(), !left);
  }
}

TEST_F(ManyHitsTest, FewHitsOfALargeIndexAreAllCounted) {
  const SearchPage page = Search({.text = "金鼎", .counted_below = 1000});
  EXPECT_FALSE(page.estimated);
  EXPECT_EQ(page.total_estimate, kDocuments / 10);
  EXPECT_EQ(Count(page.facets.kind, "enterprise"), kDocuments / 30);
}

}  // namespace
}  // namespace jiedui::index::testing
