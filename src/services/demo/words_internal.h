#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "domain/helpers.h"
#include "domain/leads.h"
#include "domain/programme.h"
#include "domain/reference.h"
#include "domain/user.h"
#include "domain/visit.h"
#include "services/demo/demo_city.h"

namespace jiedui::services::demo {

using Texts = std::vector<std::string>;
using Positions = std::vector<std::size_t>;

/// One of the city's areas (county or zone).
struct Area {
  std::string name;
  std::string region_code;
  Texts prefixes;         ///< what its enterprises' names begin with
  std::string authority;  ///< the fictional registration authority of its credit codes
  std::string park;       ///< where its addresses are
};

/// A programme sector, or the technologies of all sectors together (`programme_sector` empty).
struct Industry {
  std::string name;
  std::string programme_sector;
  std::int64_t innovating_percent = 0;
  std::int64_t experts = 0;          ///< share of the experts
  std::int64_t top_rd_permille = 0;  ///< highest R&D spending, permille of revenue
  Positions lines;
  Texts fields;  ///< fields of technology, in the order of problems.tsv
};

/// A line of business: one GB/T 4754 class and what is made in it.
struct Line {
  std::string key;
  std::size_t industry = 0;
  std::string code;
  Texts words;  ///< the trade in an enterprise's name
  Texts products;
  std::string scope;
  std::vector<std::int64_t> share;  ///< per area
  std::int64_t revenue_wan = 0;     ///< median
  std::int64_t per_head_wan = 0;    ///< revenue per employee
};

/// What enterprises of some lines lack, and who could help with what.
struct Problem {
  std::size_t industry = 0;
  Positions lines;
  std::string field;
  std::string need;
  std::string text;
  std::string solution;
  std::string result;
};

struct Institution {
  std::string name;
  std::string kind;         ///< university, institute, center
  std::string region_code;  ///< empty outside the city
  Positions industries;
};

struct TeamWords {
  std::string name;
  std::size_t industry = 0;
  Texts fields;
  std::string organisation;
};

struct AllianceWords {
  std::string name;
  Positions lines;
  std::string description;
};

struct PlatformWords {
  std::string name;
  domain::Level level = domain::Level::kCity;
  Positions industries;
  Texts fields;
  std::optional<std::size_t> host_line;
  std::string organisation;
  std::string description;
};

struct GroupWords {
  std::string name;
  std::string brand;
  Positions lines;
  std::int64_t size = 0;
};

struct CityGroupWords {
  std::string name;
  std::string lead;  ///< department code
  std::string lead_name;
  Positions areas;
};

struct PolicyWords {
  std::string name;
  domain::GovernmentLevel level = domain::GovernmentLevel::kCity;
  std::string issuer;
  std::int64_t months_ago = 0;
  Positions industries;
  Texts fields;
  bool needs_rd = false;
  std::optional<double> min_revenue_wan;
  std::string text;
};

struct LedgerWords {
  domain::LedgerOwner owner = domain::LedgerOwner::kEnterprise;
  std::string department;  ///< code; empty for the county's
  Positions industries;    ///< empty is all
  std::string problem;
  std::string outcome;
};

struct VisitWords {
  domain::VisitWay way = domain::VisitWay::kOnSite;
  std::string subject;
  std::string findings;
};

struct PostWords {
  std::string title;
  std::string holder;
  std::string organisation;
};

/// A direction of annex 1 or a tick box of annex 3, and in how many of 100 surveys it is named.
struct ActivityWords {
  std::string code;
  std::int64_t institution_percent = 0;  ///< where there is an R&D institution
  std::int64_t research_percent = 0;     ///< where there is R&D activity
  std::int64_t other_percent = 0;        ///< where there is other innovation activity
};

struct UserWords {
  std::string login;
  std::string display_name;
  domain::Role role = domain::Role::kAuditor;
  std::string region_code;
  std::string department_code;
  std::string own;  ///< `kind` or `enterprise:innovation`; empty where the account is nobody's
  std::size_t rank = 0;
};

struct EquipmentWords {
  std::string name;
  std::string model;
  Positions industries;
  std::string description;
  std::string terms;
};

struct FundWords {
  std::string name;
  std::string issuer;
  Texts activities;
  std::int64_t most_wan = 0;
  std::string text;
};

struct PilotWords {
  domain::PilotKind kind = domain::PilotKind::kInnovation;
  std::string title;
  std::string experience;
};

struct ProjectWords {
  domain::ChainType chain = domain::ChainType::kBuild;
  std::string title;
  std::string description;
  std::string result;
};

struct GuidanceWords {
  domain::Kind helper = domain::Kind::kExpert;
  std::string subject;
  std::string content;
  std::string outcome;
};

/// What names are made of.
struct NameParts {
  Texts surnames, first, second;
  Texts scope_extras;
  Texts offices;  ///< a county's offices that send members to work teams
  Texts legal_forms;
  Texts need_closings;  ///< last sentences of needs
  Texts titles;         ///< experts', more frequent ones several times
  Texts brands;
};

/// data/demo, read and resolved against the reference data. Positions index the vectors here.
struct Words {
  std::vector<Area> areas;
  std::vector<Industry> industries;
  std::vector<Line> lines;
  std::vector<Problem> problems;
  std::vector<Institution> institutions;
  std::vector<TeamWords> teams;
  std::vector<AllianceWords> alliances;
  std::vector<PlatformWords> platforms;
  std::vector<GroupWords> groups;
  std::vector<CityGroupWords> city_groups;
  std::vector<PolicyWords> policies;
  std::vector<LedgerWords> ledger;
  std::vector<VisitWords> visits;
  std::vector<PostWords> posts;
  std::vector<UserWords> users;
  std::vector<ActivityWords> activities;
  std::vector<EquipmentWords> equipment;
  std::vector<FundWords> funds;
  std::vector<PilotWords> pilots;
  std::vector<ProjectWords> projects;
  std::vector<GuidanceWords> guidance;
  NameParts names;
};

/// Is there of everything what the steps draw from? kInvalid names file and entry that lacks it.
base::Status CheckWords(const Words& words);

/// kInvalid names file, line and column at fault.
base::Result<Words> ParseWords(const domain::Reference& reference, const DemoInputs& inputs);

}  // namespace jiedui::services::demo
