#include "services/demo/draft_internal.h"

namespace jiedui::services::demo {
namespace {

using domain::Innovation;

constexpr std::int64_t kLeastRevenueWan = 2000;  // 规上: main revenue of 20 million yuan
constexpr std::int64_t kLeastEmployees = 18;

/// A draw around 1000 as enterprises' sizes lie: the quantiles at every 5 % of a log-normal
/// distribution with σ = 0.8, joined by straight lines. Whole numbers, so that every machine
/// agrees.
std::int64_t SizePermille(Random& random) {
  constexpr std::array<std::int64_t, 21> kQuantiles = {155,  268,  359,  437,  510,  583,  657,
                                                       735,  817,  904,  1000, 1106, 1224, 1361,
                                                       1521, 1715, 1961, 2290, 2786, 3728, 6450};
  const std::int64_t at = random.Between(0, 19'999);
  const auto below = static_cast<std::size_t>(at / 1000);
  return kQuantiles[below] + (kQuantiles[below + 1] - kQuantiles[below]) * (at % 1000) / 1000;
}

/// Rounds as people do when they write a capital: to 10, 100 or 1000.
std::int64_t RoundCapital(std::int64_t wan) {
  const std::int64_t unit = wan < 1000 ? 100 : wan < 10'000 ? 500 : 1000;
  return std::max(unit, wan / unit * unit);
}

void SetSize(const Draft& draft, const EnterpriseDraft& enterprise, Random& random) {
  domain::Enterprise& e = *enterprise.record;
  const Line& line = draft.LineOf(enterprise);
  std::int64_t revenue = line.revenue_wan * SizePermille(random) / 1000;
  if (revenue < kLeastRevenueWan) revenue = kLeastRevenueWan + random.Between(0, 800);
  const std::int64_t employees = revenue * random.Between(700, 1300) / 1000 / line.per_head_wan;
  e.revenue_wan = static_cast<double>(revenue);
  e.employees = std::max(kLeastEmployees, employees);
  e.registered_capital_wan =
      static_cast<double>(RoundCapital(revenue * random.Between(5, 40) / 100));
}

/// Who innovates, and how: the share of its industry, larger enterprises sooner.
void SetInnovation(Draft& draft, const Industry& industry, Random& random) {
  Positions members;
  for (const std::size_t i : draft.LeadersOf(industry.lines)) members.push_back(i);
  std::vector<std::pair<std::int64_t, std::size_t>> order;
  const auto count = static_cast<std::int64_t>(members.size());
  for (std::size_t rank = 0; rank < members.size(); ++rank) {
    const std::int64_t handicap = 600 * static_cast<std::int64_t>(rank) / count;
    order.emplace_back(handicap + random.Between(0, 999), members[rank]);
  }
  std::sort(order.begin(), order.end());
  const std::int64_t innovating =
      std::max<std::int64_t>(1, (count * industry.innovating_percent + 50) / 100);
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::int64_t percentile = 100 * static_cast<std::int64_t>(i) / innovating;
    Innovation& innovation = draft.enterprises[order[i].second].record->innovation;
    if (percentile < 34)
      innovation = Innovation::kInstitution;
    else if (percentile < 72)
      innovation = Innovation::kActivity;
    else if (percentile < 100)
      innovation = Innovation::kOtherActivity;
    else
      innovation = random.Percent(10) ? Innovation::kUnknown : Innovation::kNone;
  }
}

struct Range {
  std::int64_t low = 0;
  std::int64_t high = 0;
};

/// What an enterprise of that standing spends and whom it leads. Staff in permille of employees.
struct Standing {
  Range staff_permille;
  Range spending_percent_of_top;
  Range capacity;
};

Standing StandingOf(Innovation innovation) {
  switch (innovation) {
    case Innovation::kInstitution:
      return {{45, 120}, {30, 100}, {2, 5}};
    case Innovation::kActivity:
      return {{15, 60}, {8, 45}, {1, 3}};
    case Innovation::kOtherActivity:
      return {{0, 12}, {0, 5}, {0, 1}};
    default:
      return {};
  }
}

void SetResearch(const Industry& industry, domain::Enterprise& e, Random& random) {
  const Standing standing = StandingOf(e.innovation);
  const auto draw = [&](const Range& range) { return random.Between(range.low, range.high); };
  if (e.innovation == Innovation::kUnknown) return;  // nobody asked yet
  const std::int64_t share = draw(standing.spending_percent_of_top) * industry.top_rd_permille;
  // permille × percent = 1/100,000 of the revenue, kept to 0.1 万元.
  const auto revenue = static_cast<std::int64_t>(*e.revenue_wan);
  const std::int64_t tenths = revenue * share / 10'000;
  e.rd_spending_wan = static_cast<double>(tenths) / 10;
  const std::int64_t least = e.innovation > Innovation::kOtherActivity ? 2 : 0;
  e.rd_staff = std::max(least, *e.employees * draw(standing.staff_permille) / 1000);
  e.capacity = draw(standing.capacity);
}

}  // namespace

void SetFigures(Draft& draft) {
  Random random = draft.Numbers("figures");
  for (const EnterpriseDraft& enterprise : draft.enterprises) SetSize(draft, enterprise, random);
  for (const Industry& industry : draft.words.industries) {
    if (!industry.lines.empty()) SetInnovation(draft, industry, random);
  }
  for (const EnterpriseDraft& enterprise : draft.enterprises) {
    SetResearch(draft.IndustryOf(enterprise), *enterprise.record, random);
  }
}

}  // namespace jiedui::services::demo
