#include "services/semantic_store.h"

#include <fstream>

#include "domain/credit_code.h"
#include "services/candidates.h"
#include "workspace_fixture.h"

namespace jiedui::services {
namespace {

using domain::PairKind;

/// A city of enterprises and experts of three trades.
class SemanticStoreTest : public WorkspaceTest {
 protected:
  static constexpr std::array<std::array<const char*, 5>, 3> kWords = {
      {{"球墨铸铁", "砂型", "熔炼", "浇注", "消失模"},
       {"煤层气", "钻井", "抽采", "压裂", "瓦斯"},
       {"冷链", "果蔬", "保鲜", "屠宰", "包装"}}};

  static std::string Text(std::size_t i) {
    std::string text;
    for (std::size_t w = 0; w < 3; ++w)
      text += std::string(kWords[i % 3][(i / 3 + w * (i % 2 + 1)) % 5]) + "；";
    return text;
  }

  void AddEnterprises(std::size_t count) {
    ASSERT_TRUE(store_->Write({}, [&](store::UnitOfWork& unit) -> base::Status {
      for (std::size_t i = 0; i < count; ++i) JIEDUI_CHECK(Put(unit));
      return {};
    }));
  }

  base::Status Put(store::UnitOfWork& unit) {
    const std::size_t i = made_++;
    domain::Enterprise enterprise;
    enterprise.name = "企业" + std::to_string(i);
    const std::string code = "91990500" + std::to_string(100'000'000 + i);
    enterprise.credit_code = code + domain::CreditCodeCheckDigit(code);
    enterprise.region_code = "140500";
    enterprise.business_scope = Text(i);
    JIEDUI_CHECK(unit.Insert(enterprise));
    if (i % 4 != 0) return {};
    domain::Expert expert;
    expert.name = "专家" + std::to_string(i);
    expert.region_code = "140500";
    expert.fields = {Text(i)};
    expert.capacity = 3;
    return unit.Insert(expert);
  }

  [[nodiscard]] std::filesystem::path File() const { return folder_ / "index" / "semantic.vec"; }

  [[nodiscard]] std::string Bytes() const {
    std::ifstream in(File(), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  void Overwrite(const std::string& bytes) const {
    std::ofstream(File(), std::ios::binary | std::ios::trunc) << bytes;
  }

  /// Scores of the first enterprise's best experts, as another process would see them.
  [[nodiscard]] std::vector<std::pair<std::int64_t, double>> ScoresAfresh() const {
    CorpusCache fresh(*store_, reference_, folder_ / "index");
    return Scores(fresh);
  }

  [[nodiscard]] static std::vector<std::pair<std::int64_t, double>> Scores(CorpusCache& cache) {
    const auto corpus = cache.Get().value();
    std::vector<std::pair<std::int64_t, double>> scores;
    for (const ScoredPair& pair :
         RankHelpers(*corpus, PairKind::kExpert, corpus->receivers().front(), {}, 20))
      scores.emplace_back(pair.helper->key.id, pair.score);
    return scores;
  }

  [[nodiscard]] bool HasVectors() {
    return corpus_.Get().value()->helper_vectors(PairKind::kExpert).dims() > 0;
  }

  std::size_t made_ = 0;
};

TEST_F(SemanticStoreTest, FewTextsHaveNoVectorsAndNoFile) {
  AddEnterprises(20);
  EXPECT_FALSE(HasVectors());
  EXPECT_FALSE(std::filesystem::exists(File()));
  EXPECT_NE(corpus_.SemanticsState().find("fewer"), std::string::npos);
  EXPECT_EQ(corpus_.RenewSemantics().value().dims, 0U);
  const auto corpus = corpus_.Get().value();
  const auto explanation =
      ExplainPair(*corpus, PairKind::kExpert, corpus->helpers(PairKind::kExpert).front(),
                  corpus->receivers().front(), {});
  const auto found =
      std::find_if(explanation.factors.begin(), explanation.factors.end(),
                   [](const models::Factor& factor) { return factor.name.code == "semantic"; });
  ASSERT_NE(found, explanation.factors.end());
  const models::Factor& semantic = *found;
  EXPECT_EQ(semantic.contribution, 0);
  EXPECT_NE(semantic.zh.find("尚无语义向量"), std::string::npos);
}

TEST_F(SemanticStoreTest, ScoresDependOnDatabaseAndFileNotOnTheProcess) {
  AddEnterprises(300);
  EXPECT_TRUE(HasVectors());
  const std::string first = Bytes();
  ASSERT_FALSE(first.empty());
  EXPECT_EQ(ScoresAfresh(), Scores(corpus_));
  AddEnterprises(100);  // folds in
  EXPECT_EQ(Bytes(), first);
  EXPECT_EQ(ScoresAfresh(), Scores(corpus_));
  EXPECT_EQ(Bytes(), first);
  // Another process learns anew: this one sees it without a change of the rosters.
  const auto before = Scores(corpus_);
  CorpusCache other(*store_, reference_, folder_ / "index");
  EXPECT_GT(other.RenewSemantics().value().dims, 0U);
  EXPECT_NE(Bytes(), first);
  EXPECT_EQ(Scores(corpus_), ScoresAfresh());
  EXPECT_NE(Scores(corpus_), before);
}

TEST_F(SemanticStoreTest, MissingDamagedForeignAndOutgrownFilesAreMadeAnew) {
  AddEnterprises(300);
  ASSERT_TRUE(HasVectors());
  const std::string good = Bytes();
  const auto scores = Scores(corpus_);
  std::string flipped = good;
  flipped[good.size() / 2] = static_cast<char>(flipped[good.size() / 2] ^ 1);
  const std::string of_later = corpus_.Get().value()->LearnSemantics(1'000'000'000).Save();
  for (const std::string& bytes :
       {std::string(), std::string("not a lexicon"), good.substr(0, 100), flipped, of_later}) {
    Overwrite(bytes);
    EXPECT_EQ(ScoresAfresh(), scores);
    EXPECT_EQ(Bytes(), good);
  }
  std::filesystem::remove(File());
  EXPECT_EQ(ScoresAfresh(), scores);
  EXPECT_EQ(Bytes(), good);
  AddEnterprises(400);  // more than twice as many
  EXPECT_TRUE(HasVectors());
  EXPECT_NE(Bytes(), good);
}

TEST_F(SemanticStoreTest, AFolderThatCannotBeWrittenLeavesTheScoreToWords) {
  AddEnterprises(300);
  std::ofstream(folder_ / "taken") << "a file, not a folder";
  CorpusCache cache(*store_, reference_, folder_ / "taken");
  EXPECT_EQ(cache.Get().value()->helper_vectors(PairKind::kExpert).dims(), 0U);
  EXPECT_NE(cache.SemanticsState().find("cannot be stored"), std::string::npos);
  EXPECT_EQ(cache.RenewSemantics().error().code, base::ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace jiedui::services
