// Surveys of before the form: 0008_survey makes answers of their figures as the program does.
#include "domain/form_answers.h"
#include "store/migrations/migrations_internal.h"
#include "support/reference_data.h"
#include "unit/store/support.h"

namespace jiedui::store {
namespace {

using domain::Survey;

std::vector<Survey> Older() {
  Survey empty;
  Survey full;
  full.institution_name = "技术\"中心\"";
  full.institution_approved_by = "企业自建";
  full.institution_field = "新材料";
  full.institution_count = 2;
  full.institution_staff = 8;
  full.institution_spending_wan = 12.3;
  full.institution_equipment_wan = 0.1;
  full.project_name = "甲";
  full.project_source = "自选";
  full.project_staff = 3;
  full.project_spending_wan = 5;
  full.project_assets_wan = 1.5;
  full.activities = {"input", "international", "other_01", "other_14"};
  full.activity_text = "研发费用单独归集。";
  Survey loose;
  loose.project_staff = 4;
  loose.activities = {"other_02"};
  loose.activity_text = "小改小革。";
  Survey bare;
  bare.activities = {"talent", "platforms"};
  Survey text;
  text.activity_text = "只有文字。";
  return {empty, full, loose, bare, text};
}

class SurveyMigration : public StoreTest {
 protected:
  /// Puts the survey's figures as a program of before stored them, and runs the migration on it.
  Survey Migrated(Survey survey) {
    domain::Enterprise enterprise;
    enterprise.name = "甲公司" + std::to_string(++made_);
    enterprise.credit_code = std::to_string(made_);
    EXPECT_TRUE(Insert(enterprise));
    survey.enterprise = {enterprise.id};
    survey.period = "2020";
    EXPECT_TRUE(Insert(survey));
    Close();
    const std::string script(kSurveyForm);
    const std::string only_data = script.substr(script.find("UPDATE surveys"));
    const base::Status ran = Raw()->RunScript(only_data);
    EXPECT_TRUE(ran) << ran.error().message;
    return store().Get(base::Id<Survey>{survey.id}).value();
  }

  int made_ = 0;
};

TEST_F(SurveyMigration, F3_AnswersAreThoseOfTheFigures) {
  const domain::Reference reference = testing::ShippedReference();
  const domain::Form& form = *reference.forms().Find("survey-2020");
  for (const Survey& survey : Older()) {
    const Survey migrated = Migrated(survey);
    const auto answers = domain::ParseAnswers(form, migrated.answers);
    ASSERT_TRUE(answers) << migrated.answers << answers.error().message;
    EXPECT_EQ(domain::AnswersJson(form, *answers),
              domain::AnswersJson(form, domain::AnswersOfFigures(reference, form, survey)));
    Survey again;
    domain::SetFigures(reference, form, *answers, again);
    EXPECT_TRUE(domain::SameFigures(again, survey)) << migrated.answers;
  }
}

}  // namespace
}  // namespace jiedui::store
