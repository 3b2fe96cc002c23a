// `jiedui rank`, from files to a run.
#include "app/commands/rank.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>

#include "app/commands/trec_files.h"
#include "models/ranking/metrics.h"
#include "tests/support/shared_data.h"

namespace jiedui::app {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class RankCommandTest : public ::testing::Test {
 protected:
  RankCommandTest() {
    const auto* const info = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::temp_directory_path() / ("jiedui_rank_" + std::string(info->name()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    arguments_.paths = {folder_ / "q.tsv", folder_ / "d.tsv", {}, {}};
    arguments_.share = fs::path(JIEDUI_SOURCE_DIR) / "data";
    arguments_.out = folder_ / "run.txt";
    Write("q.tsv", "query_id\ttitle\ttext\nq1\t煤矿瓦斯抽采\t井下瓦斯浓度高\nq2\t镁合金铸造\t\n");
    Write("d.tsv",
          "doc_id\ttext\nd1\t镁合金压铸工艺\nd2\t瓦斯抽采钻机\nd3\t蔬菜大棚\nd4\t煤矿通风\n");
    Write("c.tsv", "query_id\tdoc_id\nq1\td1\nq1\td2\nq2\td3\nq2\td1\nq1\td2\n");
    Write("grades.txt", "q1 0 d2 3\nq1 0 d3 0\nq1 0 d4 1\nq2 0 d1 2\nq2 0 d4 0\n");
  }
  ~RankCommandTest() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }

  void Write(const char* name, std::string_view text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  void Train() {
    arguments_.paths.train = {folder_ / "q.tsv", folder_ / "d.tsv", folder_ / "grades.txt"};
  }
  /// What ships with a model that no grade went into.
  void WriteFlatModel() {
    fs::create_directories(folder_ / "share" / "models");
    fs::copy(arguments_.share / "words", folder_ / "share" / "words",
             fs::copy_options::recursive | fs::copy_options::overwrite_existing);
    arguments_.share = folder_ / "share";
    Write("share/models/text_ranker.tsv", models::FormatRankModel(models::FlatRankModel()));
  }
  int Run() {
    output_.str("");
    errors_.str("");
    return RunRank(arguments_, output_, errors_);
  }
  /// The documents of each query in the run's order.
  std::map<std::string, std::vector<std::string>> Ranked() {
    std::vector<RowError> errors;
    std::map<std::string, std::vector<std::string>> ranked;
    for (const auto& line : ReadRun(arguments_.out, errors))
      ranked[line.query].push_back(line.document);
    EXPECT_TRUE(errors.empty());
    return ranked;
  }

  fs::path folder_;
  RankArguments arguments_;
  std::ostringstream output_;
  std::ostringstream errors_;
};

TEST_F(RankCommandTest, RanksTheWholeCollection) {
  ASSERT_EQ(Run(), 0) << errors_.str();
  auto ranked = Ranked();
  ASSERT_EQ(ranked["q1"].size(), 4U);
  EXPECT_EQ(ranked["q1"].front(), "d2");
  EXPECT_EQ(ranked["q2"].front(), "d1");
  EXPECT_THAT(Slurp(arguments_.out), HasSubstr("q1 Q0 d2 1 "));
  EXPECT_THAT(Slurp(arguments_.out), HasSubstr(" jiedui\n"));
  arguments_.top = 1;
  ASSERT_EQ(Run(), 0);
  EXPECT_THAT(Ranked()["q1"], ElementsAre("d2"));
}

TEST_F(RankCommandTest, RanksCandidatesOnly) {
  arguments_.paths.candidates = folder_ / "c.tsv";
  ASSERT_EQ(Run(), 0) << errors_.str();
  EXPECT_THAT(Ranked()["q1"], ElementsAre("d2", "d1"));  // and d2, listed twice, once
  EXPECT_THAT(Ranked()["q2"], ElementsAre("d1", "d3"));
  Write("c.tsv", "query_id\tdoc_id\nq1\td1\n");
  arguments_.json = true;
  ASSERT_EQ(Run(), 0);
  EXPECT_EQ(Ranked().count("q2"), 0U);
  EXPECT_THAT(errors_.str(), HasSubstr("有 1 个查询没有候选"));
  EXPECT_THAT(output_.str(), HasSubstr("\"queries_without_candidates\":1"));
}

TEST_F(RankCommandTest, LearnsFromFewGradesAndIsTheSameTwice) {
  Train();
  ASSERT_EQ(Run(), 0) << errors_.str();
  EXPECT_THAT(output_.str(), HasSubstr("从 2 个查询的评判中学习"));
  const std::string once = Slurp(arguments_.out);
  EXPECT_EQ(Ranked()["q1"].front(), "d2");
  ASSERT_EQ(Run(), 0);
  EXPECT_EQ(Slurp(arguments_.out), once);
  for (const char* grades : {"q1 0 d2 1\n", "q1 0 d2 1\nq1 0 d3 1\n", "q1 0 d2 0\nq2 0 d1 0\n",
                             "q1 0 d2 5\nq1 0 d3 -2\n"}) {
    Write("grades.txt", grades);
    ASSERT_EQ(Run(), 0) << grades;
    EXPECT_EQ(Ranked()["q1"].front(), "d2") << grades;
    EXPECT_THAT(Slurp(arguments_.out), Not(HasSubstr("nan")));
  }
}

TEST_F(RankCommandTest, TitleOrTextMayBeMissing) {
  Write("q.tsv", "query_id\ttext\nq1\t煤矿瓦斯抽采\nq2\t\n");
  ASSERT_EQ(Run(), 0) << errors_.str();
  EXPECT_EQ(Ranked()["q1"].front(), "d2");
  EXPECT_EQ(Ranked()["q2"].size(), 4U);
  Write("q.tsv", "text\tquery_id\ttitle\n\tq1\t镁合金\n");
  ASSERT_EQ(Run(), 0);
  EXPECT_EQ(Ranked()["q1"].front(), "d1");
}

TEST_F(RankCommandTest, TellsEveryFaultAndWritesNothing) {
  Write("q.tsv", "query_id\ttitle\nq1\t甲\nq1\t乙\n\t丙\nq 3\t丁\nq4\n");
  Write("d.tsv", "doc_id\nd1\n");
  Write("c.tsv", "query_id\tdoc_id\nq9\td9\n");
  arguments_.paths.candidates = folder_ / "c.tsv";
  Train();
  Write("grades.txt", "q1 0 d1 x\nq1 0 d1\nq8 0 d8 1\n");
  EXPECT_EQ(Run(), 2);
  EXPECT_THAT(errors_.str(),
              AllOf(HasSubstr("q.tsv 第 3 行 query_id 列“q1”：这个编号在前面出现过"),
                    HasSubstr("q.tsv 第 4 行 query_id 列：编号是空的"),
                    HasSubstr("q.tsv 第 5 行 query_id 列“q 3”：编号里有空格"),
                    HasSubstr("q.tsv 第 6 行“q4”：有 1 列，表头有 2 列"),
                    HasSubstr("d.tsv 第 1 行 text 列：表头缺少这一列"),
                    HasSubstr("c.tsv 第 2 行 query_id 列“q9”：查询文件里没有这个编号"),
                    HasSubstr("c.tsv 第 2 行 doc_id 列“d9”：文档文件里没有这个编号")));
  EXPECT_THAT(errors_.str(), AllOf(HasSubstr("grades.txt 第 1 行 grade 列“x”：不是整数"),
                                   HasSubstr("grades.txt 第 2 行“q1 0 d1”：有 3 个字段"),
                                   HasSubstr("grades.txt 第 3 行 qid 列“q8”：训练查询里没有"),
                                   HasSubstr("没有排序")));
  EXPECT_FALSE(fs::exists(arguments_.out));
}

TEST_F(RankCommandTest, TellsFilesWithoutRowsOrTexts) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "q.tsv 第 1 行：文件是空的，缺少表头"},
      {"query_id\ttitle\ttext\n", "q.tsv：没有一行查询"},
      {"query_id\tname\nq1\t甲\n", "title 和 text 至少要有一列"}};
  for (const auto& [text, reason] : cases) {
    Write("q.tsv", text);
    EXPECT_EQ(Run(), 2);
    EXPECT_THAT(errors_.str(), HasSubstr(reason));
  }
  arguments_.paths.queries = folder_ / "nowhere.tsv";
  EXPECT_EQ(Run(), 2);
  EXPECT_THAT(errors_.str(), HasSubstr("文件不存在或不能读取"));
}

