#pragma once

#include <span>
#include <string_view>

#include "domain/kinds.h"
#include "workflow/record_machine.h"

namespace jiedui::services {

/// A rule of 我的待办: which records of which kind wait for whom. What is derived from one table is
/// one line of its subject's table.
struct TaskRule {
  domain::EnumName name;
  domain::Kind kind = domain::Kind::kEnterprise;
  workflow::Roles roles = 0;
  workflow::Codes states = {};        ///< waiting are those in one of these, or all …
  std::string_view view = "records";  ///< page of the workbench
  std::string_view due_field = {};  ///< … that are due before today, by this date; empty: by none
  bool due_today = false;           ///< … that are due today instead
  std::string_view unset_field = {};  ///< … and where this number is 0; empty: whatever it is
  std::string_view flag_field = {};   ///< … and where this is so; empty: whatever it is
  bool asked = false;                 ///< … that are referred to the actor's own unit
  bool held = false;                  ///< … that the actor's own unit answers
};

/// Every rule, subject by subject: among lines of one urgency this is the order of the list.
std::span<const TaskRule> TaskRules();

}  // namespace jiedui::services
