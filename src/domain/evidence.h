#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/month.h"
#include "domain/programme.h"

namespace jiedui::domain {

// What proves that an enterprise innovates, and its sign-off (E3, F4).

/// What an evidence file proves.
enum class EvidenceCategory : std::uint8_t {
  kInstitutionApproval,
  kInstitutionSetup,
  kProjectApproval,
  kSpendingProof,
  kCooperation,
  kAchievement,
  kEquipment,
  kPhoto,
  kOther
};

constexpr std::array<EnumName, 9> kEvidenceCategoryNames = {{
    {"institution_approval", "研发机构批准文件", "Approval of an R&D institution"},
    {"institution_setup", "自建机构文件", "Set-up of an own institution"},
    {"project_approval", "项目立项文件", "Approval of a project"},
    {"spending_proof", "研发费用凭证", "Proof of R&D spending"},
    {"cooperation", "合作协议", "Cooperation agreement"},
    {"achievement", "专利、成果", "Patent or achievement"},
    {"equipment", "仪器设备", "Equipment"},
    {"photo", "现场照片", "Photograph"},
    {"other", "其他", "Other"},
}};
constexpr std::span<const EnumName> NamesOf(EvidenceCategory /*tag*/) {
  return kEvidenceCategoryNames;
}

/// A file kept by the hash of its content (证明材料).
struct EvidenceFile : RecordOf<Kind::kEvidenceFile> {
  EnterpriseId enterprise;
  EvidenceCategory category = EvidenceCategory::kOther;
  std::string title;
  std::string file_name;
  std::string media_type;  ///< as sniffed from the content
  std::int64_t size_bytes = 0;
  std::string digest;  ///< BLAKE2b-256 of the content, hex
  bool reused = false;
  std::int64_t uploaded_by = 0;
  std::string region_code;
  std::string programme_sector;
};
using EvidenceFileId = base::Id<EvidenceFile>;

/// By which of the three an enterprise is signed off (E3).
enum class SignOffBasis : std::uint8_t { kInstitution, kRdActivity, kOtherActivity };

constexpr std::array<EnumName, 3> kSignOffBasisNames = {{
    {"institution", "有研发机构", "Has an R&D institution"},
    {"rd_activity", "有研发活动", "Has R&D activity"},
    {"other_activity", "有其他创新活动", "Has other innovation activity"},
}};
constexpr std::span<const EnumName> NamesOf(SignOffBasis /*tag*/) { return kSignOffBasisNames; }

enum class SignOffState : std::uint8_t {
  kDraft,
  kSubmitted,
  kReturned,
  kConfirmed,
  kSignedOff,
  kRevoked
};

constexpr std::array<EnumName, 6> kSignOffStateNames = {{
    {"draft", "草稿", "Draft"},
    {"submitted", "待县区审核", "Submitted"},
    {"returned", "已退回", "Returned"},
    {"confirmed", "县区已确认", "Confirmed"},
    {"signed_off", "已销号", "Signed off"},
    {"revoked", "已撤销", "Revoked"},
}};
constexpr std::span<const EnumName> NamesOf(SignOffState /*tag*/) { return kSignOffStateNames; }

/// 销号: one enterprise of one campaign, from the evidence to the entry in annex 4.
struct SignOff : RecordOf<Kind::kSignOff> {
  EnterpriseId enterprise;
  CampaignId campaign;
  SignOffBasis basis = SignOffBasis::kInstitution;
  SignOffState state = SignOffState::kDraft;
  base::Id<Survey> survey;
  std::vector<EvidenceFileId> evidence;
  std::string note;
  std::int64_t submitted_by = 0;
  base::TimeMs submitted_ms = 0;
  std::int64_t confirmed_by = 0;
  base::TimeMs confirmed_ms = 0;
  std::int64_t signed_by = 0;
  base::TimeMs signed_ms = 0;
  std::string reason;
  std::string snapshot;  ///< what was confirmed, as JSON
  std::string snapshot_digest;
  bool voided = false;
  std::string region_code;
  std::string programme_sector;
};
using SignOffId = base::Id<SignOff>;

enum class SpotCheckState : std::uint8_t { kOpen, kPassed, kFailed };

constexpr std::array<EnumName, 3> kSpotCheckStateNames = {{
    {"open", "待核查", "Open"},
    {"passed", "通过", "Passed"},
    {"failed", "不通过", "Failed"},
}};
constexpr std::span<const EnumName> NamesOf(SpotCheckState /*tag*/) { return kSpotCheckStateNames; }

/// 抽查: one sign-off drawn at random by the city.
struct SpotCheck : RecordOf<Kind::kSpotCheck> {
  std::string number;
  EnterpriseId enterprise;
  SignOffId sign_off;
  CampaignId campaign;
  std::string seed;               ///< with the population it reproduces the sample
  std::int64_t population = 0;    ///< signed-off enterprises that could have been drawn
  std::string population_digest;  ///< of their sign-offs' ids
  SpotCheckState state = SpotCheckState::kOpen;
  std::string finding;
  std::int64_t checked_by = 0;
  base::TimeMs checked_ms = 0;
  std::string region_code;
  std::string programme_sector;
};
using SpotCheckId = base::Id<SpotCheck>;

}  // namespace jiedui::domain
