#include "domain/leads.h"

#include <cmath>

#include "services/demo/draw_internal.h"

namespace jiedui::services::demo {
namespace {

using base::Date;
using domain::Enterprise;
using domain::Innovation;

domain::Directory DirectoryOf(const std::string& industry, Random& random) {
  if (random.Percent(30)) return domain::Directory::kProvincial;
  const std::array<std::string_view, 6> energy = {"煤炭", "煤层气", "电力", "热力", "化工", "建材"};
  if (std::find(energy.begin(), energy.end(), industry) != energy.end())
    return domain::Directory::kGreenEnergy;
  return industry == "通用" ? domain::Directory::kDigital
                            : domain::Directory::kAdvancedManufacturing;
}

/// Needs of the problem's field, the first few.
std::vector<domain::NeedId> NeedsOf(const Draft& draft, const Problem& problem) {
  constexpr std::size_t kMost = 4;
  std::vector<domain::NeedId> ids;
  for (const auto& record : draft.records) {
    if (record->kind() != domain::Kind::kNeed || ids.size() == kMost) continue;
    const auto& need = static_cast<const domain::Need&>(*record);
    if (!need.fields.empty() && need.fields.front() == problem.field) ids.push_back({need.id});
  }
  return ids;
}

void AddTechnology(Draft& draft, const Problem& problem, std::set<std::string>& titles,
                   Random& random) {
  using State = domain::NominationState;
  constexpr std::array<std::pair<State, std::int64_t>, 5> kShares = {{{State::kDraft, 25},
                                                                      {State::kNominated, 30},
                                                                      {State::kRecommended, 20},
                                                                      {State::kListed, 15},
                                                                      {State::kRefused, 10}}};
  const Line& line = draft.words.lines[random.Pick(problem.lines)];
  const std::string product = random.Pick(line.products);
  const std::string title = Expand(problem.solution, product, random);
  if (!titles.insert(title).second) return;
  domain::Technology& technology = draft.Add<domain::Technology>();
  technology.title = title;
  technology.description = Expand(problem.result, product, random);
  const bool common = problem.lines.size() > 1;
  technology.scope = common ? domain::TechnologyScope::kCommon : domain::TechnologyScope::kKey;
  technology.sectors = draft.SectorsOf({problem.industry});
  technology.fields = {problem.field};
  technology.needs = NeedsOf(draft, problem);
  technology.state = DrawState(kShares, random);
  if (technology.state != State::kDraft) {
    technology.directory = DirectoryOf(draft.words.industries[problem.industry].name, random);
    technology.year = draft.options.published.year;
  }
  if (technology.state == State::kRefused)
    technology.reason = "技术指标未达到目录要求，建议完善后再报";
  const Positions leaders = draft.LeadersOf(problem.lines);
  technology.workers = random.Pick(draft.words.institutions).name;
  if (!leaders.empty())
    technology.workers += "、" + draft.enterprises[leaders.front()].record->name;
}

void SetProgress(const Draft& draft, domain::Project& project, const ProjectWords& words,
                 const std::string& product, Random& random) {
  using State = domain::ProjectState;
  const bool begun = project.state == State::kRunning || project.state == State::kFinished;
  if (project.state == State::kApproved || begun)
    project.funded_wan =
        std::floor(project.total_wan / 100) * static_cast<double>(random.Between(5, 12));
  if (begun)
    project.progress = random.Pick(Texts{"土建完工，设备陆续进场", "样机完成台架试验",
                                         "设备安装调试，试生产准备", "完成工艺包设计"});
  if (project.state == State::kFinished) project.result = Expand(words.result, product, random);
  if (project.state == State::kStopped) project.reason = "市场变化，企业申请终止";
  project.starts_on = DayAfterNotice(draft, random.Between(-120, 60));
  project.ends_on = DayAfterNotice(draft, random.Between(150, 560));
  const std::string year = std::to_string(draft.options.published.year);
  project.milestones = {year + "-08 完成方案设计", year + "-12 设备到货安装",
                        std::to_string(draft.options.published.year + 1) + "-06 试生产"};
}

}  // namespace

void AddTechnologies(Draft& draft) {
  constexpr std::size_t kEach = 2;  // of an industry
  Random random = draft.Numbers("technologies");
  std::set<std::string> titles;
  for (std::size_t industry = 0; industry < draft.words.industries.size(); ++industry) {
    Positions own;
    for (std::size_t p = 0; p < draft.words.problems.size(); ++p) {
      if (draft.words.problems[p].industry == industry) own.push_back(p);
    }
    for (const std::size_t p : random.Sample(own, kEach))
      AddTechnology(draft, draft.words.problems[p], titles, random);
  }
}

void AddProjects(Draft& draft) {
  using State = domain::ProjectState;
  constexpr std::size_t kProjects = 48;
  constexpr std::array<std::pair<State, std::int64_t>, 6> kShares = {{{State::kPool, 30},
                                                                      {State::kNominated, 20},
                                                                      {State::kApproved, 12},
                                                                      {State::kRunning, 26},
                                                                      {State::kFinished, 9},
                                                                      {State::kStopped, 3}}};
  Random random = draft.Numbers("projects");
  for (const std::size_t i : Innovating(draft, Innovation::kOtherActivity, kProjects, random)) {
    const EnterpriseDraft& enterprise = draft.enterprises[i];
    const ProjectWords& words = random.Pick(draft.words.projects);
    const std::string product = random.Pick(enterprise.products);
    domain::Project& project = draft.Add<domain::Project>();
    Belong(project, *enterprise.record);
    project.title = Expand(words.title, product, random);
    project.chain = words.chain;
    project.description = Expand(words.description, product, random);
    project.year = draft.options.published.year;
    project.total_wan = static_cast<double>(random.Between(3, 90) * 100);
    project.state = DrawState(kShares, random);
    SetProgress(draft, project, words, product, random);
  }
}

void AddPilots(Draft& draft) {
  using State = domain::PilotState;
  constexpr std::size_t kPilots = 24;
  constexpr std::array<std::pair<State, std::int64_t>, 4> kShares = {{{State::kProposed, 25},
                                                                      {State::kNominated, 25},
                                                                      {State::kRecognised, 42},
                                                                      {State::kRefused, 8}}};
  Random random = draft.Numbers("pilots");
  for (const std::size_t i : Innovating(draft, Innovation::kInstitution, kPilots, random)) {
    const EnterpriseDraft& enterprise = draft.enterprises[i];
    const PilotWords& words = random.Pick(draft.words.pilots);
    const std::string product = random.Pick(enterprise.products);
    domain::Pilot& pilot = draft.Add<domain::Pilot>();
    Belong(pilot, *enterprise.record);
    pilot.title = Expand(words.title, product, random);
    pilot.pilot_kind = words.kind;
    const bool province = random.Percent(35);
    pilot.level = province ? domain::GovernmentLevel::kProvince : domain::GovernmentLevel::kCity;
    pilot.year = draft.options.published.year;
    pilot.state = DrawState(kShares, random);
    if (pilot.state == State::kRefused) pilot.reason = "示范作用不突出，建议培育一年后再报";
    if (pilot.state != State::kRecognised) continue;
    pilot.experience = Expand(words.experience, product, random);
    pilot.shared = random.Percent(70);
  }
}

}  // namespace jiedui::services::demo
