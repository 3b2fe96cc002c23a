#pragma once

#include "domain/credit_code.h"
#include "services/demo/sample_files.h"
#include "services/evidence_files.h"
#include "services/record_events.h"
#include "services/roster.h"
#include "unit/services/workspace_fixture.h"

namespace jiedui::services {

/// A running campaign of 2020, enterprises of two counties with confirmed surveys, and who deals
/// with them.
class SignOffTest : public WorkspaceTest {
 protected:
  SignOffTest() {
    clock_.Set(base::StartOfDayInChina({2020, 9, 1}) + 9 * 3'600'000);
    domain::Campaign campaign;
    campaign.name = "2020年行动";
    campaign.year = 2020;
    campaign.starts_on = base::Date{2020, 4, 1};
    campaign.ends_on = base::Date{2020, 12, 31};
    campaign.state = domain::CampaignState::kRunning;
    campaign_ = Put(campaign);
    office_ = MakeActor(1, domain::Role::kCityOffice);
    zezhou_ = MakeActor(2, domain::Role::kCounty, "140525");
    zezhou_second_ = MakeActor(3, domain::Role::kCounty, "140525");
    gaoping_ = MakeActor(4, domain::Role::kCounty, "140581");
    auditor_ = MakeActor(5, domain::Role::kAuditor);
    enterprise_ = PutEnterprise("泽州县铸造有限公司", "140525", "3391");
    survey_ = PutSurvey(enterprise_);
    member_ = Member(6, enterprise_);
  }

  std::int64_t Put(domain::Record& record) {
    const base::Status stored =
        store_->Write({}, [&](store::UnitOfWork& unit) { return unit.Insert(record); });
    EXPECT_TRUE(stored) << stored.error().message;
    return record.id;
  }

  domain::Actor MakeActor(std::int64_t user, domain::Role role, const std::string& region = {}) {
    domain::Actor actor;
    actor.user_id = user;
    actor.name = std::to_string(user);
    actor.role = role;
    if (!region.empty()) actor.regions = reference_.RegionSubtree(region);
    return actor;
  }

  domain::Actor Member(std::int64_t user, std::int64_t enterprise) {
    domain::Actor actor = MakeActor(user, domain::Role::kEnterprise);
    actor.own_id = enterprise;
    return actor;
  }

  std::int64_t PutEnterprise(const std::string& name, const std::string& region,
                             const std::string& sector) {
    domain::Enterprise enterprise;
    enterprise.name = name;
    enterprise.credit_code = NextCreditCode();
    enterprise.region_code = region;
    enterprise.sector_code = sector;
    enterprise.programme_sector = std::string(reference_.ProgrammeSectorOf(sector));
    enterprise.sector_source = domain::SectorSource::kConfirmed;
    enterprise.above_scale = true;
    return Put(enterprise);
  }

  std::int64_t PutSurvey(std::int64_t enterprise) {
    const auto owner = store_->Get(domain::EnterpriseId{enterprise}).value();
    domain::Survey survey;
    survey.enterprise = {enterprise};
    survey.period = "2020";
    survey.state = domain::SurveyState::kConfirmed;
    survey.institution_name = "技术中心";
    survey.institution_count = 1;
    survey.institution_staff = 12;
    survey.institution_spending_wan = 80.5;
    survey.project_name = "球墨铸铁管在线检测研究";
    survey.project_staff = 5;
    survey.project_spending_wan = 19.25;
    survey.activities = {"training"};
    survey.region_code = owner.region_code;
    survey.programme_sector = owner.programme_sector;
    return Put(survey);
  }

  base::Result<domain::EvidenceFile> Upload(const domain::Actor& actor, std::int64_t enterprise,
                                            domain::EvidenceCategory category,
                                            const std::string& text) {
    const std::string bytes = demo::SamplePdf(text);
    return UploadEvidence(workspace_, actor, {{enterprise}, category, text, "材料.pdf", bytes});
  }

  /// A draft that has all that its class needs.
  std::int64_t Draft(const domain::Actor& actor, std::int64_t enterprise) {
    const auto file = Upload(actor, enterprise, domain::EvidenceCategory::kInstitutionSetup,
                             "setup " + std::to_string(enterprise));
    EXPECT_TRUE(file) << file.error().message;
    auto sign_off = std::make_unique<domain::SignOff>();
    sign_off->enterprise = {enterprise};
    sign_off->campaign = {campaign_};
    sign_off->evidence = {{file->id}};
    const auto made = CreateRecord(workspace_, actor, std::move(sign_off));
    EXPECT_TRUE(made) << made.error().message;
    return (*made)->id;
  }

  base::Result<domain::SignOff> Event(const domain::Actor& actor, std::int64_t id,
                                      const std::string& event, const std::string& reason = {}) {
    const auto version = store_->Get(domain::SignOffId{id}).value().version;
    JIEDUI_ASSIGN(const auto after, PostRecordEvent(workspace_, actor, domain::Kind::kSignOff, id,
                                                    version, {event, reason, {}}));
    return static_cast<const domain::SignOff&>(*after);
  }

  std::int64_t SignedOff(std::int64_t enterprise, const domain::Actor& county) {
    const std::int64_t id = Draft(Member(100 + enterprise, enterprise), enterprise);
    EXPECT_TRUE(Event(Member(100 + enterprise, enterprise), id, "submit"));
    EXPECT_TRUE(Event(county, id, "confirm"));
    EXPECT_TRUE(Event(county, id, "sign_off"));
    return id;
  }

  domain::SignOff At(std::int64_t id) { return store_->Get(domain::SignOffId{id}).value(); }

  /// Changes one field through the use case; the text as ParseValue reads it.
  base::Status Change(domain::Kind kind, std::int64_t id, const std::string& field,
                      const domain::Value& value) {
    const auto version = store_->Get(kind, id).value()->version;
    const auto changed = ChangeRecord(
        workspace_, domain::Operator(), kind, id, version, [&](domain::Record& record) {
          return domain::SetField(record, *domain::TypeOf(kind).Find(field), value);
        });
    if (!changed) return tl::unexpected(changed.error());
    return {};
  }

  static std::string NextCreditCode() {
    static int number = 0;
    std::string code = std::to_string(++number);
    code = "91990500" + std::string(9 - code.size(), '0') + code;
    return code + domain::CreditCodeCheckDigit(code);
  }

  std::int64_t campaign_ = 0;
  std::int64_t enterprise_ = 0;  ///< of Zezhou
  std::int64_t survey_ = 0;      ///< its confirmed one
  domain::Actor office_;
  domain::Actor zezhou_;
  domain::Actor zezhou_second_;
  domain::Actor gaoping_;
  domain::Actor auditor_;
  domain::Actor member_;
};

}  // namespace jiedui::services
