#include <chrono>

#include "base/text.h"
#include "services/demo/draft_internal.h"

namespace jiedui::services::demo {
namespace {

base::Date DaysAfter(const base::Date& date, std::int64_t days) {
  namespace ch = std::chrono;
  const ch::sys_days start = ch::year{date.year} / ch::month{date.month} / ch::day{date.day};
  const ch::year_month_day day{start + ch::days{days}};
  return {static_cast<int>(day.year()),
          static_cast<std::uint8_t>(static_cast<unsigned>(day.month())),
          static_cast<std::uint8_t>(static_cast<unsigned>(day.day()))};
}

bool Applies(const Positions& industries, std::size_t industry) {
  return industries.empty() ||
         std::find(industries.begin(), industries.end(), industry) != industries.end();
}

constexpr std::array<std::int64_t, 3> kAges = {20, 45, 80};  // days, see LedgerStateAt

/// The older a problem, the likelier it is settled.
domain::LedgerState LedgerStateAt(std::int64_t age_days, Random& random) {
  const std::array<std::int64_t, 4> settled_percent = {5, 30, 60, 85};
  std::size_t stage = 0;
  while (stage < kAges.size() && age_days >= kAges[stage]) ++stage;
  if (random.Percent(settled_percent[stage])) return domain::LedgerState::kSettled;
  return random.Percent(55) ? domain::LedgerState::kInProgress : domain::LedgerState::kOpen;
}

std::string FourDigits(std::size_t number) {
  const std::string digits = std::to_string(number);
  return std::string(digits.size() < 4 ? 4 - digits.size() : 0, '0') + digits;
}

const LedgerWords& ProblemFor(const Draft& draft, const EnterpriseDraft& enterprise,
                              Random& random) {
  for (;;) {
    const LedgerWords& words = random.Pick(draft.words.ledger);
    if (Applies(words.industries, draft.LineOf(enterprise).industry)) return words;
  }
}

void AddLedgerItem(Draft& draft, std::size_t number, std::int64_t found_day, Random& random) {
  constexpr std::int64_t kToday = 112;  // 2 October 2020 for a notice of 12 June
  const EnterpriseDraft& enterprise = random.Pick(draft.enterprises);
  const LedgerWords& words = ProblemFor(draft, enterprise, random);
  const std::string& product = random.Pick(enterprise.products);
  domain::LedgerItem& item = draft.Add<domain::LedgerItem>();
  item.number = std::to_string(draft.options.published.year) + "-" + FourDigits(number);
  item.enterprise = {enterprise.record->id};
  item.problem = Expand(words.problem, product, random);
  item.owner = words.owner;
  item.department_code = words.department;
  item.found_on = DaysAfter(draft.options.published, found_day);
  item.due_on = DaysAfter(*item.found_on, words.days);
  item.state = LedgerStateAt(kToday - found_day, random);
  if (item.state == domain::LedgerState::kSettled) {
    item.outcome = Expand(words.outcome, product, random);
  }
  item.region_code = enterprise.record->region_code;
  item.programme_sector = enterprise.record->programme_sector;
}

}  // namespace

void AddPolicies(Draft& draft) {
  Random random = draft.Numbers("policies");
  std::int64_t number = 0;
  for (const PolicyWords& words : draft.words.policies) {
    domain::Policy& policy = draft.Add<domain::Policy>();
    policy.name = words.name;
    policy.issued_on =
        DaysAfter(draft.options.published, -(words.months_ago * 30 + random.Between(0, 20)));
    policy.document_no =
        "演示〔" + std::to_string(policy.issued_on->year) + "〕" + std::to_string(++number) + "号";
    policy.level = words.level;
    policy.issuer = words.issuer;
    policy.text = words.text + std::string(kMark);
    policy.sectors = draft.SectorsOf(words.industries);
    policy.fields = words.fields;
    policy.needs_rd = words.needs_rd;
    policy.min_revenue_wan = words.min_revenue_wan;
  }
}

void AddLedger(Draft& draft) {
  constexpr std::int64_t kFirstDay = 3;
  constexpr std::int64_t kLastDay = 110;
  Random random = draft.Numbers("ledger");
  std::vector<std::int64_t> days;
  for (std::int64_t i = 0; i < draft.options.ledger_items; ++i) {
    days.push_back(random.Between(kFirstDay, kLastDay));
  }
  std::sort(days.begin(), days.end());
  for (std::size_t i = 0; i < days.size(); ++i) AddLedgerItem(draft, i + 1, days[i], random);
}

void AddPosts(Draft& draft) {
  std::int64_t rank = 0;
  for (const PostWords& words : draft.words.posts) {
    domain::Post& post = draft.Add<domain::Post>();
    post.group_name = "晋城市创新活动推进小组";
    post.title = words.title;
    post.organisation = words.organisation;
    post.holder = words.holder;
    post.held_from = draft.options.published;
    post.rank = ++rank;
  }
}

}  // namespace jiedui::services::demo
