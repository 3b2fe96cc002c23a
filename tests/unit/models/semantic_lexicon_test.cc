#include "models/semantic/semantic_lexicon.h"

#include <gtest/gtest.h>

#include "models/semantic/semantic_vector.h"

namespace jiedui::models {
namespace {

/// Texts of three trades, whose words keep different company.
std::vector<std::string> Trades(std::size_t count) {
  constexpr std::array<std::array<const char*, 5>, 3> kWords = {
      {{"球墨铸铁", "砂型", "熔炼", "浇注", "消失模"},
       {"煤层气", "钻井", "抽采", "压裂", "瓦斯"},
       {"冷链", "果蔬", "保鲜", "屠宰", "包装"}}};
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < count; ++i) {
    const auto& words = kWords[i % kWords.size()];
    std::string text;
    for (std::size_t w = 0; w < 3; ++w)
      text += std::string(words[(i / 3 + w * (i % 2 + 1)) % 5]) + "；";
    texts.push_back(text);
  }
  return texts;
}

struct Fitted {
  TermSpace terms;
  SemanticSpace space;
};

Fitted Fit(const std::vector<std::string>& texts) {
  Fitted fitted{TermSpace::Fit(texts), {}};
  std::vector<TermVector> vectors;
  for (const std::string& text : texts)
    vectors.push_back(fitted.terms.Vectorize(std::array{WeightedText{text, 1}}));
  fitted.space = SemanticSpace::Fit(vectors, fitted.terms.size(), {.dims = 6}).value();
  return fitted;
}

SemanticVector VectorOf(const TermSpace& terms, const SemanticSpace& space, const char* text) {
  return Compact(space.Embed(terms.Vectorize(std::array{WeightedText{text, 1}})));
}

TEST(SemanticLexicon, ServesATermSpaceThatNumbersItsTermsOtherwise) {
  const Fitted fitted = Fit(Trades(120));
  const SemanticLexicon lexicon(fitted.space, fitted.terms, {7, 120});
  std::vector<std::string> later = Trades(120);
  std::reverse(later.begin(), later.end());
  later.emplace_back("从前没有的词语；钻井平台");
  const TermSpace terms = TermSpace::Fit(later);
  const SemanticSpace over = lexicon.Over(terms);
  EXPECT_EQ(over.terms(), terms.size());
  EXPECT_EQ(over.KnownTerms().size(), lexicon.words());
  const auto near = [&](const char* a, const char* b) {
    return Nearness(VectorOf(terms, over, a), VectorOf(terms, over, b));
  };
  EXPECT_GT(near("砂型", "消失模"), near("砂型", "瓦斯") + 0.3) << "without a character in common";
  EXPECT_TRUE(VectorOf(terms, over, "从前没有的词语").empty());
}

TEST(SemanticLexicon, SavedAndLoadedItIsTheSame) {
  const Fitted fitted = Fit(Trades(120));
  const SemanticLexicon lexicon(fitted.space, fitted.terms, {7, 120});
  const SemanticLexicon loaded = SemanticLexicon::Load(lexicon.Save()).value();
  EXPECT_EQ(loaded.fingerprint(), lexicon.fingerprint());
  EXPECT_EQ(loaded.origin().revision, 7U);
  EXPECT_EQ(loaded.origin().texts, 120U);
  EXPECT_EQ(loaded.Save(), lexicon.Save());
  EXPECT_EQ(loaded.Over(fitted.terms).fingerprint(), lexicon.Over(fitted.terms).fingerprint());
}

TEST(SemanticLexicon, DamagedAndForeignFilesAreRefused) {
  const Fitted fitted = Fit(Trades(120));
  const std::string good = SemanticLexicon(fitted.space, fitted.terms, {7, 120}).Save();
  ASSERT_GT(good.size(), 500U);
  EXPECT_FALSE(SemanticLexicon::Load(""));
  EXPECT_FALSE(SemanticLexicon::Load("JDSEMVEC and something that is no lexicon at all, but long"));
  for (const std::size_t size : {20U, 60U, 200U})
    EXPECT_FALSE(SemanticLexicon::Load(good.substr(0, size)));
  EXPECT_FALSE(SemanticLexicon::Load(good + "1234"));
  for (std::size_t at = 0; at < good.size(); at += 17) {
    std::string bytes = good;
    bytes[at] = static_cast<char>(bytes[at] ^ 4);
    const auto loaded = SemanticLexicon::Load(bytes);
    ASSERT_FALSE(loaded) << at;
    EXPECT_EQ(loaded.error().code, base::ErrorCode::kInvalid) << at;
  }
  std::string later = good;
  later[8] = 2;
  EXPECT_NE(SemanticLexicon::Load(later).error().message.find("版本"), std::string::npos);
}

}  // namespace
}  // namespace jiedui::models
