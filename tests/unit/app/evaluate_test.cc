// `jiedui evaluate`, from files to figures.
#include "app/commands/evaluate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <fstream>
#include <sstream>

namespace jiedui::app {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

class EvaluateCommandTest : public ::testing::Test {
 protected:
  EvaluateCommandTest() {
    const auto* const info = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::temp_directory_path() / ("jiedui_evaluate_" + std::string(info->name()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    arguments_ = {folder_ / "run.txt", folder_ / "qrels.txt"};
    Write("run.txt", "q1 Q0 d2 1 2.5 jiedui\nq1 Q0 d1 2 1.5 jiedui\n");
    Write("qrels.txt", "q1 0 d1 2\r\nq1\t0\td2\t0\r\n\r\nq2 0 d1 1\r\n");
  }
  ~EvaluateCommandTest() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }

  void Write(const char* name, std::string_view text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  int Run() {
    output_.str("");
    errors_.str("");
    return RunEvaluate(arguments_, output_, errors_);
  }

  fs::path folder_;
  EvaluateArguments arguments_;
  std::ostringstream output_;
  std::ostringstream errors_;
};

TEST_F(EvaluateCommandTest, WritesTheMeasuresAsTextAndAsJson) {
  ASSERT_EQ(Run(), 0);
  EXPECT_THAT(output_.str(), AllOf(HasSubstr("MRR@10\t0.2500\n"), HasSubstr("P@10\t0.0500\n"),
                                   HasSubstr("nDCG@10\t0.3155\n")));
  arguments_.json = true;
  ASSERT_EQ(Run(), 0);
  rapidjson::Document json;
  ASSERT_FALSE(json.Parse(output_.str().c_str()).HasParseError());
  EXPECT_DOUBLE_EQ(json["MRR@10"].GetDouble(), 0.25);
  EXPECT_DOUBLE_EQ(json["Recall@1000"].GetDouble(), 0.5);
  EXPECT_EQ(json["missing_queries"].GetInt(), 1);
  EXPECT_DOUBLE_EQ(json["per_query"]["q1"]["MAP"].GetDouble(), 0.5);
}

TEST_F(EvaluateCommandTest, TellsEveryFaultOfBothFiles) {
  Write("run.txt", "q1 Q0 d1 1 high t\nq1 Q0 d1\nq1 Q0 d2 1 2 t\nq1 Q0 d2 2 1 t\nq Q0 d 1 inf t\n");
  Write("qrels.txt", "q1 0 d1 2.5\nq1 0 d1 1\n");
  EXPECT_EQ(Run(), 2);
  EXPECT_THAT(errors_.str(),
              AllOf(HasSubstr("run.txt 第 1 行 score 列“high”：不是有限的数"),
                    HasSubstr("run.txt 第 2 行“q1 Q0 d1”：有 3 个字段"),
                    HasSubstr("run.txt 第 4 行 docid 列“d2”"), HasSubstr("在第 3 行已经出现过"),
                    HasSubstr("run.txt 第 5 行 score 列“inf”"),
                    HasSubstr("qrels.txt 第 1 行 grade 列“2.5”：不是整数"),
                    HasSubstr("qrels.txt 第 2 行 docid 列“d1”"), HasSubstr("共有 6 处错误")));
  EXPECT_EQ(output_.str(), "");
}

TEST_F(EvaluateCommandTest, MissingFilesAndNoJudgementsAreWrongCalls) {
  fs::remove(folder_ / "run.txt");
  EXPECT_EQ(Run(), 2);
  EXPECT_THAT(errors_.str(), HasSubstr("run.txt"));
  Write("run.txt", "");
  Write("qrels.txt", "");
  EXPECT_EQ(Run(), 2);
  EXPECT_THAT(errors_.str(), HasSubstr("没有评判"));
}

}  // namespace
}  // namespace jiedui::app
