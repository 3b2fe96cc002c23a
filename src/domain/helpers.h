#pragma once

#include <string>
#include <vector>

#include "domain/enterprise.h"

namespace jiedui::domain {

/// How far a helper's standing reaches, lowest first.
enum class Level : std::uint8_t { kNone, kEnterprise, kCity, kProvince, kNation };

constexpr std::array<EnumName, 5> kLevelNames = {{
    {"none", "未定级", "None"},
    {"enterprise", "企业级", "Enterprise"},
    {"city", "市级", "City"},
    {"province", "省级", "Province"},
    {"nation", "国家级", "Nation"},
}};
constexpr std::span<const EnumName> NamesOf(Level /*tag*/) { return kLevelNames; }

/// What every helper other than an enterprise has.
template <Kind K>
struct HelperRecord : RecordOf<K> {
  std::string name;
  std::string organisation;          ///< the university, institute or host it belongs to
  std::string region_code;           ///< where it works; empty is the whole city
  std::vector<std::string> sectors;  ///< GB/T 4754 codes or programme sectors it knows
  std::vector<std::string> fields;   ///< fields of research or service, in words
  std::string description;
  Level level = Level::kNone;
  std::int64_t capacity = 0;  ///< how many enterprises it takes; 0 takes nobody
};

struct Expert : HelperRecord<Kind::kExpert> {
  std::string title;         ///< 职称
  bool talent_pool = false;  ///< 市人才储备库
  std::string phone;
};
using ExpertId = base::Id<Expert>;

struct Team : HelperRecord<Kind::kTeam> {
  ExpertId leader;
  std::vector<ExpertId> members;
};
using TeamId = base::Id<Team>;

struct Alliance : HelperRecord<Kind::kAlliance> {
  EnterpriseId leading_enterprise;
  std::vector<EnterpriseId> members;
  std::vector<ExpertId> committee;  ///< 专家委员会
};
using AllianceId = base::Id<Alliance>;

struct Platform : HelperRecord<Kind::kPlatform> {
  EnterpriseId host_enterprise;  ///< where an enterprise runs it
};
using PlatformId = base::Id<Platform>;

/// County team that goes into enterprises (D4): three members, at least one 科级.
struct WorkTeam : HelperRecord<Kind::kWorkTeam> {};
using WorkTeamId = base::Id<WorkTeam>;

/// 市级包联工作组 (D3): five members, at least one 处级 and one professional.
struct CityGroup : RecordOf<Kind::kCityGroup> {
  std::string name;
  std::string lead_department;
  std::vector<std::string> regions;  ///< region codes it covers
};
using CityGroupId = base::Id<CityGroup>;

/// 干部级别, lowest first.
enum class CadreRank : std::uint8_t { kNone, kSection, kDivision };

constexpr std::array<EnumName, 3> kCadreRankNames = {{
    {"none", "无", "None"},
    {"section", "科级", "Section level"},
    {"division", "处级", "Division level"},
}};
constexpr std::span<const EnumName> NamesOf(CadreRank /*tag*/) { return kCadreRankNames; }

/// A member of a work team or a city group: exactly one of the two is set.
struct GroupMember : RecordOf<Kind::kGroupMember> {
  WorkTeamId work_team;
  CityGroupId city_group;
  std::string name;
  std::string organisation;
  CadreRank rank = CadreRank::kNone;
  bool professional = false;  ///< from a university, institute or platform
  std::string phone;
};

/// What a helper can do or has achieved; the helping side of a need.
struct Capability : RecordOf<Kind::kCapability> {
  Kind owner_kind = Kind::kExpert;
  std::int64_t owner_id = 0;
  std::string title;
  std::string text;
  std::vector<std::string> sectors;
};

/// 回避关系: these two are never paired.
enum class ConflictKind : std::uint8_t { kCompetitor, kSameGroup, kKinship, kDeclared };

constexpr std::array<EnumName, 4> kConflictKindNames = {{
    {"competitor", "竞争关系", "Competitors"},
    {"same_group", "同一集团", "Same group"},
    {"kinship", "股权关联", "Kinship of ownership"},
    {"declared", "申报回避", "Declared"},
}};
constexpr std::span<const EnumName> NamesOf(ConflictKind /*tag*/) { return kConflictKindNames; }

struct Conflict : RecordOf<Kind::kConflict> {
  Kind a_kind = Kind::kEnterprise;
  std::int64_t a_id = 0;
  Kind b_kind = Kind::kEnterprise;
  std::int64_t b_id = 0;
  ConflictKind conflict = ConflictKind::kDeclared;
  std::string note;
};

}  // namespace jiedui::domain
