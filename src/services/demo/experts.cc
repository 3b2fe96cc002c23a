#include <numeric>

#include "base/text.h"
#include "services/demo/draft_internal.h"

namespace jiedui::services::demo {
namespace {

bool Has(const Positions& positions, std::size_t position) {
  return std::find(positions.begin(), positions.end(), position) != positions.end();
}

bool IsSenior(std::string_view title) {
  return title == "教授" || title == "研究员" || title.starts_with("正高");
}

/// Two fields by turns, so that every field of the industry has somebody, and now and then a third.
Texts FieldsOf(const Industry& industry, std::size_t turn, Random& random) {
  const Texts& all = industry.fields;
  Texts fields = {all[2 * turn % all.size()]};
  const auto add = [&](const std::string& field) {
    if (std::find(fields.begin(), fields.end(), field) == fields.end()) fields.push_back(field);
  };
  add(all[(2 * turn + 1) % all.size()]);
  if (random.Percent(50)) add(random.Pick(all));
  return fields;
}

/// The classes of the lines that know the problems of these fields; a whole sector's field gives
/// the sector.
Texts SectorsOf(const Draft& draft, std::size_t industry, const Texts& fields) {
  constexpr std::size_t kMostCodes = 4;
  Positions lines;
  for (const Problem& problem : draft.words.problems) {
    const bool its = problem.industry == industry &&
                     std::find(fields.begin(), fields.end(), problem.field) != fields.end();
    if (!its || problem.lines.size() == draft.words.lines.size()) continue;
    for (const std::size_t line : problem.lines) {
      if (!Has(lines, line)) lines.push_back(line);
    }
  }
  Texts sectors = draft.CodesOf(lines);
  if (sectors.empty() || sectors.size() > kMostCodes) return draft.SectorsOf({industry});
  return sectors;
}

const Institution& InstitutionOf(const Draft& draft, std::size_t industry, Random& random) {
  Positions candidates;
  for (std::size_t i = 0; i < draft.words.institutions.size(); ++i) {
    if (Has(draft.words.institutions[i].industries, industry)) candidates.push_back(i);
  }
  if (candidates.empty()) return random.Pick(draft.words.institutions);
  return draft.words.institutions[random.Pick(candidates)];
}

std::string Biography(const domain::Expert& expert, Random& random) {
  return "长期从事" + base::Join(expert.fields, "、") + "方面的研究与技术服务，主持或参与科研项目" +
         std::to_string(random.Between(3, 22)) + "项，授权发明专利" +
         std::to_string(random.Between(1, 18)) + "件，服务企业" +
         std::to_string(random.Between(2, 30)) + "家" + std::string(kMark) + "。";
}

void AddExpert(Draft& draft, std::size_t industry, std::size_t turn, std::set<std::string>& names,
               Random& random) {
  const Institution& institution = InstitutionOf(draft, industry, random);
  domain::Expert& expert = draft.Add<domain::Expert>();
  do {
    expert.name = draft.Person(random);
  } while (!names.insert(expert.name).second);
  expert.organisation = institution.name;
  expert.region_code = institution.region_code;
  expert.fields = FieldsOf(draft.words.industries[industry], turn, random);
  expert.sectors = SectorsOf(draft, industry, expert.fields);
  expert.title = random.Pick(draft.words.names.titles);
  const bool senior = IsSenior(expert.title);
  expert.level = senior ? (random.Percent(20) ? domain::Level::kNation : domain::Level::kProvince)
                        : (random.Percent(60) ? domain::Level::kCity : domain::Level::kNone);
  expert.capacity = senior ? random.Between(3, 6) : random.Between(1, 4);
  expert.talent_pool = random.Percent(40);
  expert.description = Biography(expert, random);
  expert.phone = draft.Phone();
  draft.experts.push_back({&expert, industry});
  draft.owners.push_back({domain::Kind::kExpert, expert.id, {industry}, expert.fields});
}

/// The industry's experts, those who know one of the fields first.
std::vector<const domain::Expert*> Specialists(const Draft& draft, std::size_t industry,
                                               const Texts& fields) {
  std::vector<const domain::Expert*> found;
  for (const ExpertDraft& each : draft.experts) {
    if (each.industry == industry) found.push_back(each.record);
  }
  const auto knows = [&](const domain::Expert* expert) {
    return std::any_of(expert->fields.begin(), expert->fields.end(), [&](const std::string& field) {
      return std::find(fields.begin(), fields.end(), field) != fields.end();
    });
  };
  std::stable_partition(found.begin(), found.end(), knows);
  return found;
}

}  // namespace

void AddExperts(Draft& draft) {
  Random random = draft.Numbers("experts");
  std::vector<std::int64_t> shares;
  for (const Industry& industry : draft.words.industries) shares.push_back(industry.experts);
  const std::vector<std::int64_t> counts = Apportion(draft.options.experts, shares);
  std::set<std::string> names;
  for (std::size_t industry = 0; industry < counts.size(); ++industry) {
    for (std::int64_t i = 0; i < counts[industry]; ++i) {
      AddExpert(draft, industry, static_cast<std::size_t>(i), names, random);
    }
  }
}

void AddTeams(Draft& draft) {
  Random random = draft.Numbers("teams");
  for (const TeamWords& words : draft.words.teams) {
    std::vector<const domain::Expert*> members = Specialists(draft, words.industry, words.fields);
    const auto size = static_cast<std::size_t>(random.Between(4, 6));
    if (members.size() > size) members.resize(size);
    domain::Team& team = draft.Add<domain::Team>();
    team.name = words.name;
    team.organisation = words.organisation;
    team.sectors = SectorsOf(draft, words.industry, words.fields);
    team.fields = words.fields;
    team.description = "由高校、科研院所和市人才储备库专家联合组成，围绕" +
                       base::Join(words.fields, "、") + "分行业、分领域指导企业" +
                       std::string(kMark) + "。";
    const domain::Expert* leader = nullptr;
    for (const domain::Expert* member : members) {
      team.members.push_back({member->id});
      if (leader == nullptr || member->level > leader->level) leader = member;
    }
    if (leader != nullptr) {
      team.leader = {leader->id};
      team.level = leader->level;
    }
    team.capacity = random.Between(6, 12);
    draft.owners.push_back({domain::Kind::kTeam, team.id, {words.industry}, words.fields});
  }
}

}  // namespace jiedui::services::demo
