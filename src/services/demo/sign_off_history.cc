#include "services/demo/sign_off_history.h"

#include <map>

#include "services/access.h"
#include "services/demo/sample_files.h"
#include "services/evidence_files.h"
#include "services/record_events.h"
#include "services/roster.h"
#include "services/spot_checks.h"

namespace jiedui::services {
namespace {

using base::Result;
using base::Status;
using domain::Actor;
using domain::EvidenceCategory;
using domain::Kind;
using domain::Record;
using domain::SignOff;
using domain::SignOffBasis;
using domain::Survey;

constexpr const char* kCampaignName = "2020年企业技术创新全覆盖行动";
constexpr std::size_t kEnterprises = 24;
constexpr base::TimeMs kHourMs = 3'600'000;

/// How far each of six neighbours gets; the others are signed off.
enum class Reach : std::uint8_t { kDraft, kSubmitted, kReturned, kConfirmed, kRevoked, kSigned };

Reach ReachOf(std::size_t number) {
  const std::size_t place = number % 12;
  return place < 5 ? static_cast<Reach>(place) : Reach::kSigned;
}

SignOffBasis BasisOf(const Survey& survey) {
  if (survey.institution_count > 0) return SignOffBasis::kInstitution;
  return survey.project_name.empty() ? SignOffBasis::kOtherActivity : SignOffBasis::kRdActivity;
}

struct Paper {
  EvidenceCategory category;
  std::string_view title;
};

std::vector<Paper> PapersFor(SignOffBasis basis) {
  switch (basis) {
    case SignOffBasis::kInstitution:
      return {{EvidenceCategory::kInstitutionSetup, "研发机构设立文件"}};
    case SignOffBasis::kRdActivity:
      return {{EvidenceCategory::kProjectApproval, "研发项目立项文件"},
              {EvidenceCategory::kSpendingProof, "研发费用辅助账"}};
    case SignOffBasis::kOtherActivity:
      break;
  }
  return {{EvidenceCategory::kPhoto, "技术改造现场照片"}};
}

class SignOffHistory {
 public:
  SignOffHistory(Workspace& workspace, base::FixedClock& clock)
      : workspace_(workspace), clock_(clock) {}

  Status Run() {
    clock_.Set(base::StartOfDayInChina({2020, 9, 14}) + 9 * kHourMs);
    JIEDUI_CHECK(FindCampaign());
    JIEDUI_CHECK(FindCounties());
    JIEDUI_ASSIGN(std::vector<Survey> surveys,
                  workspace_.store.All<Survey>({store::Equals("period", std::string("2020")),
                                                store::Equals("state", std::string("confirmed"))}));
    std::size_t number = 0;
    for (const Survey& survey : surveys) {
      if (number == kEnterprises) break;
      JIEDUI_ASSIGN(const bool filed, File(survey, number));
      number += filed ? 1 : 0;
    }
    JIEDUI_CHECK(ChangeOne());
    return Check();
  }

 private:
  Status FindCampaign() {
    JIEDUI_ASSIGN(const auto found,
                  workspace_.store.FindByKey<domain::Campaign>({std::string(kCampaignName)}));
    if (found) {
      campaign_ = *found;
      return {};
    }
    auto made = std::make_unique<domain::Campaign>();
    made->name = kCampaignName;
    made->year = 2020;
    made->document_no = "晋市政办〔2020〕31号";
    made->starts_on = base::Date{2020, 4, 1};
    made->prepare_until = base::Date{2020, 6, 30};
    made->serve_until = base::Date{2020, 11, 30};
    made->ends_on = base::Date{2020, 12, 31};
    JIEDUI_ASSIGN(auto stored, CreateRecord(workspace_, domain::Operator(), std::move(made)));
    JIEDUI_CHECK(Event(domain::Operator(), *stored, "start"));
    campaign_ = static_cast<domain::Campaign&>(*stored);
    return {};
  }

  /// The account of each county.
  Status FindCounties() {
    return workspace_.store.ForEach<domain::User>({}, [&](const domain::User& user) {
      if (user.role == domain::Role::kCounty)
        counties_.emplace(user.region_code, ActorOf(user, workspace_.reference));
    });
  }

  /// What the enterprise's clerk files, who has no account here.
  static Actor ClerkOf(const Survey& survey) {
    Actor actor;
    actor.name = "企业经办（演示）";
    actor.role = domain::Role::kEnterprise;
    actor.own_kind = Kind::kEnterprise;
    actor.own_id = survey.enterprise.value;
    return actor;
  }

  Status Event(const Actor& actor, Record& record, std::string event, std::string reason = {}) {
    clock_.Advance(kHourMs / 60);
    JIEDUI_ASSIGN(const auto after,
                  PostRecordEvent(workspace_, actor, record.kind(), record.id, record.version,
                                  {std::move(event), std::move(reason), {}}));
    record.version = after->version;
    return {};
  }

