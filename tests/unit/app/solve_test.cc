// `jiedui solve`, from files to file.
#include "app/commands/solve.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <fstream>
#include <iterator>
#include <sstream>

namespace jiedui::app {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kHelpers = "helper_id\tmin\tmax\tgroup\nh1\t0\t1\tnorth\nh2\t0\t2\tnorth\n";
constexpr const char* kReceivers = "receiver_id\tmin\tmax\nr1\t1\t1\nr2\t1\t1\n";
constexpr const char* kPairs =
    "helper_id\treceiver_id\tscore\tstate\n"
    "h1\tr1\t0.9\tfree\nh1\tr2\t0.8\tfree\nh2\tr1\t0.5\tfree\nh2\tr2\t0.1\tfree\n";

class SolveCommandTest : public ::testing::Test {
 protected:
  SolveCommandTest() {
    const auto* const info = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::temp_directory_path() / ("jiedui_solve_" + std::string(info->name()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    Write("h.tsv", kHelpers);
    Write("r.tsv", kReceivers);
    Write("p.tsv", kPairs);
    arguments_.paths = {folder_ / "h.tsv", folder_ / "r.tsv", folder_ / "p.tsv"};
    arguments_.out = folder_ / "out.json";
  }
  ~SolveCommandTest() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }

  void Write(const char* name, std::string_view text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }

  void WriteQuotas(std::string_view text) {
    Write("q.tsv", text);
    arguments_.paths.quotas = folder_ / "q.tsv";
  }

  int Run() {
    output_.str("");
    errors_.str("");
    return RunSolve(arguments_, output_, errors_);
  }

  rapidjson::Document Result() {
    std::ifstream in(arguments_.out);
    const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    rapidjson::Document json;
    json.Parse(text.c_str());
    EXPECT_FALSE(json.HasParseError()) << text;
    return json;
  }

  static std::vector<std::string> PairsOf(const rapidjson::Document& json) {
    std::vector<std::string> pairs;
    for (const auto& pair : json["pairs"].GetArray()) {
      pairs.push_back(std::string(pair[0].GetString()) + "-" + pair[1].GetString());
    }
    return pairs;
  }

  fs::path folder_;
  SolveArguments arguments_;
  std::ostringstream output_;
  std::ostringstream errors_;
};

TEST_F(SolveCommandTest, WritesTheContract) {
  ASSERT_EQ(Run(), 0) << errors_.str();
  const auto json = Result();
  EXPECT_STREQ(json["status"].GetString(), "optimal");
  ASSERT_EQ(json["objective"].Size(), 2);
  EXPECT_STREQ(json["objective"][0].GetString(), "coverage");
  EXPECT_STREQ(json["objective"][1].GetString(), "score");
  EXPECT_EQ(json["covered"].GetInt(), 2);
  EXPECT_EQ(json["receivers"].GetInt(), 2);
  EXPECT_DOUBLE_EQ(json["total_score"].GetDouble(), 1.3);
  EXPECT_DOUBLE_EQ(json["upper_bound"].GetDouble(), 1.3);
  EXPECT_DOUBLE_EQ(json["worst_receiver_score"].GetDouble(), 0.5);
  EXPECT_GE(json["seconds"].GetDouble(), 0);
  EXPECT_THAT(PairsOf(json), ElementsAre("h1-r2", "h2-r1"));
  EXPECT_EQ(json["uncovered"].Size(), 0);
  EXPECT_THAT(output_.str(), HasSubstr("optimal"));
  EXPECT_THAT(errors_.str(), IsEmpty());
}

TEST_F(SolveCommandTest, QuotaLeavesOneUncoveredWithItsReason) {
  WriteQuotas("group\tmin\tmax\nnorth\t0\t1\n");
  ASSERT_EQ(Run(), 0) << errors_.str();
  const auto json = Result();
  EXPECT_STREQ(json["status"].GetString(), "infeasible-relaxed");
  EXPECT_THAT(PairsOf(json), ElementsAre("h1-r1"));
  ASSERT_EQ(json["uncovered"].Size(), 1);
  const auto& uncovered = json["uncovered"][0];
  EXPECT_STREQ(uncovered["receiver"].GetString(), "r2");
  EXPECT_THAT(uncovered["reason"].GetString(), HasSubstr("north"));
  EXPECT_GE(uncovered["blocked_by"].Size(), 1);
  EXPECT_TRUE(uncovered["blocked_by_complete"].GetBool());
  EXPECT_THAT(uncovered["smallest_change"].GetString(), HasSubstr("配额上限加一"));
  EXPECT_THAT(output_.str(), HasSubstr("未覆盖 r2"));
}

/// Two departments of one county; the county's quota binds, though each department has room.
TEST_F(SolveCommandTest, QuotaOfAParentCountsTheGroupsBelowIt) {
  Write("h.tsv", "helper_id\tmin\tmax\tgroup\nh1\t0\t1\tnorth\nh2\t0\t2\tsouth\n");
  WriteQuotas(
      "group\tparent\tmin\tmax\nnorth\tcounty\t0\t9\nsouth\tcounty\t1\t9\n"
      "county\t\t0\t1\n");
  ASSERT_EQ(Run(), 0) << errors_.str();
  const auto json = Result();
  EXPECT_STREQ(json["status"].GetString(), "infeasible-relaxed");
  EXPECT_THAT(PairsOf(json), ElementsAre("h2-r1"));  // south's minimum comes before h1's score
  ASSERT_EQ(json["uncovered"].Size(), 1);
  EXPECT_THAT(json["uncovered"][0]["smallest_change"].GetString(),
              AllOf(HasSubstr("county"), HasSubstr("配额上限加一")));
  EXPECT_EQ(json["unmet_minimums"].Size(), 0);
}

TEST_F(SolveCommandTest, WrongParentsAreToldWithTheirPlace) {
  WriteQuotas(
      "group\tmin\tmax\tparent\na\t0\t1\tb\nb\t0\t1\tc\nc\t0\t1\tb\n"
      "d\t0\t1\tnowhere\ne\t0\t1\te\nf\t0\t1\t\n");
  EXPECT_EQ(Run(), 2);
  const std::string errors = errors_.str();
  for (const char* const part :
       {"q.tsv 第 3 行 parent 列“c”：上级成环", "q.tsv 第 4 行 parent 列“b”：上级成环",
        "q.tsv 第 5 行 parent 列“nowhere”：配额表中没有这个分组",
        "q.tsv 第 6 行 parent 列“e”：上级成环", "共有 4 处错误"}) {
    EXPECT_THAT(errors, HasSubstr(part));
  }
}

TEST_F(SolveCommandTest, FairnessIsWorstThenBalance) {
  arguments_.objective = "fairness";
  ASSERT_EQ(Run(), 0) << errors_.str();
  const auto json = Result();
  ASSERT_EQ(json["objective"].Size(), 2);
  EXPECT_STREQ(json["objective"][0].GetString(), "worst");
  EXPECT_STREQ(json["objective"][1].GetString(), "balance");
  EXPECT_DOUBLE_EQ(json["worst_receiver_score"].GetDouble(), 0.5);
}

TEST_F(SolveCommandTest, FixedAndForbiddenPairsAreObeyed) {
  Write("p.tsv",
        "helper_id\treceiver_id\tscore\tstate\n"
        "h1\tr1\t0.9\tforbidden\nh1\tr2\t0.8\tfree\nh2\tr1\t0.5\tfree\nh2\tr2\t0.1\tfixed\n");
  ASSERT_EQ(Run(), 0) << errors_.str();
  EXPECT_THAT(PairsOf(Result()), ElementsAre("h2-r1", "h2-r2"));
}

TEST_F(SolveCommandTest, JsonGoesToTheOutputToo) {
  arguments_.json = true;
  ASSERT_EQ(Run(), 0);
  rapidjson::Document json;
  json.Parse(output_.str().c_str());
  EXPECT_FALSE(json.HasParseError());
  EXPECT_EQ(json["covered"].GetInt(), 2);
}

TEST_F(SolveCommandTest, SameFilesSamePlanWhateverTheLineOrderAndLineEnds) {
  ASSERT_EQ(Run(), 0);
  const auto first = PairsOf(Result());
  Write("h.tsv",
        "\xEF\xBB\xBFmax\tgroup\thelper_id\tmin\tnote\r\n2\t\th2\t0\tx\r\n1\t\th1\t0\t\r\n");
  Write("r.tsv", "receiver_id\tmin\tmax\r\nr2\t1\t1\r\n\r\nr1\t1\t1");
  ASSERT_EQ(Run(), 0) << errors_.str();
  EXPECT_EQ(PairsOf(Result()), first);
}

TEST_F(SolveCommandTest, EveryRowErrorIsToldInOnePass) {
  Write("h.tsv", "helper_id\tmin\tmax\nh1\t0\t1\nh2\t3\t2\nh1\t0\t1\n\t0\t1\n");
  Write("r.tsv", "receiver_id\tmin\tmax\nr1\t1\t1\nr2\t-1\tx\nr3\t1\n");
  Write("p.tsv",
        "helper_id\treceiver_id\tscore\tstate\n"
        "h1\tr1\tnan\tfree\nh1\tr2\t1e999\tfree\nh1\tr2\t1\tmaybe\nh9\tr9\t1\tfree\n"
        "h2\tr2\t1\tfree\nh2\tr2\t2\tfree\n");
  EXPECT_EQ(Run(), 2);
  EXPECT_FALSE(fs::exists(arguments_.out));
  const std::string errors = errors_.str();
  for (const char* const part :
       {"h.tsv 第 3 行 min 列“3”：大于 max（2）",
        "h.tsv 第 4 行 helper_id 列“h1”：编号出现了不止一次",
        "h.tsv 第 5 行 helper_id 列：编号是空的", "r.tsv 第 3 行 min 列“-1”",
        "r.tsv 第 3 行 max 列“x”", "r.tsv 第 4 行“r3\t1”：有 2 列，表头有 3 列",
        "p.tsv 第 2 行 score 列“nan”", "p.tsv 第 3 行 score 列“1e999”",
        "p.tsv 第 4 行 state 列“maybe”", "p.tsv 第 5 行 helper_id 列“h9”",
        "p.tsv 第 5 行 receiver_id 列“r9”", "p.tsv 第 7 行：与第 6 行是同一对", "共有 12 处错误"}) {
    EXPECT_THAT(errors, HasSubstr(part));
  }
}

struct WrongCall {
  const char* name;
  const char* file;
  const char* text;  ///< nullptr: the file is missing
  const char* message;
};

class WrongFileTest : public SolveCommandTest, public ::testing::WithParamInterface<WrongCall> {};

TEST_P(WrongFileTest, ExitsWithTwoAndSaysWhere) {
  if (GetParam().text == nullptr) {
    fs::remove(folder_ / GetParam().file);
  } else {
    Write(GetParam().file, GetParam().text);
  }
  EXPECT_EQ(Run(), 2);
  EXPECT_THAT(errors_.str(), AllOf(HasSubstr(GetParam().file), HasSubstr(GetParam().message)));
  EXPECT_FALSE(fs::exists(arguments_.out));
}

INSTANTIATE_TEST_SUITE_P(
    Files, WrongFileTest,
    ::testing::Values(
        WrongCall{"Missing", "h.tsv", nullptr, "不存在"},
        WrongCall{"Empty", "r.tsv", "", "缺少表头"},
        WrongCall{"NoColumn", "p.tsv", "helper_id\treceiver_id\tscore\n", "state 列：表头缺少"},
        WrongCall{"ColumnTwice", "r.tsv", "receiver_id\tmin\tmin\tmax\n", "不止一次"},
        WrongCall{"OnlyAMark", "p.tsv", "\xEF\xBB\xBF", "缺少表头"},
        WrongCall{"PairsNotUtf8", "p.tsv",
                  "helper_id\treceiver_id\tscore\tstate\nh1\tr1\t1\tfree\nh\xB0\tr1\t1\tfree\n",
                  "第 3 行：不是 UTF-8"},
        WrongCall{"InfiniteScore", "p.tsv",
                  "helper_id\treceiver_id\tscore\tstate\nh1\tr1\tinf\tfree\n",
                  "第 2 行 score 列“inf”：不是有限的数"},
        WrongCall{"NotUtf8", "h.tsv", "helper_id\tmin\tmax\n\xB0\xA2\t0\t1\n", "UTF-8"}),
    [](const auto& param) { return std::string(param.param.name); });

/// Longer than what is read at a time, with lines of every length and a twin at the far ends.
TEST_F(SolveCommandTest, LargeFilesAreReadInStretches) {
  constexpr int kLines = 25'000;
  std::string receivers = "receiver_id\tmin\tmax\r\n";
  std::string pairs = "\xEF\xBB\xBFhelper_id\treceiver_id\tscore\tstate\tnote\r\n";
  for (int r = 0; r < kLines; ++r) {
    const std::string id = "企业 " + std::to_string(r);
    receivers += id + "\t0\t1\r\n";
    pairs += "h1\t" + id + "\t" + (r == 20'000 ? "0.75" : "0.5") + "\tfree\t" +
             std::string(static_cast<std::size_t>(r % 400), 'x') + "\r\n";
  }
  Write("r.tsv", receivers);
  Write("p.tsv", pairs);
  ASSERT_EQ(Run(), 0) << errors_.str();
  EXPECT_THAT(PairsOf(Result()), ElementsAre("h1-企业 20000"));
  Write("p.tsv", pairs + "h1\t企业 7\t1\tfree\t\r\nh1\t企业 8\t1\tno\t\r\n");
  EXPECT_EQ(Run(), 2);
  EXPECT_THAT(errors_.str(),
              AllOf(HasSubstr("p.tsv 第 25002 行：与第 9 行是同一对"),
                    HasSubstr("p.tsv 第 25003 行 state 列“no”"), HasSubstr("共有 2 处错误")));
}

/// The same tables from memory and from files, however many bytes are read at a time.
TEST_F(SolveCommandTest, TextsInMemoryAreReadLikeFiles) {
  const std::string pairs = "\xEF\xBB\xBF" + std::string(kPairs) + "h1\tr1\tx\tfree\r\n\nh2\tr2\t1";
  Write("p.tsv", pairs);
  const auto told = [](const std::vector<RowError>& errors) {
    std::string text;
    for (const RowError& error : errors) text += FormatRowError(error) + "\n";
    return text;
  };
  std::vector<RowError> of_files;
  const auto files = ReadSolveFiles(arguments_.paths, of_files);
  EXPECT_THAT(told(of_files), AllOf(HasSubstr("p.tsv 第 6 行 score 列“x”"),
                                    HasSubstr("p.tsv 第 8 行“h2\tr2\t1”：有 3 列")));
  for (const std::size_t stretch : {1U, 2U, 7U, 64U, 1U << 22U}) {
    SolveSources sources{TextSource::InMemory("h.tsv", kHelpers),
                         TextSource::InMemory("r.tsv", kReceivers),
                         TextSource::InMemory("p.tsv", pairs)};
    sources.pairs.stretch_bytes = stretch;
    std::vector<RowError> errors;
    const auto texts = ReadSolveTables(sources, errors);
    EXPECT_EQ(told(errors), told(of_files)) << stretch;
    EXPECT_EQ(texts.pairs.size(), files.pairs.size()) << stretch;
  }
}

TEST_F(SolveCommandTest, OnlyTheFirstThousandFaultsOfAFileAreTold) {
  std::string pairs = "helper_id\treceiver_id\tscore\tstate\n";
  for (int i = 0; i < 3000; ++i) pairs += "h1\tr1\tx\tfree\n";
  Write("p.tsv", pairs);
  EXPECT_EQ(Run(), 2);
  EXPECT_THAT(errors_.str(), AllOf(HasSubstr("p.tsv 第 1001 行 score"),
                                   ::testing::Not(HasSubstr("p.tsv 第 1002 行")),
                                   HasSubstr("p.tsv：错误超过 1000 处")));
}

TEST_F(SolveCommandTest, ScoresWhoseSumLeavesTheRangeAreRefused) {
  Write("p.tsv",
        "helper_id\treceiver_id\tscore\tstate\n"
        "h1\tr1\t1.7e308\tfree\nh2\tr2\t1.7e308\tfree\n");
  EXPECT_EQ(Run(), 2);
  EXPECT_THAT(errors_.str(), HasSubstr("分数太大"));
}

TEST_F(SolveCommandTest, FixedPairsBeyondAMaxAreNamed) {
  Write("p.tsv", "helper_id\treceiver_id\tscore\tstate\nh1\tr1\t1\tfixed\nh1\tr2\t1\tfixed\n");
  EXPECT_NE(Run(), 0);
  EXPECT_THAT(errors_.str(), HasSubstr("h1 有 2 个固定对，超过了上限 1"));
  EXPECT_FALSE(fs::exists(arguments_.out));
}

/// A quota below what its helpers must take, helpers who must take more than there is to take.
TEST_F(SolveCommandTest, ContradictoryMinimumsAreNamedAndTheRestIsSolved) {
  Write("h.tsv", "helper_id\tmin\tmax\tgroup\nh1\t1\t1\tnorth\nh2\t5\t9\tnorth\n");
  WriteQuotas("group\tmin\tmax\nnorth\t0\t1\n");
  ASSERT_EQ(Run(), 0) << errors_.str();
  const auto json = Result();
  EXPECT_STREQ(json["status"].GetString(), "infeasible-relaxed");
  EXPECT_EQ(json["pairs"].Size(), 1);
  EXPECT_GE(json["unmet_minimums"].Size(), 1);
}

TEST_F(SolveCommandTest, NothingToDoIsAPlanToo) {
  Write("p.tsv", "helper_id\treceiver_id\tscore\tstate\n");
  Write("r.tsv", "receiver_id\tmin\tmax\nr1\t0\t0\nr2\t1\t1\n");
  ASSERT_EQ(Run(), 0) << errors_.str();
  const auto json = Result();
  EXPECT_EQ(json["pairs"].Size(), 0);
  ASSERT_EQ(json["uncovered"].Size(), 1);
  EXPECT_THAT(json["uncovered"][0]["smallest_change"].GetString(),
              HasSubstr("增加一个候选帮扶方，如仍可承担的 h1、h2"));
  Write("h.tsv", "helper_id\tmin\tmax\n");
  Write("r.tsv", "receiver_id\tmin\tmax\n");
  ASSERT_EQ(Run(), 0) << errors_.str();
  EXPECT_STREQ(Result()["status"].GetString(), "optimal");
}

TEST_F(SolveCommandTest, AFolderIsNoTable) {
  arguments_.paths.receivers = folder_;
  EXPECT_EQ(Run(), 2);
  EXPECT_THAT(errors_.str(), HasSubstr("读取时出错"));
  arguments_.paths.receivers = folder_ / "r.tsv";
  arguments_.paths.pairs = folder_;
  EXPECT_EQ(Run(), 2);
  EXPECT_THAT(errors_.str(), HasSubstr("读取时出错"));
}

TEST_F(SolveCommandTest, UnknownOrRepeatedObjectivesAreWrongCalls) {
  for (const char* const objective : {"speed", "", "score,score", "fairness,worst", "coverage,"}) {
    arguments_.objective = objective;
    EXPECT_EQ(Run(), 2) << objective;
    EXPECT_THAT(errors_.str(), HasSubstr("目标")) << objective;
  }
}

TEST_F(SolveCommandTest, QuotasNeedTheGroupColumn) {
  Write("h.tsv", "helper_id\tmin\tmax\nh1\t0\t1\nh2\t0\t2\n");
  WriteQuotas("group\tmin\tmax\nnorth\t0\t1\n");
  EXPECT_EQ(Run(), 2);
  EXPECT_THAT(errors_.str(), HasSubstr("h.tsv 第 1 行 group 列"));
}

TEST_F(SolveCommandTest, ResultThatCannotBeWrittenIsAFailure) {
  arguments_.out = folder_ / "missing" / "out.json";
  EXPECT_EQ(Run(), 1);
  EXPECT_THAT(errors_.str(), HasSubstr("不能写入"));
}

TEST_F(SolveCommandTest, StoppedRunSaysCancelled) {
  std::stop_source source;
  source.request_stop();
  ASSERT_EQ(RunSolve(arguments_, output_, errors_, source.get_token()), 0);
  EXPECT_STREQ(Result()["status"].GetString(), "cancelled");
}

}  // namespace
}  // namespace jiedui::app
