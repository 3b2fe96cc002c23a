#include "services/demo/draft_internal.h"

namespace jiedui::services::demo {
namespace {

using domain::CadreRank;

constexpr std::size_t kWorkTeamSize = 3;   // D4
constexpr std::size_t kCityGroupSize = 5;  // D3

domain::GroupMember& AddMember(Draft& draft, const std::string& organisation, Random& random) {
  domain::GroupMember& member = draft.Add<domain::GroupMember>();
  member.name = draft.Person(random);
  member.organisation = organisation;
  member.phone = draft.Phone();
  return member;
}

/// Three members, the first of 科级, now and then a second one.
void AddMembers(Draft& draft, const domain::WorkTeam& team, const Area& area, Random& random) {
  std::set<std::string> names;
  for (std::size_t i = 0; i < kWorkTeamSize; ++i) {
    const std::string office = area.name + random.Pick(draft.words.names.offices) + "（演示）";
    domain::GroupMember& member = AddMember(draft, office, random);
    while (!names.insert(member.name).second) member.name = draft.Person(random);
    member.work_team = {team.id};
    if (i == 0 || random.Percent(15)) member.rank = CadreRank::kSection;
  }
}

/// The area's enterprises, neighbours by sector, cut into as many parts as there are teams.
std::vector<Positions> Rounds(const Draft& draft, std::size_t area) {
  Positions members;
  for (std::size_t i = 0; i < draft.enterprises.size(); ++i) {
    if (draft.enterprises[i].area == area) members.push_back(i);
  }
  const auto load = static_cast<std::size_t>(draft.options.work_team_load);
  const std::size_t teams = (members.size() + load - 1) / load;
  std::vector<Positions> rounds(teams);
  for (std::size_t i = 0; i < members.size(); ++i) {
    rounds[i * teams / members.size()].push_back(members[i]);
  }
  return rounds;
}

void AddWorkTeam(Draft& draft, const Area& area, std::size_t number, const Positions& round,
                 Random& random) {
  Positions industries;
  for (const std::size_t i : round) {
    const std::size_t industry = draft.LineOf(draft.enterprises[i]).industry;
    if (industries.empty() || industries.back() != industry) industries.push_back(industry);
  }
  domain::WorkTeam& team = draft.Add<domain::WorkTeam>();
  team.name = area.name + "第" + std::to_string(number) + "入企工作小组（演示）";
  team.organisation = area.name + "创新活动推进小组（演示）";
  team.region_code = area.region_code;
  team.sectors = draft.SectorsOf(industries);
  team.fields = {"政策宣讲", "问题收集", "对接协调"};
  team.description = "对口联系" + area.name + "规上工业企业，收集解决创新活动存在的困难" +
                     std::string(kMark) + "。";
  team.level = domain::Level::kNone;
  team.capacity = static_cast<std::int64_t>(round.size()) + random.Between(0, 2);
  AddMembers(draft, team, area, random);
}

/// The lead department's 处级 cadre, a professional, and three of the areas' or departments'.
void AddMembers(Draft& draft, const domain::CityGroup& group, const CityGroupWords& words,
                Random& random) {
  std::set<std::string> names;
  for (std::size_t i = 0; i < kCityGroupSize; ++i) {
    const bool professional = i == 1;
    const std::string organisation =
        professional ? random.Pick(draft.words.institutions).name : words.lead_name + "（演示）";
    domain::GroupMember& member = AddMember(draft, organisation, random);
    while (!names.insert(member.name).second) member.name = draft.Person(random);
    member.city_group = {group.id};
    member.professional = professional;
    if (i == 0) member.rank = CadreRank::kDivision;
    if (i > 1 && random.Percent(60)) member.rank = CadreRank::kSection;
  }
}

}  // namespace

void AddWorkTeams(Draft& draft) {
  Random random = draft.Numbers("work teams");
  for (std::size_t area = 0; area < draft.words.areas.size(); ++area) {
    std::size_t number = 0;
    for (const Positions& round : Rounds(draft, area)) {
      AddWorkTeam(draft, draft.words.areas[area], ++number, round, random);
    }
  }
}

void AddCityGroups(Draft& draft) {
  Random random = draft.Numbers("city groups");
  for (const CityGroupWords& words : draft.words.city_groups) {
    domain::CityGroup& group = draft.Add<domain::CityGroup>();
    group.name = words.name;
    group.lead_department = words.lead;
    for (const std::size_t area : words.areas) {
      group.regions.push_back(draft.words.areas[area].region_code);
    }
    AddMembers(draft, group, words, random);
  }
}

}  // namespace jiedui::services::demo
