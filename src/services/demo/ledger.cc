#include "domain/ledger.h"

#include "services/demo/draft_internal.h"
#include "services/ledger_clocks.h"

namespace jiedui::services::demo {
namespace {

using base::Date;
using domain::LedgerItem;
using domain::LedgerOwner;
using domain::LedgerState;
using domain::Satisfaction;
using domain::VisitWay;

constexpr std::int64_t kToday = 112;    // 2 October 2020 for a notice of 12 June, whose days …
constexpr std::int64_t kLastDay = 109;  // … of the ledger end with September

bool Applies(const Positions& industries, std::size_t industry) {
  return industries.empty() ||
         std::find(industries.begin(), industries.end(), industry) != industries.end();
}

const LedgerWords& ProblemFor(const Draft& draft, const EnterpriseDraft& enterprise,
                              Random& random) {
  for (;;) {
    const LedgerWords& words = random.Pick(draft.words.ledger);
    if (Applies(words.industries, draft.LineOf(enterprise).industry)) return words;
  }
}

std::string FourDigits(std::size_t number) {
  const std::string digits = std::to_string(number);
  return std::string(digits.size() < 4 ? 4 - digits.size() : 0, '0') + digits;
}

/// Problems of the last fortnight are mostly still in hand; of older ones a few are late or
/// complex.
LedgerState DrawState(std::int64_t age_days, Random& random) {
  constexpr std::int64_t kFresh = 15;
  constexpr std::int64_t kOld = 45;
  const std::int64_t draw = random.Between(1, 100);
  if (age_days > kFresh) {
    if (draw <= 76) return LedgerState::kConfirmed;
    return draw <= 88 || age_days > kOld ? LedgerState::kSettled : LedgerState::kInProgress;
  }
  if (draw <= 22) return LedgerState::kOpen;
  if (draw <= 48) return LedgerState::kArranged;
  if (draw <= 78) return LedgerState::kInProgress;
  return draw <= 92 ? LedgerState::kReferred : LedgerState::kSettled;
}

/// Tells one problem's story from the day it was found; what happens takes working days.
class LedgerStory {
 public:
  LedgerStory(const Draft& draft, const LedgerWords& words, LedgerItem& item, Random& random)
      : draft_(draft),
        calendar_(draft.reference.calendar()),
        words_(words),
        item_(item),
        random_(random),
        day_(*item.found_on) {}

  void Tell(const std::string& product) {
    Step("登记，" + item_.route_reason);
    if (item_.state == LedgerState::kOpen) return;
    item_.arranged_ms = Pass(0, random_.Percent(85) ? 1 : 2);
    Step("交办");
    if (item_.state == LedgerState::kArranged) return;
    if (item_.state == LedgerState::kReferred) return Refer();
    item_.reported_ms = Pass(1, 2);
    item_.progress =
        "已与企业对接，" + std::string(random_.Percent(50) ? "明确办理路径" : "材料正在补充");
    Step("反馈：" + item_.progress);
    if (random_.Percent(12)) MakeComplex();
    if (item_.state == LedgerState::kInProgress) return;
    item_.settled_ms = Pass(1, item_.complex ? 12 : 5);
    item_.outcome = Expand(words_.outcome, product, random_);
    Step("办结：" + item_.outcome);
    if (item_.state == LedgerState::kSettled) return;
    item_.confirmed_ms = Pass(1, 5);
    item_.satisfaction = random_.Percent(80) ? Satisfaction::kSatisfied : Satisfaction::kFair;
    Step("企业确认，" + std::string(domain::NameOf(item_.satisfaction).zh));
  }

 private:
  /// A moment of an office hour some working days on, not after today.
  base::TimeMs Pass(std::int64_t least, std::int64_t most) {
    constexpr base::TimeMs kMinuteMs = 60'000;
    const Date today =
        domain::DateOfDayNumber(domain::DayNumber(draft_.options.published) + kToday);
    day_ = std::min(calendar_.AddWorkingDays(day_, random_.Between(least, most)), today);
    return base::StartOfDayInChina(day_) + random_.Between(9 * 60, 17 * 60) * kMinuteMs;
  }

  void Step(const std::string& what) {
    const domain::Department* const department =
        draft_.reference.FindDepartment(item_.department_code);
    const domain::Region* const region = draft_.reference.FindRegion(item_.region_code);
    const std::string who = department != nullptr ? department->name
                            : region != nullptr   ? region->name + "推进小组"
                                                  : std::string("推进小组");
    item_.steps.push_back(base::FormatDate(day_) + " " + who + "：" + what);
  }

