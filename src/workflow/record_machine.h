#pragma once

#include <array>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include "domain/kinds.h"
#include "workflow/machine.h"

namespace jiedui::workflow {

/// A short list of codes in a table.
class Codes {
 public:
  static constexpr std::size_t kMost = 8;
  constexpr Codes() = default;
  constexpr Codes(std::initializer_list<std::string_view> codes) {
    for (const std::string_view code : codes) codes_.at(count_++) = code;
  }
  [[nodiscard]] constexpr const std::string_view* begin() const { return codes_.data(); }
  [[nodiscard]] constexpr const std::string_view* end() const { return codes_.data() + count_; }
  [[nodiscard]] constexpr bool Hold(std::string_view code) const {
    for (const std::string_view one : *this) {
      if (one == code) return true;
    }
    return false;
  }

 private:
  std::array<std::string_view, kMost> codes_ = {};
  std::size_t count_ = 0;
};

/// One line of a record's machine: in one of the states `from`, the event by one of `roles` leads
/// to `to`. Several lines may have the same event.
struct RecordEvent {
  domain::EnumName name;
  Codes from;
  std::string_view to;  ///< code of the state after it; empty: the state stays
  Roles roles = 0;
  bool needs_reason = false;
  Codes must_set = {};  ///< fields that must come along, filled
  Codes may_set = {};   ///< fields that may come along
};

/// The life of the records of one kind. The kind's field `state` (FieldFlag kByEvents) moves by
/// these events only. The first state is the one of a new record.
struct RecordMachine {
  domain::Kind kind;
  std::span<const domain::EnumName> states;
  std::span<const RecordEvent> events;
};

/// Every machine of the programme's records, in the order of Kind.
std::span<const RecordMachine> RecordMachines();

/// The machine of that kind; nullptr where its records have no states of this sort.
const RecordMachine* MachineOf(domain::Kind kind);

/// The line that the event takes in that state by that role. kInvalid for an event that the machine
/// does not know or a reason that is missing, kConflict when it does not fit the state, kForbidden
/// when it does but not for this role.
base::Result<const RecordEvent*> FindEvent(const RecordMachine& machine, std::string_view state,
                                           std::string_view event, const Attempt& attempt);

/// The lines that the role may try in that state, in the machine's order.
std::vector<const RecordEvent*> EventsFor(const RecordMachine& machine, std::string_view state,
                                          domain::Role role);

}  // namespace jiedui::workflow
