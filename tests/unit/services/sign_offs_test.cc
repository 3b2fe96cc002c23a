// Sign-off (E3): what it asks for, who may do what, and that what was confirmed is what counts.
#include <random>

#include "domain/programme.h"
#include "services/digest.h"
#include "services/sign_off_check.h"
#include "services/tasks.h"
#include "unit/services/sign_off_fixture.h"
#include "workflow/record_machine.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using domain::Actor;
using domain::EvidenceCategory;
using domain::Kind;
using domain::Role;
using domain::SignOff;
using domain::SignOffBasis;
using domain::SignOffState;

class SignOffs : public SignOffTest {};

TEST_F(SignOffs, E3_GoesFromDraftToSignedOff) {
  const std::int64_t id = Draft(member_, enterprise_);
  const auto submitted = Event(member_, id, "submit");
  ASSERT_TRUE(submitted) << submitted.error().message;
  EXPECT_EQ(submitted->survey.value, survey_) << "the year's confirmed survey is taken by itself";
  EXPECT_EQ(submitted->submitted_by, 6);
  const auto confirmed = Event(zezhou_, id, "confirm");
  ASSERT_TRUE(confirmed) << confirmed.error().message;
  EXPECT_EQ(confirmed->snapshot_digest, DigestOf(confirmed->snapshot));
  EXPECT_NE(confirmed->snapshot.find("泽州县铸造有限公司"), std::string::npos);
  const auto signed_off = Event(zezhou_, id, "sign_off");
  ASSERT_TRUE(signed_off) << signed_off.error().message;
  EXPECT_EQ(signed_off->state, SignOffState::kSignedOff);
  EXPECT_FALSE(signed_off->voided);
  EXPECT_EQ(store_->Get(domain::EnterpriseId{enterprise_})->innovation,
            domain::Innovation::kInstitution)
      << "raised to the class that signed it off";
  const auto revoked = Event(office_, id, "revoke", "机构已撤");
  ASSERT_TRUE(revoked) << revoked.error().message;
  EXPECT_EQ(revoked->reason, "机构已撤");
  EXPECT_TRUE(Event(zezhou_, id, "reopen"));
  EXPECT_TRUE(At(id).snapshot.empty());
}

TEST_F(SignOffs, E3_SaysAllThatIsMissingAtOnce) {
  const std::int64_t bare = PutEnterprise("泽州县新办有限公司", "140525", "3391");
  for (const auto& [basis, wanted] : std::vector<std::pair<SignOffBasis, std::vector<std::string>>>{
           {SignOffBasis::kInstitution, {"调查表》", "期末机构数", "机构名称", "批准文件"}},
           {SignOffBasis::kRdActivity, {"调查表》", "研发项目名称", "立项文件", "费用凭证"}},
           {SignOffBasis::kOtherActivity, {"调查表》", "勾选一项", "现场照片"}}}) {
    SignOff sign_off;
    sign_off.enterprise = {bare};
    sign_off.campaign = {campaign_};
    sign_off.basis = basis;
    const auto session = store_->Read();
    const auto check = CheckSignOff(reference_, *session, sign_off);
    ASSERT_TRUE(check);
    const base::Status status = RequireComplete(*check);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::kUnprocessable);
    for (const std::string& part : wanted)
      EXPECT_NE(status.error().message.find(part), std::string::npos)
          << part << " in " << status.error().message;
  }
}

TEST_F(SignOffs, E3_ASurveyOfAnotherYearOrState) {
  const std::int64_t id = Draft(member_, enterprise_);
  ASSERT_TRUE(store_->Write({}, [&](store::UnitOfWork& unit) -> base::Status {
    JIEDUI_ASSIGN(auto survey, unit.Get(Kind::kSurvey, survey_));
    static_cast<domain::Survey&>(*survey).period = "2019";
    return unit.Update(*survey);
  }));
  EXPECT_FALSE(Event(member_, id, "submit"));
  ASSERT_TRUE(store_->Write({}, [&](store::UnitOfWork& unit) -> base::Status {
    JIEDUI_ASSIGN(auto survey, unit.Get(Kind::kSurvey, survey_));
    static_cast<domain::Survey&>(*survey).period = "2020-08";
    static_cast<domain::Survey&>(*survey).state = domain::SurveyState::kSubmitted;
    return unit.Update(*survey);
  }));
  EXPECT_FALSE(Event(member_, id, "submit"));
}

