#include "domain/visit.h"
#include "services/demo/draft_internal.h"

namespace jiedui::services::demo {
namespace {

using domain::VisitWay;

/// The county's teams, by region.
std::vector<std::int64_t> TeamsOf(const Draft& draft, const std::string& region) {
  std::vector<std::int64_t> teams;
  for (const auto& record : draft.records) {
    if (record->kind() != domain::Kind::kWorkTeam) continue;
    if (static_cast<const domain::WorkTeam&>(*record).region_code == region)
      teams.push_back(record->id);
  }
  return teams;
}

VisitWay DrawWay(Random& random) {
  const std::int64_t draw = random.Between(1, 100);
  if (draw <= 60) return VisitWay::kOnSite;
  return draw <= 82 ? VisitWay::kSymposium : VisitWay::kQuestionnaire;
}

}  // namespace

domain::Visit& AddVisit(Draft& draft, const EnterpriseDraft& enterprise, const base::Date& day,
                        VisitWay way, Random& random) {
  std::vector<const VisitWords*> fitting;
  for (const VisitWords& words : draft.words.visits) {
    if (words.way == way) fitting.push_back(&words);
  }
  const VisitWords& words = *random.Pick(fitting);
  const std::vector<std::int64_t> teams = TeamsOf(draft, enterprise.record->region_code);
  domain::Visit& visit = draft.Add<domain::Visit>();
  visit.enterprise = {enterprise.record->id};
  visit.visited_on = day;
  visit.way = way;
  visit.subject = words.subject;
  visit.findings = Expand(words.findings, random.Pick(enterprise.products), random);
  if (way != VisitWay::kHotline && !teams.empty()) visit.work_team = {random.Pick(teams)};
  visit.region_code = enterprise.record->region_code;
  visit.programme_sector = enterprise.record->programme_sector;
  return visit;
}

/// Where needs were learned: two of five enterprises, between the notice and the end of July.
void AddVisits(Draft& draft) {
  constexpr std::int64_t kPercent = 40;
  constexpr std::int64_t kLastDay = 48;
  Random random = draft.Numbers("visits");
  const domain::Calendar& calendar = draft.reference.calendar();
  for (const EnterpriseDraft& enterprise : draft.enterprises) {
    if (!random.Percent(kPercent)) continue;
    const std::int64_t day =
        domain::DayNumber(draft.options.published) + random.Between(3, kLastDay);
    const base::Date working = calendar.AddWorkingDays(domain::DateOfDayNumber(day), 0);
    const VisitWay way = DrawWay(random);
    draft.visits[enterprise.record->id] = AddVisit(draft, enterprise, working, way, random).id;
  }
}

}  // namespace jiedui::services::demo