  Result<std::vector<domain::EvidenceFileId>> Papers(const Survey& survey, SignOffBasis basis,
                                                     std::size_t number) {
    JIEDUI_ASSIGN(const domain::Enterprise enterprise, workspace_.store.Get(survey.enterprise));
    std::vector<domain::EvidenceFileId> ids;
    for (const Paper& paper : PapersFor(basis)) {
      const bool picture = paper.category == EvidenceCategory::kPhoto;
      // Two enterprises hand in one picture: what the reviewer is to notice.
      const auto mark = static_cast<unsigned>(number < 12 ? 1 : number);
      const std::string bytes =
          picture ? demo::SamplePng(200, mark)
                  : demo::SamplePdf("Demonstration " + std::string(domain::Code(paper.category)) +
                                    " " + enterprise.credit_code);
      EvidenceUpload upload{survey.enterprise, paper.category, std::string(paper.title),
                            std::string(paper.title) + (picture ? ".png" : ".pdf"), bytes};
      JIEDUI_ASSIGN(const domain::EvidenceFile file,
                    UploadEvidence(workspace_, ClerkOf(survey), upload));
      ids.push_back({file.id});
    }
    return ids;
  }

  /// Files one and takes it as far as its number says; false where its county has no account.
  Result<bool> File(const Survey& survey, std::size_t number) {
    const auto county = counties_.find(survey.region_code);
    if (county == counties_.end() || survey.activities.empty()) return false;
    const Actor clerk = ClerkOf(survey);
    auto draft = std::make_unique<SignOff>();
    draft->enterprise = survey.enterprise;
    draft->campaign = {campaign_.id};
    draft->basis = BasisOf(survey);
    draft->survey = {survey.id};
    JIEDUI_ASSIGN(draft->evidence, Papers(survey, draft->basis, number));
    clock_.Advance(kHourMs);
    JIEDUI_ASSIGN(const auto stored, CreateRecord(workspace_, clerk, std::move(draft)));
    JIEDUI_CHECK(Move(clerk, county->second, *stored, ReachOf(number)));
    return true;
  }

  Status Move(const Actor& clerk, const Actor& county, Record& sign_off, Reach reach) {
    if (reach == Reach::kDraft) return {};
    JIEDUI_CHECK(Event(clerk, sign_off, "submit"));
    if (reach == Reach::kSubmitted) return {};
    if (reach == Reach::kReturned)
      return Event(county, sign_off, "return", "材料不清晰，请重新扫描并加盖公章");
    JIEDUI_CHECK(Event(county, sign_off, "confirm"));
    if (reach == Reach::kConfirmed) return {};
    JIEDUI_CHECK(Event(county, sign_off, "sign_off"));
    if (reach == Reach::kSigned) {
      signed_ = sign_off.id;
      return {};
    }
    return Event(county, sign_off, "revoke", "经核实研发活动已停止");
  }

  /// The last one signed off reports another revenue afterwards.
  Status ChangeOne() {
    if (signed_ == 0) return {};
    JIEDUI_ASSIGN(const SignOff sign_off, workspace_.store.Get(domain::SignOffId{signed_}));
    JIEDUI_ASSIGN(const domain::Enterprise enterprise, workspace_.store.Get(sign_off.enterprise));
    clock_.Advance(24 * kHourMs);
    JIEDUI_ASSIGN(const auto changed,
                  ChangeRecord(workspace_, domain::Operator(), Kind::kEnterprise, enterprise.id,
                               enterprise.version, [](Record& record) -> Status {
                                 auto& revenue =
                                     static_cast<domain::Enterprise&>(record).revenue_wan;
                                 revenue = revenue.value_or(0) + 100;
                                 return {};
                               }));
    return {};
  }

  Status Check() {
    clock_.Advance(24 * kHourMs);
    JIEDUI_ASSIGN(SpotCheckDraw draw,
                  DrawSpotChecks(workspace_, domain::Operator(), {campaign_.id, 3, "2020-09"}));
    if (draw.checks.empty()) return {};
    const domain::FieldDef* const finding = domain::TypeOf(Kind::kSpotCheck).Find("finding");
    const domain::SpotCheck& first = draw.checks.front();
    JIEDUI_ASSIGN(
        const auto passed,
        PostRecordEvent(workspace_, domain::Operator(), Kind::kSpotCheck, first.id, first.version,
                        {"pass", {}, {{finding, std::string("材料与现场一致")}}}));
    return {};
  }

  Workspace& workspace_;
  base::FixedClock& clock_;
  domain::Campaign campaign_;
  std::map<std::string, Actor> counties_;
  std::int64_t signed_ = 0;
};

}  // namespace

Status MakeDemoSignOffs(Workspace& workspace, base::FixedClock& clock) {
  return SignOffHistory(workspace, clock).Run();
}

}  // namespace jiedui::services