TEST_F(RankCommandTest, ARunThatCannotBeWrittenIsToldAsFailed) {
  arguments_.out = folder_ / "no" / "folder" / "run.txt";
  EXPECT_EQ(Run(), 1);
  EXPECT_THAT(errors_.str(), HasSubstr("错误："));
}

TEST_F(RankCommandTest, FindsThePassageOfAQuestion) {
  const auto queries = testing::SharedData("zh_retrieval/cmrc2018_dev.queries.tsv");
  const auto corpus = testing::SharedData("zh_retrieval/cmrc2018_dev.corpus.tsv");
  const auto qrels = testing::SharedData("zh_retrieval/cmrc2018_dev.qrels.tsv");
  if (!queries || !corpus || !qrels) GTEST_SKIP() << "zh_retrieval/cmrc2018_dev is not there";
  Write("q.tsv", "query_id\ttitle\n" + Slurp(*queries));
  Write("d.tsv", "doc_id\ttext\n" + Slurp(*corpus));
  arguments_.top = 10;
  ASSERT_EQ(Run(), 0) << errors_.str();
  std::vector<RowError> errors;
  const auto evaluation =
      models::Evaluate(ReadRun(arguments_.out, errors), ReadQrels(*qrels, errors));
  EXPECT_GE(evaluation.mean.reciprocal_rank_at_10, 0.975);
}

