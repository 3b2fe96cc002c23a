#include "services/sign_off_check.h"

#include <algorithm>

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::EvidenceFile;
using domain::EvidenceRule;
using domain::Kind;
using domain::Record;
using domain::RuleAsks;
using domain::SignOff;
using domain::Survey;

/// What the rules look at, read once.
struct Ground {
  std::unique_ptr<Record> enterprise;
  std::unique_ptr<Record> survey;  ///< null where there is none
  bool confirmed = false;          ///< it is, and of the campaign's year
  std::vector<EvidenceFile> files;
};

bool OfYear(const Survey& survey, std::int64_t year) {
  return survey.period.starts_with(std::to_string(year));
}

bool IsConfirmed(const Survey& survey) { return survey.state == domain::SurveyState::kConfirmed; }

/// The survey that the sign-off names, or the latest confirmed one of the year.
Result<std::unique_ptr<Record>> FindSurvey(const store::Reader& reader, const SignOff& sign_off,
                                           std::int64_t year) {
  if (sign_off.survey) {
    auto named = reader.Get(Kind::kSurvey, sign_off.survey.value);
    if (named || named.error().code != ErrorCode::kNotFound) return named;
    return std::unique_ptr<Record>();
  }
  JIEDUI_ASSIGN(const std::vector<Survey> surveys,
                reader.All<Survey>({store::Equals("enterprise", sign_off.enterprise.value)}));
  const Survey* latest = nullptr;
  for (const Survey& survey : surveys) {
    if (!OfYear(survey, year) || !IsConfirmed(survey)) continue;
    if (latest == nullptr || latest->period < survey.period) latest = &survey;
  }
  if (latest == nullptr) return std::unique_ptr<Record>();
  return std::unique_ptr<Record>(std::make_unique<Survey>(*latest));
}

Result<Ground> ReadGround(const store::Reader& reader, const SignOff& sign_off,
                          const domain::Campaign& campaign) {
  Ground ground;
  JIEDUI_ASSIGN(ground.enterprise, reader.Get(Kind::kEnterprise, sign_off.enterprise.value));
  JIEDUI_ASSIGN(ground.survey, FindSurvey(reader, sign_off, campaign.year));
  if (ground.survey != nullptr) {
    const auto& survey = static_cast<const Survey&>(*ground.survey);
    ground.confirmed = IsConfirmed(survey) && OfYear(survey, campaign.year);
  }
  std::vector<std::int64_t> ids;
  for (const domain::EvidenceFileId id : sign_off.evidence) ids.push_back(id.value);
  JIEDUI_ASSIGN(const auto files, reader.GetMany(Kind::kEvidenceFile, ids));
  for (const auto& file : files) ground.files.push_back(static_cast<const EvidenceFile&>(*file));
  return ground;
}

/// Filled, and above 0 where it is a figure.
bool Filled(const Record* record, const std::string& name) {
  if (record == nullptr) return false;
  const domain::Value value = domain::TypeOf(record->kind()).Find(name)->get(*record);
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return *whole > 0;
  if (const auto* number = std::get_if<double>(&value)) return *number > 0;
  return !domain::IsEmpty(value);
}

bool IsMet(const EvidenceRule& rule, const Ground& ground) {
  if (rule.asks == RuleAsks::kConfirmed) return ground.confirmed;
  return std::any_of(rule.any_of.begin(), rule.any_of.end(), [&](const std::string& name) {
    if (rule.asks == RuleAsks::kEnterprise) return Filled(ground.enterprise.get(), name);
    if (rule.asks == RuleAsks::kSurvey) return Filled(ground.survey.get(), name);
    return std::any_of(ground.files.begin(), ground.files.end(), [&](const EvidenceFile& file) {
      return domain::Code(file.category) == name;
    });
  });
}

std::string FieldOf(const EvidenceRule& rule) {
  std::string field;
  for (const std::string& name : rule.any_of) field += (field.empty() ? "" : "|") + name;
  return rule.asks == RuleAsks::kConfirmed ? "survey" : field;
}

}  // namespace

Result<SignOffCheck> CheckSignOff(const domain::Reference& reference, const store::Reader& reader,
                                  const SignOff& sign_off) {
  JIEDUI_ASSIGN(const domain::Campaign campaign, reader.Get(sign_off.campaign));
  JIEDUI_ASSIGN(const Ground ground, ReadGround(reader, sign_off, campaign));
  SignOffCheck check;
  check.survey_id = ground.survey == nullptr ? 0 : ground.survey->id;
  if (campaign.state == domain::CampaignState::kClosed)
    check.missing.push_back(
        {"campaign", "campaign", "进行中的行动（“" + campaign.name + "”已结束）"});
  for (const EvidenceRule& rule : reference.evidence_rules()) {
    const bool asked =
        std::find(rule.bases.begin(), rule.bases.end(), sign_off.basis) != rule.bases.end();
    if (!asked || IsMet(rule, ground)) continue;
    check.missing.push_back({domain::Code(rule.asks), FieldOf(rule), rule.zh});
  }
  for (const EvidenceFile& file : ground.files) {
    if (file.reused)
      check.warnings.push_back(
          {"reused", "evidence", "材料“" + file.title + "”与其他企业提交的文件相同"});
  }
  return check;
}

Status RequireComplete(const SignOffCheck& check) {
  if (check.missing.empty()) return {};
  std::string message = "还缺 " + std::to_string(check.missing.size()) + " 项: ";
  std::size_t number = 0;
  for (const SignOffFinding& finding : check.missing) {
    if (number > 0) message += "；";
    message += "(" + std::to_string(++number) + ") " + finding.message;
  }
  return Fail(ErrorCode::kUnprocessable, message, check.missing.front().field);
}

}  // namespace jiedui::services
