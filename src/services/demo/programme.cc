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
