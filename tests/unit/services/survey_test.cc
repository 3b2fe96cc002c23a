// A survey from its prefilled draft to its confirmation.
#include "domain/credit_code.h"
#include "domain/enterprise.h"
#include "services/exporting.h"
#include "services/history.h"
#include "services/importing.h"
#include "services/record_events.h"
#include "services/roster.h"
#include "services/survey_files.h"
#include "services/survey_form.h"
#include "services/survey_round.h"
#include "support/forms.h"
#include "unit/services/workspace_fixture.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using domain::Actor;
using domain::Kind;
using domain::Role;
using domain::Survey;
using domain::SurveyState;
using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class SurveyTest : public WorkspaceTest {
 protected:
  SurveyTest() { enterprise_ = PutEnterprise(1, 100); }

  std::int64_t PutEnterprise(int number, std::int64_t employees) {
    domain::Enterprise enterprise;
    enterprise.name = "晋城第" + std::to_string(number) + "铸造有限公司";
    const std::string body = "91140500MA0" + std::to_string(100000 + number);
    enterprise.credit_code = body + domain::CreditCodeCheckDigit(body);
    enterprise.region_code = "140525";
    enterprise.sector_code = "3391";
    enterprise.employees = employees;
    enterprise.rd_staff = 7;
    enterprise.rd_spending_wan = 66.5;
    return Made(std::make_unique<domain::Enterprise>(enterprise)).id;
  }

  domain::Record& Made(std::unique_ptr<domain::Record> record) {
    auto made = CreateRecord(workspace_, domain::Operator(), std::move(record));
    EXPECT_TRUE(made) << (made ? "" : made.error().message);
    return *kept_.emplace_back(std::move(made).value());
  }

  static Actor County(std::int64_t user) {
    Actor actor;
    actor.user_id = user;
    actor.role = Role::kCounty;
    actor.regions = {"140525"};
    return actor;
  }
  static Actor Owner(std::int64_t user, std::int64_t enterprise) {
    Actor actor;
    actor.user_id = user;
    actor.role = Role::kEnterprise;
    actor.own_id = enterprise;
    return actor;
  }
  [[nodiscard]] Actor Enterprise() const { return Owner(9, enterprise_); }

  Survey Draft(const std::string& period, const std::string& answers) {
    Survey survey;
    survey.enterprise = {enterprise_};
    survey.period = period;
    survey.answers = answers;
    return static_cast<Survey&>(Made(std::make_unique<Survey>(survey)));
  }
  Survey Now(const Survey& survey) const {
    return store_->Get(domain::SurveyId{survey.id}).value();
  }

  base::Status Change(const Actor& actor, const Survey& survey, const std::string& answers) {
    const auto changed = ChangeRecord(workspace_, actor, Kind::kSurvey, survey.id,
                                      Now(survey).version, [&](domain::Record& record) {
                                        static_cast<Survey&>(record).answers = answers;
                                        return base::Status{};
                                      });
    return changed ? base::Status{} : base::Fail(changed.error());
  }
  base::Status Post(const Actor& actor, const Survey& survey, const std::string& event,
                    const std::string& reason = "") {
    const auto moved = PostRecordEvent(workspace_, actor, Kind::kSurvey, survey.id,
                                       Now(survey).version, {event, reason, {}});
    return moved ? base::Status{} : base::Fail(moved.error());
  }

  std::int64_t enterprise_ = 0;
  std::vector<std::unique_ptr<domain::Record>> kept_;
};

TEST_F(SurveyTest, F3_ADraftTakesHalfFilledAnswersAndNoWrongTypes) {
  const Survey draft = Draft("2020", R"({"projects":{"rows":[{"name":"甲"}]}})");
  EXPECT_EQ(draft.form, "survey-2020");
  EXPECT_EQ(draft.project_name, "甲");
  ASSERT_TRUE(Change(Enterprise(), draft, R"({"projects":{"rows":[{"staff":-5}]}})"));
  const base::Status wrong =
      Change(Enterprise(), draft, R"({"projects":{"rows":[{"staff":"五"}]}})");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, ErrorCode::kInvalid);
  EXPECT_EQ(wrong.error().field, "answers.projects.rows[0].staff");
  EXPECT_EQ(Now(draft).answers, R"({"projects":{"rows":[{"staff":-5}]}})");
}

