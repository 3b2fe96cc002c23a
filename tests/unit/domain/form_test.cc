// The survey form as data: what is read, what is refused, and answers against figures.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/forms.h"

namespace jiedui::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Reference& TheReference() {
  static const Reference reference = testing::ReferenceWithTwoForms();
  return reference;
}
const Form& Shipped() { return *TheReference().forms().Find("survey-2020"); }
const Form& Later() { return *TheReference().forms().Find("survey-2021"); }

Answers Read(const Form& form, std::string_view json) {
  auto answers = ParseAnswers(form, json);
  EXPECT_TRUE(answers) << (answers ? "" : answers.error().message);
  return answers ? *answers : Answers{};
}

TEST(Form, F3_TheShippedFormHasAnnex3sThreePartsAndItsFourteenBoxes) {
  const Form& form = Shipped();
  ASSERT_EQ(form.parts.size(), 3U);
  EXPECT_EQ(form.zh, "企业创新活动开展情况调查表");
  EXPECT_EQ(form.parts[0].zh, "一、企业研究开发机构情况");
  EXPECT_EQ(form.parts[0].questions.front().columns.size(), 7U);
  EXPECT_EQ(form.parts[1].questions.front().columns.size(), 5U);
  const FormQuestion* const boxes = form.parts[2].Find("other");
  ASSERT_NE(boxes, nullptr);
  EXPECT_EQ(boxes->options.size(), 14U);
  EXPECT_EQ(boxes->options.back().zh, "开展其他活动");
  const FormQuestion& spending = form.parts[0].questions.front().columns[5];
  EXPECT_EQ(spending.unit, "万元");
  EXPECT_EQ(spending.type, QuestionType::kNumber);
}

TEST(Form, F1_EverythingThatCanBeReportedHasALevelAndADirection) {
  std::set<std::string> directions;
  for (const FormPart& part : Shipped().parts) {
    for (const FormQuestion& question : part.questions) {
      std::vector<std::string> activities;
      if (!question.activity.empty()) activities.push_back(question.activity);
      for (const FormOption& option : question.options) activities.push_back(option.code);
      for (const std::string& activity : activities) {
        const auto found = TheReference().ClassOf(activity);
        ASSERT_TRUE(found) << activity;
        directions.insert(found->level->code + "/" + found->direction->code);
      }
    }
  }
  EXPECT_THAT(directions,
              ElementsAre("advanced/international", "advanced/platforms", "advanced/technology",
                          "basic/input", "basic/projects", "basic/talent"));
  EXPECT_FALSE(TheReference().ClassOf("other"));
  EXPECT_FALSE(TheReference().ClassOf("basic"));
  EXPECT_FALSE(TheReference().ClassOf("castle"));
}

TEST(Form, F1_AnActivityWithoutADirectionIsRefused) {
  ReferenceTexts texts = testing::ShippedTexts();
  texts.activities += "other_15\tother\t2\t新活动\t\tNew\t\n";
  const auto read = Reference::Parse(texts);
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message, HasSubstr("other_15"));
}

struct Fault {
  const char* find;
  const char* replace;
  const char* says;
};

TEST(Form, F3_AFaultInTheFileIsNamedWithItsLineAndColumn) {
  const std::string good = testing::ShippedTexts().forms.front().second;
  const std::vector<Fault> faults = {
      {"column\tname\tinstitutions.rows", "column\tname\tinstitution.rows", "parent"},
      {"column\tstaff\tinstitutions.rows", "column\tcount\tinstitutions.rows", "given twice"},
      {"\tinteger\t个", "\twhole\t个", "line 13, type"},
      {"B5:E5", "E5:B5", "line 10, label"},
      {"projects.rows.staff <= enterprise.employees", "projects.rows.staff", "compares nothing"},
      {"projects.rows.staff <= enterprise.employees", "projects.rows.stuff <= enterprise.employees",
       "stuff"},
      {"option\tother_02\tactivities.other\t", "option\tother_02\tactivities.others\t", "parent"},
      {"part\tprojects", "part\tinstitutions", "given twice"},
      {"question\tinput", "answer\tinput", "no kind of line"},
  };
  for (const Fault& fault : faults) {
    std::string bad = good;
    const std::size_t at = bad.find(fault.find);
    ASSERT_NE(at, std::string::npos) << fault.find;
    bad.replace(at, std::string_view(fault.find).size(), fault.replace);
    const auto read = ParseForm("survey-2020.tsv", bad);
    ASSERT_FALSE(read) << fault.replace;
    EXPECT_THAT(read.error().message, HasSubstr("survey-2020.tsv line ")) << fault.replace;
    EXPECT_THAT(read.error().message, HasSubstr(fault.says)) << fault.replace;
  }
}

TEST(Form, F3_TheVersionOfAPeriodIsTheNewestThatHasBegun) {
  const FormLibrary& forms = TheReference().forms();
  EXPECT_EQ(forms.ForPeriod("2018")->code, "survey-2020");  // before any: the earliest
  EXPECT_EQ(forms.ForPeriod("2020-12")->code, "survey-2020");
  EXPECT_EQ(forms.ForPeriod("2021")->code, "survey-2021");
  FormLibrary twice;
  const std::string text = testing::ShippedTexts().forms.front().second;
  ASSERT_TRUE(twice.Add("a.tsv", text));
  EXPECT_FALSE(twice.Add("b.tsv", text));
}

