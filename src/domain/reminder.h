#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/ledger.h"
#include "domain/user.h"

namespace jiedui::domain {

/// How far a clock had come when somebody was reminded of it.
enum class ReminderStage : std::uint8_t { kSoon, kToday, kOverdue, kDepartment, kOffice };

constexpr std::array<EnumName, 5> kReminderStageNames = {{
    {"soon", "将到期", "Due the next working day"},
    {"today", "今天到期", "Due today"},
    {"overdue", "已逾期", "Overdue"},
    {"department", "逾期升级至市归口部门", "Overdue, risen to the city department"},
    {"office", "逾期升级至市推进小组办公室", "Overdue, risen to the city office"},
}};
constexpr std::span<const EnumName> NamesOf(ReminderStage /*tag*/) { return kReminderStageNames; }

/// A reminder that was sent: of one clock of a problem, at one stage, to one unit. Its key says
/// that it is sent once; a clock that starts anew (a reopened problem) has another due day. Nobody
/// edits it.
struct SentReminder : RecordOf<Kind::kReminder> {
  LedgerItemId ledger_item;
  LedgerClock clock = LedgerClock::kSettle;
  ReminderStage stage = ReminderStage::kSoon;
  std::optional<base::Date> due_on;  ///< of the clock
  Role to_role = Role::kCounty;
  std::string to_code;  ///< department or region; empty for the office
  std::string to_name;
  std::optional<base::Date> sent_on;  ///< the day in China
  base::TimeMs sent_ms = 0;
  std::vector<std::string> channels;  ///< `digest`, `webhook`
  EnterpriseId enterprise;            ///< of the problem, with what follows from it
  std::string department_code;        ///< of the unit, where it is a department
  std::string region_code;
  std::string programme_sector;
};
using SentReminderId = base::Id<SentReminder>;

}  // namespace jiedui::domain
