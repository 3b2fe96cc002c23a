#include "services/team_rules.h"

#include <algorithm>

#include "services/record_rules_internal.h"
#include "store/sight.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::CadreRank;
using domain::CityGroup;
using domain::GroupMember;
using domain::Record;
using domain::Reference;

constexpr std::size_t kWorkTeamSize = 3;
constexpr std::size_t kCityGroupSize = 5;
constexpr std::size_t kCityGroups = 6;

Breach SizeBreach(std::size_t size, std::size_t wanted) {
  return {size < wanted ? "too_few" : "too_many",
          "成员应为 " + std::to_string(wanted) + " 人，现为 " + std::to_string(size) + " 人"};
}

bool AnyOfRank(const std::vector<GroupMember>& members, CadreRank least) {
  return std::any_of(members.begin(), members.end(),
                     [&](const GroupMember& member) { return member.rank >= least; });
}

/// The breaches that `after` has and `before` had not, in words; empty for none. Sizes change with
/// every member, so that only their sort counts.
std::string Worse(const Breaches& before, const Breaches& after) {
  std::string text;
  for (const Breach& breach : after) {
    const bool had = std::any_of(before.begin(), before.end(),
                                 [&](const Breach& one) { return one.code == breach.code; });
    if (!had) text += (text.empty() ? "" : "；") + breach.zh;
  }
  return text;
}

Status RequireNotWorse(const Breaches& before, const Breaches& after, std::string field) {
  const std::string worse = Worse(before, after);
  if (worse.empty()) return {};
  return Fail(ErrorCode::kUnprocessable, worse, std::move(field));
}

Result<std::vector<GroupMember>> MembersOf(const store::Reader& reader, const GroupMember& like) {
  return like.work_team
             ? reader.All<GroupMember>({store::Equals("work_team", like.work_team.value)})
             : reader.All<GroupMember>({store::Equals("city_group", like.city_group.value)});
}

Breaches BreachesOf(const GroupMember& like, const std::vector<GroupMember>& members) {
  return like.work_team ? BreachesOfWorkTeam(members) : BreachesOfCityGroup(members);
}

/// A team may be put together member by member, but no change may make it worse than it was.
Status SettleMemberOfTeam(const Reference& /*reference*/, const store::Reader& reader,
                          Record& record) {
  const auto& member = static_cast<const GroupMember&>(record);
  JIEDUI_ASSIGN(const std::vector<GroupMember> before, MembersOf(reader, member));
  std::vector<GroupMember> after = before;
  std::erase_if(after, [&](const GroupMember& one) { return one.id == member.id && one.id != 0; });
  after.push_back(member);
  return RequireNotWorse(BreachesOf(member, before), BreachesOf(member, after), "rank");
}

Status RemovingMember(const store::Reader& reader, const Record& record) {
  const auto& member = static_cast<const GroupMember&>(record);
  JIEDUI_ASSIGN(const std::vector<GroupMember> before, MembersOf(reader, member));
  std::vector<GroupMember> after = before;
  std::erase_if(after, [&](const GroupMember& one) { return one.id == member.id; });
  return RequireNotWorse(BreachesOf(member, before), BreachesOf(member, after), "");
}

Status SettleCityGroup(const Reference& reference, const store::Reader& reader, Record& record) {
  const auto& group = static_cast<const CityGroup&>(record);
  for (const std::string& code : group.regions) {
    if (reference.FindRegion(code) == nullptr)
      return Fail(ErrorCode::kInvalid, "没有地区 “" + code + "”", "regions");
  }
  JIEDUI_ASSIGN(const std::vector<CityGroup> before, reader.All<CityGroup>({}));
  std::vector<CityGroup> after = before;
  std::erase_if(after, [&](const CityGroup& one) { return one.id == group.id && one.id != 0; });
  after.push_back(group);
  return RequireNotWorse(BreachesOfCityGroups(reference, before),
                         BreachesOfCityGroups(reference, after), "regions");
}

/// The urban district and the zone: what one group has to cover together.
std::vector<std::string> CoveredTogether(const Reference& reference) {
  std::vector<std::string> codes;
  for (const domain::Region& region : reference.regions()) {
    if (region.level == "zone" || (region.level == "county" && region.name == "城区"))
      codes.push_back(region.code);
  }
  return codes;
}