TEST_F(SurveyTest, F3_SubmittingNamesEveryErrorAtOnce) {
  const Survey draft = Draft("2020", R"({"institutions":{"rows":[
      {"name":"甲","count":1,"staff":101,"spending_wan":1},{"name":"乙","count":0}]},
      "projects":{"rows":[{"staff":-5,"name":"丙","spending_wan":2}]}})");
  const base::Status refused = Post(Enterprise(), draft, "submit");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kUnprocessable);
  const auto has = [&](const char* field, const char* says) {
    EXPECT_THAT(refused.error().errors,
                Contains(::testing::AllOf(Field(&base::FieldError::field, field),
                                          Field(&base::FieldError::message, HasSubstr(says)))));
  };
  has("institutions.rows[0].approved_by", "批准部门（或企业自建）未填写");
  has("institutions.rows[1].staff", "第 2 行: 机构研究开发人员数量（人）未填写");
  has("institutions.rows[1].count", "应在 1 到 1000 之间");
  has("projects.rows[0].staff", "-5 应在 0 到");
  has("institutions.rows", "机构研究开发人员 101 人多于企业从业人员 100 人");
  has("institutions.rows", "列出的研究开发机构有 2 个，期末机构数合计只有 1 个");
  EXPECT_EQ(Now(draft).state, SurveyState::kDraft);
}

TEST_F(SurveyTest, F3_ASurveyGoesFromDraftToConfirmedAndBack) {
  const Survey draft = Draft("2020", testing::FullAnswers());
  ASSERT_TRUE(Post(Enterprise(), draft, "submit"));
  EXPECT_EQ(Now(draft).submitted_by, 9);
  EXPECT_EQ(Change(Enterprise(), draft, "{}").error().code, ErrorCode::kConflict);
  EXPECT_EQ(Post(County(5), draft, "return").error().code, ErrorCode::kInvalid);  // no reason
  ASSERT_TRUE(Post(County(5), draft, "return", "未加盖公章"));
  EXPECT_EQ(Now(draft).return_reason, "未加盖公章");
  ASSERT_TRUE(Post(Enterprise(), draft, "submit"));
  EXPECT_EQ(Now(draft).return_reason, "");
  EXPECT_EQ(Post(Enterprise(), draft, "confirm").error().code, ErrorCode::kForbidden);
  ASSERT_TRUE(Post(County(5), draft, "confirm"));
  EXPECT_EQ(Now(draft).confirmed_by, 5);
  for (const Actor& actor : {Enterprise(), County(5), domain::Operator()})
    EXPECT_EQ(Change(actor, draft, "{}").error().code, ErrorCode::kConflict);
  ASSERT_TRUE(Post(County(5), draft, "reopen", "补报项目"));
  EXPECT_EQ(Now(draft).state, SurveyState::kDraft);
  EXPECT_EQ(Now(draft).confirmed_ms, 0);
  EXPECT_TRUE(Change(Enterprise(), draft, "{}"));
}

