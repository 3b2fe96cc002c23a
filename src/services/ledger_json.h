#pragma once

#include "base/json_writer.h"
#include "domain/reminder.h"
#include "services/chain.h"
#include "services/ledger_clocks.h"

namespace jiedui::services {

// How clocks, reminders and chains are written, for the API and the command line alike.

/// [{"clock","due","met_on","running","late","days_left"}]
void WriteClocks(base::JsonWriter& json, const std::vector<ClockReading>& clocks);

/// The reminders that were sent, as an array.
void WriteSentReminders(base::JsonWriter& json, const std::vector<domain::SentReminder>& reminders);
/// {"item": {kind, id, number, title}, "clock", "due", "days_left", "escalated", "to": […]}
void WriteReminder(base::JsonWriter& json, const Reminder& reminder);

/// {"start", "up", "down", "truncated"}: nodes of {kind, id, title, state, state_zh, day, steps,
/// by, link}.
void WriteChain(base::JsonWriter& json, const Chain& chain);

}  // namespace jiedui::services