/// Four fifths of the demands teach, the fifth is ranked; nothing of its grades is seen.
TEST_F(RankCommandTest, LearnsToRankAchievementsForDemands) {
  const auto queries = testing::SharedData("demand_achievement/queries.tsv");
  const auto documents = testing::SharedData("demand_achievement/docs.tsv");
  const auto qrels = testing::SharedData("demand_achievement/qrels.tsv");
  if (!queries || !documents || !qrels) GTEST_SKIP() << "demand_achievement is not there";
  std::vector<RowError> errors;
  const auto judgements = ReadQrels(*qrels, errors);
  std::vector<std::string> lines;
  std::istringstream rows(Slurp(*queries));
  for (std::string line; std::getline(rows, line);) lines.push_back(line);
  WriteFlatModel();  // the one that ships has seen all grades
  double sum = 0;
  int counted = 0;
  for (std::size_t fold = 0; fold < 5; ++fold) {
    std::string train = lines[0] + "\n";
    std::string test = train;
    std::map<std::string, bool> in_test;
    for (std::size_t i = 1; i < lines.size(); ++i) {
      const std::string id = lines[i].substr(0, lines[i].find('\t'));
      in_test[id] = i % 5 == fold;
      (in_test[id] ? test : train) += lines[i] + "\n";
    }
    std::string grades;
    std::string candidates = "query_id\tdoc_id\n";
    std::map<std::string, std::pair<int, int>> seen;  // by query: graded pairs, relevant ones
    for (const models::Judgement& judgement : judgements) {
      if (in_test[judgement.query]) {
        candidates += judgement.query + "\t" + judgement.document + "\n";
        ++seen[judgement.query].first;
        seen[judgement.query].second += judgement.grade > 0 ? 1 : 0;
      } else {
        grades += judgement.query + " 0 " + judgement.document + " " +
                  std::to_string(judgement.grade) + "\n";
      }
    }
    Write("q.tsv", test);
    Write("tq.tsv", train);
    Write("c.tsv", candidates);
    Write("grades.txt", grades);
    arguments_.paths = {folder_ / "q.tsv",
                        *documents,
                        folder_ / "c.tsv",
                        {folder_ / "tq.tsv", *documents, folder_ / "grades.txt"}};
    ASSERT_EQ(Run(), 0) << errors_.str();
    const auto evaluation = models::Evaluate(ReadRun(arguments_.out, errors), judgements);
    for (const auto& [query, counts] : seen) {
      if (counts.first < 10 || counts.second == 0) continue;
      sum += evaluation.of_queries.at(query).exp_ndcg_at_10;
      ++counted;
    }
  }
  EXPECT_EQ(counted, 110);
  EXPECT_GE(sum / counted, 0.69);
}

}  // namespace
}  // namespace jiedui::app
