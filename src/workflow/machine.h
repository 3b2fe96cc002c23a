#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "domain/user.h"

namespace jiedui::workflow {

/// A set of roles as bits.
using Roles = std::uint32_t;

constexpr Roles Only(domain::Role role) { return Roles{1} << static_cast<unsigned>(role); }

template <class... R>
constexpr Roles AnyOf(R... roles) {
  return (Only(roles) | ...);
}

constexpr bool Has(Roles roles, domain::Role role) { return (roles & Only(role)) != 0; }

/// One line of a state machine: in `from`, `event` by one of `roles` leads to `to`.
template <class State, class Event>
struct Transition {
  State from;
  Event event;
  Roles roles;
  State to;
  bool needs_reason = false;
};

/// What `Apply` looks at besides the table.
struct Attempt {
  domain::Role role;
  std::string_view reason;
};

/// The state after the event. kConflict when the event does not fit the state, kForbidden when it
/// does but not for this role, kInvalid with field `reason` when a reason is required and missing.
template <class State, class Event>
base::Result<State> Apply(std::span<const Transition<State, Event>> table, State from, Event event,
                          const Attempt& attempt) {
  const Transition<State, Event>* fits = nullptr;
  for (const auto& line : table) {
    if (line.from != from || line.event != event) continue;
    fits = &line;
    if (Has(line.roles, attempt.role)) break;
  }
  const std::string what =
      std::string(domain::NameOf(event).zh) + "（" + std::string(domain::NameOf(from).zh) + "）";
  if (fits == nullptr)
    return base::Fail(base::ErrorCode::kConflict, "当前状态不能" + what, "event");
  if (!Has(fits->roles, attempt.role)) {
    return base::Fail(base::ErrorCode::kForbidden,
                      std::string(domain::NameOf(attempt.role).zh) + "无权" + what, "event");
  }
  if (fits->needs_reason && attempt.reason.empty()) {
    return base::Fail(base::ErrorCode::kInvalid, what + "须填写理由", "reason");
  }
  return fits->to;
}

/// The events that the role may try in that state, in the table's order.
template <class State, class Event>
std::vector<Event> AllowedEvents(std::span<const Transition<State, Event>> table, State from,
                                 domain::Role role) {
  std::vector<Event> events;
  for (const auto& line : table) {
    if (line.from == from && Has(line.roles, role)) events.push_back(line.event);
  }
  return events;
}

}  // namespace jiedui::workflow