bool Covers(const CityGroup& group, const std::string& code) {
  return std::find(group.regions.begin(), group.regions.end(), code) != group.regions.end();
}

}  // namespace

Breaches BreachesOfWorkTeam(const std::vector<GroupMember>& members) {
  Breaches breaches;
  if (members.size() != kWorkTeamSize) breaches.insert(SizeBreach(members.size(), kWorkTeamSize));
  if (!AnyOfRank(members, CadreRank::kSection))
    breaches.insert({"no_section", "至少 1 名科级干部"});
  return breaches;
}

Breaches BreachesOfCityGroup(const std::vector<GroupMember>& members) {
  Breaches breaches;
  if (members.size() != kCityGroupSize) breaches.insert(SizeBreach(members.size(), kCityGroupSize));
  if (!AnyOfRank(members, CadreRank::kDivision))
    breaches.insert({"no_division", "至少 1 名处级干部"});
  const bool professional = std::any_of(members.begin(), members.end(),
                                        [](const GroupMember& one) { return one.professional; });
  if (!professional)
    breaches.insert({"no_professional", "至少 1 名高校、科研院所或平台的专业技术人员"});
  return breaches;
}

Breaches BreachesOfCityGroups(const Reference& reference, const std::vector<CityGroup>& groups) {
  Breaches breaches;
  if (groups.size() != kCityGroups) {
    breaches.insert({groups.size() < kCityGroups ? "too_few_groups" : "too_many_groups",
                     "应为 " + std::to_string(kCityGroups) + " 个包联工作组，现为 " +
                         std::to_string(groups.size()) + " 个"});
  }
  std::set<std::string> leads;
  for (const CityGroup& group : groups) {
    if (!group.lead_department.empty() && !leads.insert(group.lead_department).second)
      breaches.insert(
          {"lead_" + group.lead_department, group.lead_department + "牵头了不止一个组"});
  }
  for (const domain::Region& region : reference.regions()) {
    if (region.level != "county" && region.level != "zone") continue;
    const bool covered = std::any_of(groups.begin(), groups.end(), [&](const CityGroup& group) {
      return Covers(group, region.code);
    });
    if (!covered) breaches.insert({"uncovered_" + region.code, region.name + "没有工作组包联"});
  }
  const std::vector<std::string> together = CoveredTogether(reference);
  const bool joined = std::any_of(groups.begin(), groups.end(), [&](const CityGroup& group) {
    return std::all_of(together.begin(), together.end(),
                       [&](const std::string& code) { return Covers(group, code); });
  });
  if (together.size() > 1 && !joined)
    breaches.insert({"not_together", "城区和开发区应由同一个组包联"});
  return breaches;
}

Result<std::vector<TeamFinding>> FindTeamBreaches(const store::Reader& reader,
                                                  const Reference& reference) {
  const store::SystemWork door(
      "every office sees which teams break the rules, and which areas none covers");
  JIEDUI_ASSIGN(const std::vector<GroupMember> members, reader.All<GroupMember>({}));
  std::vector<TeamFinding> findings;
  const auto add = [&](std::string team, Breaches breaches) {
    if (!breaches.empty()) findings.push_back({std::move(team), std::move(breaches)});
  };
  const auto members_of = [&](const auto& belongs) {
    std::vector<GroupMember> own;
    std::copy_if(members.begin(), members.end(), std::back_inserter(own), belongs);
    return own;
  };
  JIEDUI_CHECK(reader.ForEach<domain::WorkTeam>({}, [&](const domain::WorkTeam& team) {
    add(team.name, BreachesOfWorkTeam(members_of(
                       [&](const GroupMember& one) { return one.work_team.value == team.id; })));
  }));
  JIEDUI_ASSIGN(const std::vector<CityGroup> groups, reader.All<CityGroup>({}));
  for (const CityGroup& group : groups) {
    add(group.name, BreachesOfCityGroup(members_of(
                        [&](const GroupMember& one) { return one.city_group.value == group.id; })));
  }
  add("", BreachesOfCityGroups(reference, groups));
  return findings;
}

RecordRule RulesOfGroupMembers() {
  RecordRule rule{domain::Kind::kGroupMember, SettleMemberOfTeam};
  rule.removing = RemovingMember;
  return rule;
}
RecordRule RulesOfCityGroups() { return {domain::Kind::kCityGroup, SettleCityGroup}; }

}  // namespace jiedui::services
