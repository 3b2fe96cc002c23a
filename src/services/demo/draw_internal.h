#pragma once

// What the steps of leads and support have in common.

#include <algorithm>
#include <array>

#include "services/demo/draft_internal.h"

namespace jiedui::services::demo {

/// The working day that many days after the notice, or the next.
inline base::Date DayAfterNotice(const Draft& draft, std::int64_t days) {
  const std::int64_t day = domain::DayNumber(draft.options.published) + days;
  return draft.reference.calendar().AddWorkingDays(domain::DateOfDayNumber(day), 0);
}

/// The enterprises that innovate at least so far, in a random order, at most that many.
inline Positions Innovating(const Draft& draft, domain::Innovation least, std::size_t most,
                            Random& random) {
  Positions found;
  for (std::size_t i = 0; i < draft.enterprises.size(); ++i) {
    if (draft.enterprises[i].record->innovation >= least) found.push_back(i);
  }
  return random.Sample(std::move(found), most);
}

/// Whose it is, with the scope that goes with it.
template <class T>
void Belong(T& record, const domain::Enterprise& enterprise) {
  record.enterprise = {enterprise.id};
  record.region_code = enterprise.region_code;
  record.programme_sector = enterprise.programme_sector;
}

/// One of the states, by their shares in percent.
template <class State, std::size_t N>
State DrawState(const std::array<std::pair<State, std::int64_t>, N>& shares, Random& random) {
  std::int64_t draw = random.Between(1, 100);
  for (const auto& [state, percent] : shares) {
    if (draw <= percent) return state;
    draw -= percent;
  }
  return shares.front().first;
}

}  // namespace jiedui::services::demo