TEST_F(SignOffs, E3_NobodyConfirmsTheirOwn) {
  const std::int64_t id = Draft(zezhou_, enterprise_);
  ASSERT_TRUE(Event(zezhou_, id, "submit"));
  const auto own = Event(zezhou_, id, "confirm");
  ASSERT_FALSE(own);
  EXPECT_EQ(own.error().code, ErrorCode::kForbidden);
  EXPECT_EQ(Event(member_, id, "confirm").error().code, ErrorCode::kForbidden);
  EXPECT_EQ(Event(office_, id, "confirm").error().code, ErrorCode::kForbidden);
  EXPECT_EQ(Event(gaoping_, id, "confirm").error().code, ErrorCode::kNotFound);
  Actor relative = zezhou_second_;
  relative.own_id = enterprise_;
  EXPECT_EQ(Event(relative, id, "confirm").error().code, ErrorCode::kForbidden);
  ASSERT_TRUE(Event(zezhou_second_, id, "confirm"));
  EXPECT_EQ(Event(zezhou_, id, "sign_off").error().code, ErrorCode::kForbidden);
  EXPECT_TRUE(Event(zezhou_second_, id, "sign_off"));
}

TEST_F(SignOffs, E3_WhatWasSubmittedIsNotExchanged) {
  const std::int64_t id = Draft(member_, enterprise_);
  ASSERT_TRUE(Event(member_, id, "submit"));
  const auto other = Upload(member_, enterprise_, EvidenceCategory::kPhoto, "photo");
  ASSERT_TRUE(other);
  const base::Status changed =
      Change(Kind::kSignOff, id, "evidence", std::vector<std::int64_t>{other->id});
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().code, ErrorCode::kConflict);
  EXPECT_EQ(changed.error().field, "evidence");
  EXPECT_FALSE(Change(Kind::kSignOff, id, "basis", std::string("rd_activity")));
  EXPECT_TRUE(Change(Kind::kSignOff, id, "note", std::string("已电话说明")));
  EXPECT_FALSE(RemoveRecord(workspace_, office_, Kind::kSignOff, id, At(id).version));
  ASSERT_TRUE(Event(member_, id, "withdraw"));
  EXPECT_TRUE(Change(Kind::kSignOff, id, "basis", std::string("rd_activity")));
}

TEST_F(SignOffs, E3_EvidenceAndSurveyAreTheEnterprisesOwn) {
  const std::int64_t other = PutEnterprise("泽州县管业有限公司", "140525", "3391");
  const std::int64_t id = Draft(member_, enterprise_);
  const std::int64_t survey = PutSurvey(other);
  EXPECT_EQ(Change(Kind::kSignOff, id, "survey", survey).error().field, "survey");
  const auto file = Upload(zezhou_, other, EvidenceCategory::kPhoto, "other");
  ASSERT_TRUE(file);
  EXPECT_EQ(
      Change(Kind::kSignOff, id, "evidence", std::vector<std::int64_t>{file->id}).error().field,
      "evidence");
}

/// Another value than the field has, of its type.
domain::Value Other(const domain::FieldDef& field, const domain::Record& record) {
  const domain::Value value = field.get(record);
  switch (field.type) {
    case domain::FieldType::kInteger:
      return std::get_if<std::int64_t>(&value) == nullptr ? std::int64_t{7}
                                                          : std::get<std::int64_t>(value) + 1;
    case domain::FieldType::kNumber:
      return std::get_if<double>(&value) == nullptr ? 7.5 : std::get<double>(value) + 1;
    case domain::FieldType::kBoolean:
      return !std::get<bool>(value);
    case domain::FieldType::kTexts:
      return std::vector<std::string>{"other"};
    default:
      return std::string("另一个");
  }
}

TEST_F(SignOffs, E3_AnyEditOfWhatWasConfirmedVoidsItAndNoOther) {
  const std::map<std::string, domain::Value> enterprise_fields = {
      {"name", std::string("改名有限公司")},
      {"credit_code", NextCreditCode()},
      {"region_code", std::string("140581")},
      {"sector_code", std::string("0610")},
      {"above_scale", false},
      {"revenue_wan", 12.5},
      {"employees", std::int64_t{99}},
      {"rd_staff", std::int64_t{3}},
      {"rd_spending_wan", 7.0}};
  const std::set<std::string_view> apart = {"programme_sector", "sector_confidence",
                                            "sector_source", "innovation", "capital_currency"};
  int voiding = 0;
  int harmless = 0;
  for (const domain::FieldDef& field : domain::TypeOf(Kind::kEnterprise).fields) {
    if (apart.contains(field.name)) continue;
    const std::int64_t id = PutEnterprise("试验" + std::string(field.name), "140525", "3391");
    PutSurvey(id);
    const std::int64_t sign_off = SignedOff(id, zezhou_);
    const auto named = enterprise_fields.find(std::string(field.name));
    const bool voids = named != enterprise_fields.end();
    const auto record = store_->Get(Kind::kEnterprise, id).value();
    domain::Value value = voids ? named->second : Other(field, *record);
    if (field.type == domain::FieldType::kDate) value = std::string("2001-01-01");
    const base::Status changed = Change(Kind::kEnterprise, id, std::string(field.name), value);
    ASSERT_TRUE(changed) << field.name << ": " << changed.error().message;
    EXPECT_EQ(At(sign_off).voided, voids) << field.name;
    (voids ? voiding : harmless) += 1;
  }
  EXPECT_EQ(voiding, 9);
  EXPECT_GT(harmless, 5);
}