TEST_F(SurveyTest, F3_WhoMendsItAndWhoReviewsItAgainReadEveryReasonGiven) {
  const Survey draft = Draft("2020", testing::FullAnswers());
  const auto reasons = [&](const Actor& actor) {
    return ReadReasons(workspace_, actor, Kind::kSurvey, draft.id);
  };
  EXPECT_THAT(reasons(Enterprise()).value(), IsEmpty());
  ASSERT_TRUE(Post(Enterprise(), draft, "submit"));
  ASSERT_TRUE(Post(County(5), draft, "return", "未加盖公章"));
  ASSERT_TRUE(Post(Enterprise(), draft, "submit"));
  ASSERT_TRUE(Post(County(5), draft, "confirm"));
  ASSERT_TRUE(Post(County(5), draft, "reopen", "补报项目"));
  for (const Actor& actor : {Enterprise(), County(6)}) {
    const auto given = reasons(actor).value();
    ASSERT_THAT(given, SizeIs(2));
    EXPECT_EQ(given[0].reason, "补报项目");
    EXPECT_EQ(given[0].state, "draft");
    EXPECT_EQ(given[1].reason, "未加盖公章");
    EXPECT_EQ(given[1].state, "returned");
    EXPECT_GE(given[0].at_ms, given[1].at_ms);
  }
  const std::int64_t other = PutEnterprise(2, 50);
  EXPECT_EQ(reasons(Owner(10, other)).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(ReadReasons(workspace_, Enterprise(), Kind::kEnterprise, enterprise_).error().code,
            ErrorCode::kInvalid);
}

TEST_F(SurveyTest, F3_NobodyConfirmsTheirOwnSubmission) {
  const Survey draft = Draft("2020", testing::FullAnswers());
  ASSERT_TRUE(Post(County(5), draft, "submit"));
  const base::Status own = Post(County(5), draft, "confirm");
  ASSERT_FALSE(own);
  EXPECT_EQ(own.error().code, ErrorCode::kForbidden);
  for (const auto* line : AllowedRecordEvents(County(5), Now(draft)))
    EXPECT_NE(line->name.code, "confirm");
  EXPECT_TRUE(Post(County(6), draft, "confirm"));
}

TEST_F(SurveyTest, F3_OutliersAreFlaggedAndKeptForTheReviewerButBlockNothing) {
  const auto spending = [](double wan) {
    return R"({"projects":{"rows":[{"name":"甲","staff":3,"spending_wan":)" + std::to_string(wan) +
           "}]}}";
  };
  Draft("2019", spending(100));
  const Survey draft = Draft("2020", spending(301));
  ASSERT_TRUE(Post(Enterprise(), draft, "submit"));
  EXPECT_THAT(Now(draft).remarks, HasSubstr("超过上期的 3 倍（300 万元）"));
  ASSERT_TRUE(Post(Enterprise(), draft, "withdraw"));
  const auto remarks = [&](double wan) {
    EXPECT_TRUE(Change(Enterprise(), draft, spending(wan)));
    return CheckSurvey(workspace_, Enterprise(), {draft.id}).value().remarks;
  };
  EXPECT_THAT(remarks(300), IsEmpty());
  EXPECT_THAT(remarks(34), IsEmpty());
  EXPECT_THAT(remarks(33), SizeIs(1));
  EXPECT_THAT(remarks(100).at(0).message, HasSubstr("完全相同"));
}

TEST_F(SurveyTest, F3_SpendingPerHeadIsComparedWithTheSector) {
  for (int i = 2; i <= 26; ++i) {  // 1.0 … 3.4 万元 a head
    Survey survey;
    survey.enterprise = {PutEnterprise(i, 10)};
    survey.period = "2019";
    survey.state = SurveyState::kConfirmed;
    survey.project_name = "甲";
    survey.project_spending_wan = 8 + i;
    Made(std::make_unique<Survey>(survey));
  }
  const auto remarks = [&](const char* wan) {
    const std::string answers = R"({"projects":{"rows":[{"name":"甲","staff":3,"spending_wan":)" +
                                std::string(wan) + "}]}}";
    Survey survey;
    survey.enterprise = {enterprise_};  // of 100 employees
    survey.period = "2020";
    survey.form = "survey-2020";
    survey.programme_sector = "metallurgy";
    survey.answers = answers;
    domain::SetFigures(
        reference_, *reference_.forms().Find("survey-2020"),
        domain::ParseAnswers(*reference_.forms().Find("survey-2020"), answers).value(), survey);
    return CheckAnswers(reference_, store_->Read().value(), survey).value().remarks;
  };
  EXPECT_THAT(remarks("200"), IsEmpty());
  ASSERT_THAT(remarks("400"), SizeIs(1));
  EXPECT_THAT(remarks("400").front().message, HasSubstr("高于本行业绝大多数企业（3.3 万元）"));
  EXPECT_THAT(remarks("50").front().message, HasSubstr("低于本行业绝大多数企业（1.1 万元）"));
}

TEST_F(SurveyTest, F3_ANewSurveyStartsFromThePeriodBeforeOrTheRecord) {
  const auto record = Prefill(workspace_, Enterprise(), {enterprise_}, "2019").value();
  EXPECT_EQ(record.from, 0);
  EXPECT_EQ(domain::AnswersJson(*record.form, record.answers),
            R"({"projects":{"rows":[{"staff":7,"spending_wan":66.5}]}})");
  Draft("2018", "{}");
  const Survey last = Draft("2019", testing::FullAnswers());
  const auto filled = Prefill(workspace_, Enterprise(), {enterprise_}, "2020-07").value();
  EXPECT_EQ(filled.from, last.id);
  EXPECT_EQ(domain::AnswersJson(*filled.form, filled.answers), last.answers);
  EXPECT_EQ(Prefill(workspace_, Enterprise(), {enterprise_}, "2020-13").error().field, "period");
  const Actor other = Owner(3, PutEnterprise(2, 50));
  EXPECT_EQ(Prefill(workspace_, other, {enterprise_}, "2020").error().code, ErrorCode::kNotFound);
}

TEST_F(SurveyTest, F3_AnswersOfAnOlderVersionStayReadableBesideANewerOne) {
  const Survey old = Draft("2020", testing::FullAnswers());
  const domain::Reference two = testing::ReferenceWithTwoForms();
  Workspace later{*store_, two,   clock_,         corpus_,  sectors_,
                  search_, auth_, plan_sessions_, evidence_};
  const auto filled = Prefill(later, Enterprise(), {enterprise_}, "2021").value();
  ASSERT_EQ(filled.form->code, "survey-2021");
  Survey next;
  next.enterprise = {enterprise_};
  next.period = "2021";
  next.answers = domain::AnswersJson(*filled.form, filled.answers);
  const auto made = CreateRecord(later, Enterprise(), std::make_unique<Survey>(next));
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(static_cast<const Survey&>(**made).form, "survey-2021");
  for (const std::int64_t id : {old.id, (*made)->id}) {
    const auto bytes = FilledForm(later, Enterprise(), {id});
    ASSERT_TRUE(bytes) << bytes.error().message;
    const Survey stored = store_->Get(domain::SurveyId{id}).value();
    const ReadForm read = ReadFormWorkbook(two, *bytes, nullptr).value();
    EXPECT_EQ(read.form->code, stored.form);
    EXPECT_EQ(domain::AnswersJson(*read.form, read.answers), stored.answers);
  }
  EXPECT_EQ(Now(old).answers, old.answers);
}

TEST_F(SurveyTest, F3_AFilledFormBecomesTheDraftOfItsEnterprise) {
  const Survey source = Draft("2020", testing::FullAnswers());
  FormImport request{.bytes = FilledForm(workspace_, Enterprise(), {source.id}).value()};
  auto report = ImportForm(workspace_, Enterprise(), request).value();
  EXPECT_EQ(report.outcome, "unchanged");
  EXPECT_EQ(report.survey, source.id);
  request.period = "2021";
  report = ImportForm(workspace_, Enterprise(), request).value();
  EXPECT_EQ(report.outcome, "created");
  EXPECT_EQ(store_->Get(domain::SurveyId{report.survey}).value().answers, source.answers);
  const Actor other = Owner(3, PutEnterprise(2, 50));
  EXPECT_FALSE(ImportForm(workspace_, other, request));
  ASSERT_TRUE(Post(Enterprise(), source, "submit"));
  request.period = "2020";
  EXPECT_EQ(ImportForm(workspace_, Enterprise(), request).value().outcome, "unchanged");
}

TEST_F(SurveyTest, F3_ARowASurveyGoesOutAndComesBackIn) {
  Draft("2020", testing::FullAnswers());
  const office::Sheet sheet = ExportRecords(workspace_, domain::Operator(), Kind::kSurvey).value();
  const ImportRequest request{
      .kind = Kind::kSurvey, .filename = "调查表.tsv", .bytes = office::TsvText(sheet)};
  const ImportReport same = Import(workspace_, domain::Operator(), request).value();
  EXPECT_THAT(same.errors, IsEmpty());
  EXPECT_EQ(same.unchanged, 1U);
  // Into an empty city: the same rows.
  const Survey before = AllOf<Survey>().front();
  ASSERT_TRUE(
      RemoveRecord(workspace_, domain::Operator(), Kind::kSurvey, before.id, before.version));
  ASSERT_EQ(Import(workspace_, domain::Operator(), request).value().created, 1U);
  EXPECT_EQ(AllOf<Survey>().front().answers, before.answers);
}

TEST_F(SurveyTest, F3_ARowOfFiguresAloneMakesAnswersAndKeepsTheOtherRows) {
  const Survey draft = Draft("2020", testing::FullAnswers());
  const std::string credit_code =
      store_->Get(domain::EnterpriseId{enterprise_}).value().credit_code;
  const ImportReport report =
      Import(workspace_, domain::Operator(),
             {.kind = Kind::kSurvey,
              .filename = "a.csv",
              .bytes = "企业,期别,研究开发人员情况（人）\n" + credit_code + ",2020,12\n"})
          .value();
  ASSERT_THAT(report.errors, IsEmpty());
  EXPECT_EQ(report.updated, 1U);
  const Survey after = Now(draft);
  EXPECT_EQ(after.project_staff, 12);
  EXPECT_THAT(after.answers, HasSubstr(R"("staff":12)"));
  EXPECT_EQ(after.institution_staff, 25);
  EXPECT_THAT(after.answers, HasSubstr("中试车间"));
}

TEST_F(SurveyTest, F3_AFileCannotChangeWhatWasConfirmedAndSaysInWhichRow) {
  const Survey draft = Draft("2020", testing::FullAnswers());
  ASSERT_TRUE(Post(Enterprise(), draft, "submit"));
  ASSERT_TRUE(Post(County(5), draft, "confirm"));
  const std::string credit_code =
      store_->Get(domain::EnterpriseId{enterprise_}).value().credit_code;
  const ImportReport report =
      Import(workspace_, domain::Operator(),
             {.kind = Kind::kSurvey,
              .filename = "a.csv",
              .bytes = "企业,期别,研究开发人员情况（人）\n" + credit_code + ",2020,12\n"})
          .value();
  ASSERT_THAT(report.errors, SizeIs(1));
  EXPECT_EQ(report.errors.front().line, 2U);
  EXPECT_THAT(report.errors.front().reason, HasSubstr("已确认"));
  EXPECT_FALSE(report.imported);
}

TEST_F(SurveyTest, F3_ARoundGivesEveryEnterpriseADraftBegunFromItsLastSurvey) {
  const std::int64_t other = PutEnterprise(2, 50);
  Draft("2019", R"({"projects":{"rows":[{"name":"甲","staff":3,"spending_wan":9}]}})");
  const auto round = OpenSurveys(workspace_, County(1), "2020", {});
  ASSERT_TRUE(round) << round.error().message;
  EXPECT_EQ(round->opened, 2);
  EXPECT_EQ(round->had, 0);
  const std::vector<domain::Value> key = {enterprise_, std::string("2020")};
  const auto session = store_->Read();
  const auto begun = session->FindByKey(Kind::kSurvey, key).value();
  ASSERT_NE(begun, nullptr);
  EXPECT_EQ(static_cast<const Survey&>(*begun).project_name, "甲");
  EXPECT_EQ(OpenSurveys(workspace_, County(1), "2020", {})->opened, 0) << "nothing twice";
  RosterQuery one;
  one.filters["name"] = {store_->Get(domain::EnterpriseId{other})->name};
  EXPECT_EQ(OpenSurveys(workspace_, County(1), "2021", one)->opened, 1);
  EXPECT_EQ(OpenSurveys(workspace_, County(1), "二〇二〇", {}).error().field, "period");
}

TEST_F(SurveyTest, F1_ActivitiesThatAreNotOfAnnex1AreRefused) {
  Survey survey;
  survey.enterprise = {enterprise_};
  survey.period = "2020";
  survey.activities = {"other_01", "castle"};
  const auto made = CreateRecord(workspace_, domain::Operator(), std::make_unique<Survey>(survey));
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().field, "activities");
}

}  // namespace
}  // namespace jiedui::services
