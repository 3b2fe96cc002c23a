#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/programme.h"

namespace jiedui::domain {

// What leads the others: key technologies, projects, pilots; funds and listings (C1 … C3, E4 … E6).

enum class TechnologyScope : std::uint8_t { kCommon, kKey };

constexpr std::array<EnumName, 2> kTechnologyScopeNames = {{
    {"common", "共性技术", "Common"},
    {"key", "关键技术", "Key"},
}};
constexpr std::span<const EnumName> NamesOf(TechnologyScope /*tag*/) {
  return kTechnologyScopeNames;
}

/// The directory that a technology is nominated for.
enum class Directory : std::uint8_t {
  kNone,
  kProvincial,
  kGreenEnergy,
  kAdvancedManufacturing,
  kDigital
};

constexpr std::array<EnumName, 5> kDirectoryNames = {{
    {"none", "未确定", "None"},
    {"provincial", "省级关键核心技术目录", "Provincial directory"},
    {"green_energy", "绿色能源", "Green energy"},
    {"advanced_manufacturing", "先进制造", "Advanced manufacturing"},
    {"digital", "数字产业", "Digital industry"},
}};
constexpr std::span<const EnumName> NamesOf(Directory /*tag*/) { return kDirectoryNames; }

enum class NominationState : std::uint8_t { kDraft, kNominated, kRecommended, kListed, kRefused };

constexpr std::array<EnumName, 5> kNominationStateNames = {{
    {"draft", "拟提出", "Draft"},
    {"nominated", "已申报", "Nominated"},
    {"recommended", "已推荐", "Recommended"},
    {"listed", "已入选", "Listed"},
    {"refused", "未入选", "Refused"},
}};
constexpr std::span<const EnumName> NamesOf(NominationState /*tag*/) {
  return kNominationStateNames;
}

/// 关键技术: distilled from needs (C1).
struct Technology : RecordOf<Kind::kTechnology> {
  std::string title;
  std::string description;
  TechnologyScope scope = TechnologyScope::kKey;
  std::vector<std::string> sectors;
  std::vector<std::string> fields;
  std::vector<NeedId> needs;
  std::string workers;
  Directory directory = Directory::kNone;
  std::int64_t year = 0;
  NominationState state = NominationState::kDraft;
  std::string reason;
};
using TechnologyId = base::Id<Technology>;

/// What a project does to the industry chain.
enum class ChainType : std::uint8_t { kBuild, kExtend, kFill, kStrengthen, kUpgrade };

constexpr std::array<EnumName, 5> kChainTypeNames = {{
    {"build", "建链", "Build"},
    {"extend", "延链", "Extend"},
    {"fill", "补链", "Fill gaps"},
    {"strengthen", "强链", "Strengthen"},
    {"upgrade", "提链", "Upgrade"},
}};
constexpr std::span<const EnumName> NamesOf(ChainType /*tag*/) { return kChainTypeNames; }

enum class ProjectState : std::uint8_t {
  kPool,
  kNominated,
  kApproved,
  kRunning,
  kFinished,
  kStopped
};

constexpr std::array<EnumName, 6> kProjectStateNames = {{
    {"pool", "储备", "In the pool"},
    {"nominated", "已申报", "Nominated"},
    {"approved", "已立项", "Approved"},
    {"running", "实施中", "Running"},
    {"finished", "已完成", "Finished"},
    {"stopped", "已终止", "Stopped"},
}};
constexpr std::span<const EnumName> NamesOf(ProjectState /*tag*/) { return kProjectStateNames; }

/// 技术创新项目 (C2).
struct Project : RecordOf<Kind::kProject> {
  EnterpriseId enterprise;
  std::string title;
  ChainType chain = ChainType::kBuild;
  std::string description;
  std::int64_t year = 0;
  double total_wan = 0;
  double funded_wan = 0;
  std::optional<base::Date> starts_on;
  std::optional<base::Date> ends_on;
  std::vector<std::string> milestones;  ///< `2020-09 样机试制`
  std::string progress;
  std::string result;
  ProjectState state = ProjectState::kPool;
  std::string reason;
  std::string region_code;
  std::string programme_sector;
};
using ProjectId = base::Id<Project>;

enum class PilotKind : std::uint8_t { kInnovation, kSmart, kCentre, kBigData, kOther };

constexpr std::array<EnumName, 5> kPilotKindNames = {{
    {"innovation", "技术创新示范", "Technical innovation"},
    {"smart", "智能制造", "Smart manufacturing"},
    {"centre", "制造业创新中心", "Manufacturing innovation centre"},
    {"big_data", "大数据", "Big data"},
    {"other", "其他", "Other"},
}};
constexpr std::span<const EnumName> NamesOf(PilotKind /*tag*/) { return kPilotKindNames; }

enum class PilotState : std::uint8_t { kProposed, kNominated, kRecognised, kRefused };

constexpr std::array<EnumName, 4> kPilotStateNames = {{
    {"proposed", "拟培育", "Proposed"},
    {"nominated", "已申报", "Nominated"},
    {"recognised", "已认定", "Recognised"},
    {"refused", "未认定", "Refused"},
}};
constexpr std::span<const EnumName> NamesOf(PilotState /*tag*/) { return kPilotStateNames; }

/// 试点示范, and the experience that it wrote up (C3).
struct Pilot : RecordOf<Kind::kPilot> {
  EnterpriseId enterprise;
  std::string title;
  PilotKind pilot_kind = PilotKind::kInnovation;
  GovernmentLevel level = GovernmentLevel::kCity;
  std::int64_t year = 0;
  std::string experience;
  bool shared = false;
  PilotState state = PilotState::kProposed;
  std::string reason;
  std::string region_code;
  std::string programme_sector;
};
using PilotId = base::Id<Pilot>;

/// A fund, and the innovation activities that open it (E4).
struct Fund : RecordOf<Kind::kFund> {
  std::string name;
  std::string issuer;
  std::vector<std::string> activities;  ///< codes of annex 1
  std::string text;
  std::optional<double> most_wan;
  std::optional<base::Date> opens_on;
  std::optional<base::Date> closes_on;
};
using FundId = base::Id<Fund>;

enum class ApplicationState : std::uint8_t { kDraft, kSubmitted, kApproved, kRefused, kPaid };

constexpr std::array<EnumName, 5> kApplicationStateNames = {{
    {"draft", "拟申报", "Draft"},
    {"submitted", "已申报", "Submitted"},
    {"approved", "已批准", "Approved"},
    {"refused", "未批准", "Refused"},
    {"paid", "已兑现", "Paid"},
}};
constexpr std::span<const EnumName> NamesOf(ApplicationState /*tag*/) {
  return kApplicationStateNames;
}

/// What an enterprise asked for and got, of a fund or by a policy (E4, E5).
struct FundApplication : RecordOf<Kind::kFundApplication> {
  EnterpriseId enterprise;
  Kind source_kind = Kind::kFund;
  std::int64_t source_id = 0;
  double asked_wan = 0;
  double granted_wan = 0;
  std::optional<base::Date> applied_on;
  ApplicationState state = ApplicationState::kDraft;
  std::string reason;
  std::string region_code;
  std::string programme_sector;
};
using FundApplicationId = base::Id<FundApplication>;

/// Where shares are listed.
enum class Board : std::uint8_t { kStar, kNeeq, kInnovation };

constexpr std::array<EnumName, 3> kBoardNames = {{
    {"star", "科创板", "STAR Market"},
    {"neeq", "新三板", "NEEQ"},
    {"innovation", "企业创新板", "Innovation board"},
}};
constexpr std::span<const EnumName> NamesOf(Board /*tag*/) { return kBoardNames; }

enum class ListingState : std::uint8_t { kCandidate, kRecommended, kFiled, kListed, kDropped };

constexpr std::array<EnumName, 5> kListingStateNames = {{
    {"candidate", "候选", "Candidate"},
    {"recommended", "已推荐", "Recommended"},
    {"filed", "已申报", "Filed"},
    {"listed", "已上市挂牌", "Listed"},
    {"dropped", "已退出", "Dropped"},
}};
constexpr std::span<const EnumName> NamesOf(ListingState /*tag*/) { return kListingStateNames; }

/// 上市挂牌后备企业 (E6).
struct Listing : RecordOf<Kind::kListing> {
  EnterpriseId enterprise;
  Board board = Board::kInnovation;
  std::string grounds;
  ListingState state = ListingState::kCandidate;
  std::string reason;
  std::string region_code;
  std::string programme_sector;
};
using ListingId = base::Id<Listing>;

}  // namespace jiedui::domain