TEST_F(SignOffs, E3_EditsOfSurveyAndEvidenceVoidHoweverTheyCome) {
  for (const domain::FieldDef& field : domain::TypeOf(Kind::kSurvey).fields) {
    if (field.Is(domain::kDerived) || field.name == "enterprise") continue;
    const std::int64_t id = PutEnterprise("调查" + std::string(field.name), "140525", "3391");
    const std::int64_t survey = PutSurvey(id);
    const std::int64_t sign_off = SignedOff(id, zezhou_);
    // Not through a use case: nothing that writes can get around it.
    const base::Status changed = store_->Write({}, [&](store::UnitOfWork& unit) -> base::Status {
      JIEDUI_ASSIGN(auto record, unit.Get(Kind::kSurvey, survey));
      domain::Value value = Other(field, *record);
      if (field.name == "state") value = std::string("returned");
      if (field.type == domain::FieldType::kJson) value = std::string("[1]");
      JIEDUI_CHECK(domain::SetField(*record, field, value));
      return unit.Update(*record);
    });
    ASSERT_TRUE(changed) << field.name << ": " << changed.error().message;
    EXPECT_TRUE(At(sign_off).voided) << field.name;
  }
  const std::int64_t sign_off = SignedOff(enterprise_, zezhou_);
  const std::int64_t file = At(sign_off).evidence.front().value;
  ASSERT_TRUE(Change(Kind::kEvidenceFile, file, "title", std::string("设立文件（盖章）")));
  EXPECT_FALSE(At(sign_off).voided);
  ASSERT_TRUE(Change(Kind::kEvidenceFile, file, "category", std::string("photo")));
  EXPECT_TRUE(At(sign_off).voided);
}

TEST_F(SignOffs, E3_AVoidedOneIsNotSignedOffUntilConfirmedAgain) {
  const std::int64_t id = Draft(member_, enterprise_);
  ASSERT_TRUE(Event(member_, id, "submit"));
  ASSERT_TRUE(Event(zezhou_, id, "confirm"));
  EXPECT_FALSE(Event(zezhou_, id, "reconfirm")) << "nothing changed";
  ASSERT_TRUE(Change(Kind::kEnterprise, enterprise_, "rd_staff", std::int64_t{4}));
  EXPECT_EQ(Event(zezhou_, id, "sign_off").error().code, ErrorCode::kConflict);
  ASSERT_TRUE(Change(Kind::kEnterprise, enterprise_, "rd_staff", std::monostate()));
  EXPECT_TRUE(At(id).voided) << "changed back: somebody has to look again all the same";
  const auto again = Event(zezhou_, id, "reconfirm");
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_FALSE(again->voided);
  EXPECT_TRUE(Event(zezhou_, id, "sign_off"));
}

TEST_F(SignOffs, E3_TasksFollow) {
  const auto waits_for = [&](const Actor& actor) {
    std::vector<std::string> codes;
    const auto tasks = TasksOf(workspace_, actor);
    for (const Task& task : *tasks) codes.emplace_back(task.code);
    return codes;
  };
  using ::testing::Contains;
  using ::testing::Not;
  const std::int64_t id = Draft(member_, enterprise_);
  ASSERT_TRUE(Event(member_, id, "submit"));
  EXPECT_THAT(waits_for(zezhou_), Contains("review_sign_offs"));
  EXPECT_THAT(waits_for(gaoping_), Not(Contains("review_sign_offs")));
  ASSERT_TRUE(Event(zezhou_, id, "return", "看不清"));
  EXPECT_THAT(waits_for(member_), Contains("mend_sign_offs"));
  ASSERT_TRUE(Event(member_, id, "submit"));
  ASSERT_TRUE(Event(zezhou_, id, "confirm"));
  EXPECT_THAT(waits_for(zezhou_), Contains("finish_sign_offs"));
  EXPECT_THAT(waits_for(zezhou_), Not(Contains("voided_sign_offs")));
  ASSERT_TRUE(Change(Kind::kEnterprise, enterprise_, "revenue_wan", 5.0));
  EXPECT_THAT(waits_for(zezhou_), Contains("voided_sign_offs"));
}