  /// To another department, which has not answered yet.
  void Refer() {
    std::vector<std::string> others;
    for (const domain::Department& one : draft_.reference.departments()) {
      const bool answers = one.kind == "department" || one.kind == "support_department";
      if (answers && one.code != item_.department_code) others.push_back(one.code);
    }
    item_.referred_to = random_.Pick(others);
    item_.referred_ms = Pass(0, 1);
    item_.reason = "超出本单位职责";
    Step("转办给" + draft_.reference.FindDepartment(item_.referred_to)->name + "（" + item_.reason +
         "）");
  }

  void MakeComplex() {
    item_.complex = true;
    item_.plan = "涉及多个部门，分{2|3}步协调，一个月内办结";
    item_.plan = Expand(item_.plan, "", random_);
    Step("列为复杂问题，方案：" + item_.plan);
  }

  const Draft& draft_;
  const domain::Calendar& calendar_;
  const LedgerWords& words_;
  LedgerItem& item_;
  Random& random_;
  Date day_;
};

/// Where it was found: a visit, a call, or nowhere in particular. Returns the visit's id, 0 for
/// none.
std::int64_t FoundAt(Draft& draft, const EnterpriseDraft& enterprise, const Date& day,
                     std::set<std::pair<std::int64_t, std::int64_t>>& visited, bool& hotline,
                     Random& random) {
  const std::int64_t draw = random.Between(1, 100);
  hotline = draw <= 15;
  const bool once = visited.insert({enterprise.record->id, domain::DayNumber(day)}).second;
  if (draw > 75 || !once) {
    hotline = false;
    return 0;
  }
  const VisitWay way = hotline ? VisitWay::kHotline : VisitWay::kOnSite;
  return AddVisit(draft, enterprise, day, way, random).id;
}

/// As its rules route it; where they say otherwise than the problem's words, by hand.
void Route(const Draft& draft, const LedgerWords& words, LedgerItem& item) {
  domain::LedgerRouting routing =
      domain::RouteProblem(draft.reference, item.problem, item.programme_sector);
  item.owner = words.owner;
  item.department_code = words.department;
  const bool own = words.owner == LedgerOwner::kEnterprise;
  item.level = own ? domain::GovernmentLevel::kCounty : domain::GovernmentLevel::kCity;
  item.route_reason = own ? "属企业自身，由县区督促" : "人工分办";
  if (routing.owner != item.owner || routing.department_code != item.department_code) return;
  item.topic = std::move(routing.topic);
  item.level = routing.level;
  item.route_reason = std::move(routing.reason);
}

}  // namespace

void AddLedger(Draft& draft) {
  constexpr std::int64_t kFirstDay = 3;
  constexpr std::int64_t kRecentFrom = 97;
  Random random = draft.Numbers("ledger");
  std::vector<std::int64_t> days;
  for (std::int64_t i = 0; i < draft.options.ledger_items; ++i) {
    const bool recent = random.Percent(35);
    days.push_back(recent ? random.Between(kRecentFrom, kLastDay)
                          : random.Between(kFirstDay, kRecentFrom));
  }
  std::sort(days.begin(), days.end());
  const domain::Calendar& calendar = draft.reference.calendar();
  const std::int64_t published = domain::DayNumber(draft.options.published);
  std::set<std::pair<std::int64_t, std::int64_t>> visited;
  for (std::size_t i = 0; i < days.size(); ++i) {
    const EnterpriseDraft& enterprise = random.Pick(draft.enterprises);
    const LedgerWords& words = ProblemFor(draft, enterprise, random);
    const Date found = calendar.AddWorkingDays(domain::DateOfDayNumber(published + days[i]), 0);
    bool hotline = false;
    const std::int64_t visit = FoundAt(draft, enterprise, found, visited, hotline, random);
    const std::string& product = random.Pick(enterprise.products);
    LedgerItem& item = draft.Add<LedgerItem>();
    item.number = std::to_string(draft.options.published.year) + "-" + FourDigits(i + 1);
    item.enterprise = {enterprise.record->id};
    item.problem = Expand(words.problem, product, random);
    item.found_on = item.clock_from = found;
    item.visit = {visit};
    if (hotline) item.hotline_no = "96302-" + std::to_string(found.year) + "-" + FourDigits(i + 1);
    item.region_code = enterprise.record->region_code;
    item.programme_sector = enterprise.record->programme_sector;
    item.state = DrawState(kToday - days[i], random);
    Route(draft, words, item);
    LedgerStory(draft, words, item, random).Tell(product);
    SetDueDays(calendar, item);
  }
}

}  // namespace jiedui::services::demo
