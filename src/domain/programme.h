#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/enterprise.h"

namespace jiedui::domain {

// What the programme knows of an enterprise besides its roster entry. `region_code` and
// `programme_sector` repeat the enterprise's, so that a reader's scope is a filter on one table;
// the services keep them.

enum class NeedState : std::uint8_t { kOpen, kMatched, kSolved, kDropped };

constexpr std::array<EnumName, 4> kNeedStateNames = {{
    {"open", "待对接", "Open"},
    {"matched", "已对接", "Matched"},
    {"solved", "已解决", "Solved"},
    {"dropped", "已撤回", "Dropped"},
}};
constexpr std::span<const EnumName> NamesOf(NeedState /*tag*/) { return kNeedStateNames; }

struct Need : RecordOf<Kind::kNeed> {
  EnterpriseId enterprise;
  std::string title;
  std::string text;
  std::vector<std::string> fields;
  NeedState state = NeedState::kOpen;
  std::string region_code;
  std::string programme_sector;
};
using NeedId = base::Id<Need>;

enum class GovernmentLevel : std::uint8_t { kNation, kProvince, kCity, kCounty };

constexpr std::array<EnumName, 4> kGovernmentLevelNames = {{
    {"nation", "国家", "Nation"},
    {"province", "省", "Province"},
    {"city", "市", "City"},
    {"county", "县", "County"},
}};
constexpr std::span<const EnumName> NamesOf(GovernmentLevel /*tag*/) {
  return kGovernmentLevelNames;
}

/// A policy (D5), with what makes an enterprise eligible. Empty lists and absent bounds ask for
/// nothing.
struct Policy : RecordOf<Kind::kPolicy> {
  std::string name;
  std::string document_no;  ///< 文号
  GovernmentLevel level = GovernmentLevel::kCity;
  std::string issuer;
  std::optional<base::Date> issued_on;
  std::string text;
  std::vector<std::string> sectors;  ///< programme sectors or GB/T 4754 codes
  std::vector<std::string> fields;
  bool needs_rd = false;  ///< only for enterprises with R&D spending
  std::optional<double> min_revenue_wan;
};
using PolicyId = base::Id<Policy>;

enum class SurveyState : std::uint8_t { kDraft, kSubmitted, kReturned, kConfirmed };

constexpr std::array<EnumName, 4> kSurveyStateNames = {{
    {"draft", "草稿", "Draft"},
    {"submitted", "已提交", "Submitted"},
    {"returned", "已退回", "Returned"},
    {"confirmed", "已确认", "Confirmed"},
}};
constexpr std::span<const EnumName> NamesOf(SurveyState /*tag*/) { return kSurveyStateNames; }

/// 企业创新活动开展情况调查表 (F3): the answers to a version of the form (domain/form.h), and the
/// figures of its three parts, which follow from them (domain/form_answers.h).
struct Survey : RecordOf<Kind::kSurvey> {
  EnterpriseId enterprise;
  std::string period;  ///< `2020` or `2020-07`
  SurveyState state = SurveyState::kDraft;
  std::string form;            ///< code of the version answered
  std::string answers = "{}";  ///< JSON: part → question → value
  std::string institution_name;
  std::string institution_approved_by;
  std::string institution_field;
  std::int64_t institution_count = 0;
  std::int64_t institution_staff = 0;
  double institution_spending_wan = 0;
  double institution_equipment_wan = 0;
  std::string project_name;
  std::string project_source;
  std::int64_t project_staff = 0;
  double project_spending_wan = 0;
  double project_assets_wan = 0;
  std::vector<std::string> activities;  ///< codes of annex 1 and of the 14 tick boxes
  std::string activity_text;
  std::string return_reason;
  std::string remarks = "[]";  ///< what is unlikely in the answers, as JSON, when last submitted
  std::int64_t submitted_by = 0;
  base::TimeMs submitted_ms = 0;
  std::int64_t confirmed_by = 0;
  base::TimeMs confirmed_ms = 0;
  std::string region_code;
  std::string programme_sector;
};
using SurveyId = base::Id<Survey>;

enum class LedgerOwner : std::uint8_t { kEnterprise, kGovernment };

constexpr std::array<EnumName, 2> kLedgerOwnerNames = {{
    {"enterprise", "企业自身", "The enterprise's own"},
    {"government", "政府职能", "The government's"},
}};
constexpr std::span<const EnumName> NamesOf(LedgerOwner /*tag*/) { return kLedgerOwnerNames; }

enum class LedgerState : std::uint8_t { kOpen, kInProgress, kSettled };

constexpr std::array<EnumName, 3> kLedgerStateNames = {{
    {"open", "待办", "Open"},
    {"in_progress", "办理中", "In progress"},
    {"settled", "已办结", "Settled"},
}};
constexpr std::span<const EnumName> NamesOf(LedgerState /*tag*/) { return kLedgerStateNames; }

/// 台账 (D7): one problem of one enterprise.
struct LedgerItem : RecordOf<Kind::kLedgerItem> {
  std::string number;  ///< `2020-0001`
  EnterpriseId enterprise;
  std::string problem;
  LedgerOwner owner = LedgerOwner::kEnterprise;
  std::string department_code;  ///< who answers, for the government's
  std::optional<base::Date> found_on;
  std::optional<base::Date> due_on;
  LedgerState state = LedgerState::kOpen;
  std::string outcome;
  std::string region_code;
  std::string programme_sector;
};

/// What an account may do as the holder of a post.
enum class PostAuthority : std::uint8_t {
  kNone,
  kCityOffice,
  kDepartment,
  kSupportDepartment,
  kCounty,
};

constexpr std::array<EnumName, 5> kPostAuthorityNames = {{
    {"none", "无系统权限", "None"},
    {"city_office", "市推进小组办公室", "City office"},
    {"department", "归口部门", "Responsible department"},
    {"support_department", "支持部门", "Support department"},
    {"county", "县区推进小组", "County group"},
}};
constexpr std::span<const EnumName> NamesOf(PostAuthority /*tag*/) { return kPostAuthorityNames; }

/// A post of the leading group (D1) as one person held it: who, since when, until when. The seat is
/// group, title and organisation; those who held it one after the other are records of their own.
struct Post : RecordOf<Kind::kPost> {
  std::string group_name;
  std::string title;
  std::string organisation;
  std::string holder;
  std::optional<base::Date> held_from;
  std::optional<base::Date> held_until;
  std::int64_t rank = 0;  ///< order in the list, from 1
  bool acting = false;    ///< 代理: stands in for the holder for a while
  std::string duties;
  std::int64_t account = 0;  ///< of the holder; it has the post's authority while it holds it
  PostAuthority authority = PostAuthority::kNone;
  std::string region_code;      ///< scope of a county's post
  std::string department_code;  ///< of a department's
};
using PostId = base::Id<Post>;

enum class ProposalState : std::uint8_t { kOpen, kSettled };

constexpr std::array<EnumName, 2> kProposalStateNames = {{
    {"open", "待定", "Open"},
    {"settled", "已定", "Settled"},
}};
constexpr std::span<const EnumName> NamesOf(ProposalState /*tag*/) { return kProposalStateNames; }

/// The work list of enterprises whose sector the program would only be guessing.
struct SectorProposal : RecordOf<Kind::kSectorProposal> {
  EnterpriseId enterprise;
  std::string sector_code;
  std::string programme_sector_proposed;
  double confidence = 0;
  std::vector<std::string> evidence;  ///< the words that decided
  ProposalState state = ProposalState::kOpen;
  std::string region_code;
};

}  // namespace jiedui::domain
