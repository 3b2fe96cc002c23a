#pragma once

#include <array>
#include <cstdint>

#include "domain/names.h"

namespace jiedui::domain {

/// What a record is. The code is the singular name used in JSON, the index and `KIND:ID`.
enum class Kind : std::uint8_t {
  kEnterprise,
  kExpert,
  kTeam,
  kAlliance,
  kPlatform,
  kWorkTeam,
  kCityGroup,
  kGroupMember,
  kNeed,
  kCapability,
  kPolicy,
  kSurvey,
  kLedgerItem,
  kPost,
  kConflict,
  kSectorProposal,
  kPlan,
  kPairing,
  kUncovered,
  kUser,
  kCampaign,
  kTarget,
  kEvidenceFile,
  kSignOff,
  kSpotCheck,
  kVisit,
  kMonthlyReport,
  kCircular,
  kWorkPlan,
  kPlanTask,
  kEquipment,
  kBooking,
  kGuidance,
  kTechnology,
  kProject,
  kPilot,
  kFund,
  kFundApplication,
  kListing,
  kReminder,
  kWebhook,
};

constexpr std::array<EnumName, 41> kKindNames = {{
    {"enterprise", "企业", "Enterprise"},
    {"expert", "专家", "Expert"},
    {"team", "专家团队", "Expert team"},
    {"alliance", "产业联盟", "Industry alliance"},
    {"platform", "创新平台", "Innovation platform"},
    {"work_team", "入企工作小组", "In-enterprise work team"},
    {"city_group", "市级包联工作组", "City group"},
    {"group_member", "工作组成员", "Group member"},
    {"need", "创新需求", "Need"},
    {"capability", "能力与成果", "Capability"},
    {"policy", "政策", "Policy"},
    {"survey", "调查表", "Survey"},
    {"ledger_item", "台账问题", "Ledger item"},
    {"post", "职务", "Post"},
    {"conflict", "回避关系", "Conflict"},
    {"sector_proposal", "行业待定", "Sector proposal"},
    {"plan", "对接方案", "Plan"},
    {"pairing", "结对", "Pairing"},
    {"uncovered", "未覆盖", "Uncovered enterprise"},
    {"user", "用户", "User"},
    {"campaign", "行动", "Campaign"},
    {"target", "目标", "Target"},
    {"evidence_file", "证明材料", "Evidence file"},
    {"sign_off", "销号", "Sign-off"},
    {"spot_check", "抽查", "Spot check"},
    {"visit", "对接", "Visit"},
    {"monthly_report", "月报", "Monthly report"},
    {"circular", "通报", "Circular"},
    {"work_plan", "推进方案", "Work plan"},
    {"plan_task", "任务", "Task"},
    {"equipment", "共享设备", "Shared equipment"},
    {"booking", "设备预约", "Booking"},
    {"guidance", "指导记录", "Guidance"},
    {"technology", "关键技术", "Key technology"},
    {"project", "技术创新项目", "Innovation project"},
    {"pilot", "试点示范", "Pilot"},
    {"fund", "扶持资金", "Fund"},
    {"fund_application", "资金申请", "Application for funds"},
    {"listing", "上市后备", "Listing candidate"},
    {"reminder", "催办提醒", "Reminder"},
    {"webhook", "变更推送", "Webhook"},
}};
constexpr std::span<const EnumName> NamesOf(Kind /*tag*/) { return kKindNames; }

/// The pairings of system S3: who is suggested to an enterprise.
enum class PairKind : std::uint8_t {
  kEnterprise,
  kExpert,
  kTeam,
  kAlliance,
  kPlatform,
  kWorkTeam,
  kPolicy,
};

constexpr std::array<EnumName, 7> kPairKindNames = {{
    {"enterprise-enterprise", "企业帮扶企业", "Enterprise → enterprise"},
    {"expert-enterprise", "专家指导企业", "Expert → enterprise"},
    {"team-enterprise", "专家团队指导企业", "Expert team → enterprise"},
    {"alliance-enterprise", "联盟引导企业", "Alliance → enterprise"},
    {"platform-enterprise", "平台辅导企业", "Platform → enterprise"},
    {"work_team-enterprise", "工作小组入企", "Work team → enterprise"},
    {"policy-enterprise", "政策匹配企业", "Policy → enterprise"},
}};
constexpr std::span<const EnumName> NamesOf(PairKind /*tag*/) { return kPairKindNames; }

/// The kind of the helping side.
constexpr Kind HelperKind(PairKind pair) {
  constexpr std::array<Kind, 7> kHelpers = {Kind::kEnterprise, Kind::kExpert,   Kind::kTeam,
                                            Kind::kAlliance,   Kind::kPlatform, Kind::kWorkTeam,
                                            Kind::kPolicy};
  return kHelpers[static_cast<std::size_t>(pair)];
}

/// The pair kind whose helper is of that kind; nothing for a kind that helps nobody.
constexpr std::optional<PairKind> PairKindOfHelper(Kind helper) {
  for (std::size_t i = 0; i < kPairKindNames.size(); ++i) {
    if (HelperKind(static_cast<PairKind>(i)) == helper) return static_cast<PairKind>(i);
  }
  return std::nullopt;
}

}  // namespace jiedui::domain
