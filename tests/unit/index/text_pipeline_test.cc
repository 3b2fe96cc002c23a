#include "index/text_pipeline.h"

#include <gmock/gmock.h>

#include "index/snippet_internal.h"
#include "tests/unit/index/fixture.h"

namespace jiedui::index::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

TextPipeline Parsed(const std::string& synonyms, const std::string& stop_words = "") {
  auto pipeline = TextPipeline::Parse({.synonyms = synonyms, .stop_words = stop_words});
  if (!pipeline) throw std::runtime_error(pipeline.error().message);
  return *std::move(pipeline);
}

TEST(TextPipelineTest, ShortTermsAreCharactersPairsAndLatinWords) {
  const TextPipeline pipeline;
  EXPECT_THAT(pipeline.ShortTerms("ERP 鑄件廠A1"),
              UnorderedElementsAre("erp", "铸", "件", "厂", "铸件", "件厂", "a1"));
  EXPECT_THAT(pipeline.ShortTerms("铸"), ElementsAre("铸"));
  EXPECT_THAT(pipeline.ShortTerms(" ，"), IsEmpty());
}

TEST(TextPipelineTest, BodiesLoseStopWords) {
  EXPECT_THAT(Parsed("", "的\n# no word\n销售\n").BodyTerms("机械的销售"), ElementsAre("机械"));
}

TEST(TextPipelineTest, TokensTakeTheLongestSynonym) {
  const TextPipeline pipeline = Parsed("煤层气\tcbm\n煤\t煤炭\n", "的");
  const auto words = [&](std::string_view text) {
    std::vector<std::string> found;
    for (const QueryToken& token : pipeline.Tokens(text)) found.push_back(token.word);
    return found;
  };
  EXPECT_THAT(words("煤层气的设备"), ElementsAre("煤层气", "设备"));
  EXPECT_THAT(words("CBM设备 cbm"), ElementsAre("cbm", "设备"));
  EXPECT_THAT(words("cbmx xcbm"), ElementsAre("cbmx", "xcbm"));
  EXPECT_THAT(words("的"), ElementsAre("的"));
  EXPECT_THAT(pipeline.Tokens("煤").front().synonyms, ElementsAre("煤炭"));
}

TEST(TextPipelineTest, ExactFormIgnoresBlanksPunctuationAndCase) {
  EXPECT_EQ(TextPipeline::ExactForm(" 晉城（泽州） Ａbc-1 "),
            TextPipeline::ExactForm("晋城泽州abc1"));
}

TEST(TextPipelineTest, BadListsNameTheLine) {
  for (const char* const synonyms : {"# ok\n煤\n", "煤\t煤炭\n炭\t煤\n"}) {
    const auto pipeline = TextPipeline::Parse({.synonyms = synonyms, .stop_words = ""});
    ASSERT_FALSE(pipeline);
    EXPECT_THAT(pipeline.error().message, ::testing::HasSubstr("第 2 行"));
  }
}

TEST(TextPipelineTest, ShippedListsAreSound) {
  EXPECT_FALSE(ShippedPipeline().Tokens("瓦斯").front().synonyms.empty());
}

TEST(SnippetTest, WindowHoldsTheMostPatterns) {
  std::string text;
  for (int i = 0; i < 50; ++i) text += "铸件无关";
  text += "这里有鑄件與模具與焊接";
  for (int i = 0; i < 50; ++i) text += "。";
  const auto segments =
      MakeSnippet(text, PatternsOf({"铸件", "模具", "焊接"}), {.length = 30, .before = 4});
  std::vector<std::string> marked;
  std::string whole;
  for (const SnippetSegment& segment : segments) {
    if (segment.highlight) marked.push_back(segment.text);
    whole += segment.text;
  }
  EXPECT_THAT(marked, ::testing::IsSupersetOf({"鑄件", "模具", "焊接"}));
  EXPECT_NE(text.find(whole), std::string::npos);
}

TEST(SnippetTest, MarksOverlapAndLatinWordsAreWhole) {
  EXPECT_THAT(MakeSnippet("ERP与erps", PatternsOf({"erp"})),
              ElementsAre(SnippetSegment{"ERP", true}, SnippetSegment{"与erps", false}));
  EXPECT_THAT(MakeSnippet("铸造工艺", PatternsOf({"铸造", "造工"})),
              ElementsAre(SnippetSegment{"铸造工", true}, SnippetSegment{"艺", false}));
  EXPECT_THAT(MakeSnippet("", PatternsOf({"铸造"})), IsEmpty());
  EXPECT_THAT(MakeSnippet("无", {}), ElementsAre(SnippetSegment{"无", false}));
}

}  // namespace
}  // namespace jiedui::index::testing