/// What the notice allows, written down once more and apart from the table: by whom each event may
/// be tried in each state, and what follows; nullopt where it may not.
std::optional<SignOffState> Allowed(SignOffState state, const std::string& event, Role role) {
  using S = SignOffState;
  const bool files = role == Role::kEnterprise || role == Role::kCounty;
  const bool reviews = role == Role::kCityOffice || role == Role::kCounty;
  const bool county = role == Role::kCounty;
  const bool held = state == S::kConfirmed || state == S::kSignedOff;
  if (event == "submit" && files && (state == S::kDraft || state == S::kReturned))
    return S::kSubmitted;
  if (event == "withdraw" && files && state == S::kSubmitted) return S::kDraft;
  if (event == "confirm" && county && state == S::kSubmitted) return S::kConfirmed;
  if (event == "reconfirm" && county && held) return S::kConfirmed;
  if (event == "return" && reviews && (state == S::kSubmitted || state == S::kConfirmed))
    return S::kReturned;
  if (event == "sign_off" && reviews && state == S::kConfirmed) return S::kSignedOff;
  if (event == "revoke" && reviews && held) return S::kRevoked;
  if (event == "reopen" && reviews && state == S::kRevoked) return S::kDraft;
  return std::nullopt;
}

TEST_F(SignOffs, E3_NoSequenceOfEventsDoesWhatIsForbidden) {
  const std::vector<Actor> actors = {member_,
                                     zezhou_,
                                     zezhou_second_,
                                     gaoping_,
                                     office_,
                                     auditor_,
                                     MakeActor(9, Role::kDepartment),
                                     MakeActor(10, Role::kExpert)};
  const std::span<const workflow::RecordEvent> events = workflow::MachineOf(Kind::kSignOff)->events;
  const std::int64_t id = Draft(member_, enterprise_);
  std::mt19937 random(20200612);
  std::map<std::string, int> done;
  for (int step = 0; step < 6000; ++step) {
    const SignOff before = At(id);
    if (random() % 40 == 0) {
      ASSERT_TRUE(Change(Kind::kEnterprise, enterprise_, "revenue_wan",
                         static_cast<double>(random() % 1000)));
      continue;
    }
    const Actor& actor = actors[random() % actors.size()];
    const workflow::RecordEvent& line = events[random() % events.size()];
    // Mostly one that fits the state, so that the walk gets everywhere.
    if (!line.from.Hold(domain::Code(before.state)) && random() % 4 != 0) continue;
    const std::string event(line.name.code);
    const auto after = Event(actor, id, event, "理由");
    const SignOff now = At(id);
    if (!after) {
      EXPECT_EQ(now.version, before.version) << "a refused event changes nothing";
      continue;
    }
    ++done[event];
    const auto next = Allowed(before.state, event, actor.role);
    ASSERT_TRUE(next) << event << " by " << domain::Code(actor.role);
    EXPECT_EQ(now.state, *next);
    EXPECT_EQ(now.version, before.version + 1);
    EXPECT_NE(actor.user_id, gaoping_.user_id) << "another county";
    const bool decides = event == "confirm" || event == "reconfirm" || event == "sign_off";
    EXPECT_FALSE(decides && actor.user_id == now.submitted_by) << "their own";
    EXPECT_FALSE(event == "sign_off" && before.voided);
    EXPECT_FALSE(event == "reconfirm" && !before.voided);
    EXPECT_EQ(now.snapshot.empty(),
              !(now.state == SignOffState::kConfirmed || now.state == SignOffState::kSignedOff ||
                now.state == SignOffState::kRevoked));
  }
  for (const workflow::RecordEvent& line : events)
    EXPECT_GT(done[std::string(line.name.code)], 0) << line.name.code << " never happened";
  std::int64_t rows = 0;
  store::AuditQuery query;
  query.kind = "sign_off";
  query.record_id = id;
  query.limit = 100;
  do {
    auto page = store_->ListAudit(query);
    ASSERT_TRUE(page);
    rows += static_cast<std::int64_t>(page->entries.size());
    query.cursor = page->next;
  } while (!query.cursor.empty());
  EXPECT_EQ(rows, At(id).version) << "one row of the audit a version";
  EXPECT_TRUE(store_->VerifyAudit()->ok());
}

}  // namespace
}  // namespace jiedui::services
