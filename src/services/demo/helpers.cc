#include "services/demo/draft_internal.h"

namespace jiedui::services::demo {
namespace {

constexpr std::size_t kMostFields = 6;

/// The industries of these lines, and the fields of the problems that they have.
struct Subject {
  Positions industries;
  Texts fields;
};

Subject SubjectOf(const Draft& draft, const Positions& lines) {
  Subject subject;
  const auto add = [](auto& items, const auto& item) {
    if (std::find(items.begin(), items.end(), item) == items.end()) items.push_back(item);
  };
  for (const std::size_t line : lines) add(subject.industries, draft.words.lines[line].industry);
  for (const Problem& problem : draft.words.problems) {
    if (problem.lines.size() == draft.words.lines.size()) continue;
    const bool its = std::any_of(problem.lines.begin(), problem.lines.end(), [&](std::size_t l) {
      return std::find(lines.begin(), lines.end(), l) != lines.end();
    });
    if (its && subject.fields.size() < kMostFields) add(subject.fields, problem.field);
  }
  return subject;
}

/// Members, leaders first: most of them innovate already.
void SetMembers(const Draft& draft, domain::Alliance& alliance, const Positions& lines,
                Random& random) {
  const Positions leaders = draft.LeadersOf(lines);
  const auto size = static_cast<std::size_t>(random.Between(12, 24));
  for (std::size_t i = 0; i < leaders.size() && alliance.members.size() < size; ++i) {
    const domain::Enterprise& e = *draft.enterprises[leaders[i]].record;
    if (i == 0) {
      alliance.leading_enterprise = {e.id};
      alliance.organisation = e.name;
    }
    if (i == 0 || random.Percent(70)) alliance.members.push_back({e.id});
  }
}

void SetCommittee(const Draft& draft, domain::Alliance& alliance, const Positions& industries,
                  Random& random) {
  std::vector<domain::ExpertId> candidates;
  for (const ExpertDraft& expert : draft.experts) {
    if (std::find(industries.begin(), industries.end(), expert.industry) != industries.end()) {
      candidates.push_back({expert.record->id});
    }
  }
  alliance.committee = random.Sample(std::move(candidates), 5);
}

struct LevelCapacity {
  std::int64_t low = 0;
  std::int64_t high = 0;
};

LevelCapacity CapacityOf(domain::Level level) {
  switch (level) {
    case domain::Level::kNation:
      return {20, 30};
    case domain::Level::kProvince:
      return {12, 20};
    case domain::Level::kCity:
      return {8, 14};
    default:
      return {4, 8};
  }
}

void SetHost(const Draft& draft, domain::Platform& platform, const PlatformWords& words) {
  platform.organisation = words.organisation;
  if (!words.host_line) return;
  const Positions leaders = draft.LeadersOf({*words.host_line});
  if (leaders.empty()) return;
  const domain::Enterprise& host = *draft.enterprises[leaders.front()].record;
  platform.host_enterprise = {host.id};
  if (words.level == domain::Level::kEnterprise) platform.region_code = host.region_code;
  if (platform.organisation.empty()) platform.organisation = host.name;
}

}  // namespace

void AddAlliances(Draft& draft) {
  Random random = draft.Numbers("alliances");
  for (const AllianceWords& words : draft.words.alliances) {
    const Subject subject = SubjectOf(draft, words.lines);
    domain::Alliance& alliance = draft.Add<domain::Alliance>();
    alliance.name = words.name;
    alliance.sectors = draft.CodesOf(words.lines);
    alliance.fields = subject.fields;
    alliance.description = words.description + std::string(kMark);
    alliance.level = random.Percent(40) ? domain::Level::kProvince : domain::Level::kCity;
    alliance.capacity = random.Between(12, 30);
    SetMembers(draft, alliance, words.lines, random);
    SetCommittee(draft, alliance, subject.industries, random);
    draft.owners.push_back(
        {domain::Kind::kAlliance, alliance.id, subject.industries, subject.fields});
  }
}

void AddPlatforms(Draft& draft) {
  Random random = draft.Numbers("platforms");
  for (const PlatformWords& words : draft.words.platforms) {
    domain::Platform& platform = draft.Add<domain::Platform>();
    platform.name = words.name;
    platform.level = words.level;
    platform.sectors = draft.SectorsOf(words.industries);
    if (words.host_line) platform.sectors.push_back(draft.words.lines[*words.host_line].code);
    platform.fields = words.fields;
    platform.description = words.description + std::string(kMark);
    SetHost(draft, platform, words);
    const LevelCapacity capacity = CapacityOf(words.level);
    platform.capacity = random.Between(capacity.low, capacity.high);
    draft.owners.push_back({domain::Kind::kPlatform, platform.id, words.industries, words.fields});
  }
}

}  // namespace jiedui::services::demo