TEST(FormAnswers, F3_AreKeptInTheFormsOrderWithoutBlanks) {
  const Answers answers = Read(Shipped(), testing::FullAnswers());
  const std::string json = AnswersJson(Shipped(), answers);
  EXPECT_THAT(json, HasSubstr(R"("other":["other_03","other_14"])"));
  EXPECT_EQ(AnswersJson(Shipped(), Read(Shipped(), json)), json);
  EXPECT_EQ(
      AnswersJson(Shipped(), Read(Shipped(), R"({"institutions":{"rows":[{},{"name":"  "},null]},
                                            "activities":{"input":null}})")),
      "{}");
}

TEST(FormAnswers, F3_WrongTypesAreRefusedByTheirPath) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {R"({"institutions":{"rows":[{"staff":"三"}]}})", "answers.institutions.rows[0].staff"},
      {R"({"institutions":{"rows":[{"staff":1.5}]}})", "answers.institutions.rows[0].staff"},
      {R"({"institutions":{"rows":{}}})", "answers.institutions.rows"},
      {R"({"institutions":{"rows":[{"colour":1}]}})", "answers.institutions.rows[0].colour"},
      {R"({"activities":{"other":["other_15"]}})", "answers.activities.other"},
      {R"({"activities":{"input":5}})", "answers.activities.input"},
      {R"({"castles":{}})", "answers.castles"},
      {R"([])", "answers"},
      {R"({"a":)", "answers"},
  };
  for (const auto& [json, field] : cases) {
    const auto answers = ParseAnswers(Shipped(), json);
    ASSERT_FALSE(answers) << json;
    EXPECT_EQ(answers.error().field, field) << json;
  }
}

TEST(FormAnswers, F3_FiguresAreSumsOverTheRows) {
  Survey survey;
  SetFigures(TheReference(), Shipped(), Read(Shipped(), testing::FullAnswers()), survey);
  EXPECT_EQ(survey.institution_name, "企业技术中心；中试车间");
  EXPECT_EQ(survey.institution_count, 3);
  EXPECT_EQ(survey.institution_staff, 25);
  EXPECT_DOUBLE_EQ(survey.institution_spending_wan, 340.75);
  EXPECT_DOUBLE_EQ(survey.project_assets_wan, 30);
  EXPECT_THAT(survey.activities, ElementsAre("input", "international", "other_03", "other_14"));
  EXPECT_EQ(survey.activity_text, "全年研发费用 430 万元。 与国外院校合作。 开展小改小革。");
}

TEST(FormAnswers, F3_AnswersMadeOfFiguresGiveTheSameFigures) {
  Survey empty;
  Survey full;
  full.institution_name = "技术中心";
  full.institution_approved_by = "企业自建";
  full.institution_count = 2;
  full.institution_spending_wan = 12.3;
  full.project_staff = 4;
  full.activities = {"talent", "projects", "other_01"};
  full.activity_text = "培养骨干。";
  Survey loose;
  loose.activities = {"other_02"};
  loose.activity_text = "小改小革。";
  Survey bare;
  bare.activities = {"platforms"};
  for (const Survey& survey : {empty, full, loose, bare}) {
    Survey again;
    SetFigures(TheReference(), Shipped(), AnswersOfFigures(TheReference(), Shipped(), survey),
               again);
    EXPECT_TRUE(SameFigures(survey, again)) << survey.activity_text;
  }
}

TEST(FormAnswers, F3_AnotherVersionTakesWhatItStillAsks) {
  const Answers old = Read(Shipped(), testing::FullAnswers());
  const std::string json = AnswersJson(Later(), ConvertAnswers(Shipped(), old, Later()));
  EXPECT_THAT(json, HasSubstr("企业技术中心"));
  EXPECT_THAT(json, ::testing::Not(HasSubstr("新材料")));  // its field is no longer asked
  EXPECT_THAT(json, HasSubstr("other_14"));
  // The old answers still read by the old version, the new ones by the new one.
  EXPECT_TRUE(ParseAnswers(Later(), json));
  EXPECT_FALSE(ParseAnswers(Later(), AnswersJson(Shipped(), old)));
  EXPECT_EQ(FigureOf(Shipped(), old, "institutions.rows.staff"), 25);
  EXPECT_EQ(FigureOf(Shipped(), old, "institutions.rows.name"), 2);
}

TEST(CellRange, ReadsAndWritesAddresses) {
  const auto range = ParseCellRange("B5:AA12");
  ASSERT_TRUE(range);
  EXPECT_EQ(range->first_column, 1U);
  EXPECT_EQ(range->last_column, 26U);
  EXPECT_EQ(CellAddress(12, 26), "AA12");
  for (const char* bad : {"", "B", "5", "B0", "b5", "B5:A5", "B5:", "AAA1", "B5:C4"})
    EXPECT_FALSE(ParseCellRange(bad)) << bad;
}

}  // namespace
}  // namespace jiedui::domain
