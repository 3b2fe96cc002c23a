#pragma once

#include <map>
#include <optional>
#include <vector>

#include "domain/reminder.h"
#include "services/ledger_clocks.h"
#include "services/workspace.h"

namespace jiedui::services {

// What is due is derived (services/ledger_clocks); that somebody was told is kept here, as records.

/// How far the reminder's clock has come: late ones by where they have risen to.
domain::ReminderStage StageOf(const Reminder& reminder);

/// What one run did.
struct ReminderRun {
  std::vector<domain::SentReminder> sent;
  std::int64_t sent_before = 0;  ///< due now, but sent in an earlier run
};

/// Sends every reminder that is due now and was not sent yet: stores it, by which it is in the
/// receiving unit's list of tasks and daily digest of the day, and goes to the webhooks that ask
/// for reminders. Of one clock at one stage each unit is reminded once, however often and by how
/// many processes this runs. kForbidden but for the city office.
base::Result<ReminderRun> SendReminders(Workspace& workspace, const domain::Actor& actor);

/// The reminders sent of these problems, by problem, newest first.
base::Result<std::map<std::int64_t, std::vector<domain::SentReminder>>> RemindersSent(
    const store::Reader& reader, const std::vector<std::int64_t>& ledger_items);

/// Sends the reminders of each working day once, from eight in the morning in China.
class DailyReminders {
 public:
  explicit DailyReminders(Workspace& workspace) : workspace_(workspace) {}
  /// Sends where it is time and that was not done since the process began; nothing otherwise. One
  /// thread at a time.
  base::Result<std::optional<ReminderRun>> Tick();

 private:
  Workspace& workspace_;
  std::optional<base::Date> done_;
};

}  // namespace jiedui::services
