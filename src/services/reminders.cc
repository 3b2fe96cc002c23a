#include "services/reminders.h"

#include <algorithm>

#include "domain/webhook.h"
#include "services/record_rules_internal.h"
#include "services/webhook_messages.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::Kind;
using domain::ReminderStage;
using domain::SentReminder;
using domain::Value;

constexpr base::TimeMs kEightMs = 8 * std::int64_t{3'600'000};
/// Stored in one unit of work: others write in between.
constexpr std::size_t kAtOnce = 200;

bool IsDepartment(domain::Role role) {
  return role == domain::Role::kDepartment || role == domain::Role::kSupportDepartment;
}

/// Does a webhook ask for reminders?
Result<bool> IsAskedFor(const store::Reader& reader) {
  JIEDUI_ASSIGN(const auto webhooks, reader.All<domain::Webhook>({store::Equals("active", true)}));
  return std::any_of(webhooks.begin(), webhooks.end(), [](const domain::Webhook& webhook) {
    return Wants(webhook, Kind::kReminder, domain::WebhookEvent::kReminder);
  });
}

/// One for each unit that is to be told.
void AddRecords(const Reminder& reminder, base::TimeMs now_ms, std::vector<SentReminder>& records) {
  for (const Recipient& unit : reminder.to) {
    SentReminder record;
    record.ledger_item = {reminder.item.id};
    record.clock = reminder.clock.clock;
    record.stage = StageOf(reminder);
    record.due_on = reminder.clock.due;
    record.to_role = unit.role;
    record.to_code = unit.code;
    record.to_name = unit.name;
    record.sent_on = base::DateInChina(now_ms);
    record.sent_ms = now_ms;
    record.enterprise = reminder.item.enterprise;
    record.region_code = reminder.item.region_code;
    record.programme_sector = reminder.item.programme_sector;
    record.department_code = IsDepartment(unit.role) ? unit.code : "";
    records.push_back(std::move(record));
  }
}

Result<bool> WasSent(const store::Reader& reader, const SentReminder& record) {
  const auto code = [](auto value) { return Value{std::string(domain::Code(value))}; };
  JIEDUI_ASSIGN(const auto before, reader.FindByKey<SentReminder>(
                                       {Value{record.ledger_item.value}, code(record.clock),
                                        code(record.stage), Value{base::FormatDate(*record.due_on)},
                                        code(record.to_role), Value{record.to_code}}));
  return before.has_value();
}

/// Stores those of the span that were not sent before.
Status Send(store::UnitOfWork& unit, std::span<SentReminder> records, ReminderRun& run) {
  JIEDUI_ASSIGN(const bool asked_for, IsAskedFor(unit));
  for (SentReminder& record : records) {
    JIEDUI_ASSIGN(const bool before, WasSent(unit, record));
    if (before) {
      ++run.sent_before;
      continue;
    }
    record.channels = {"digest"};
    if (asked_for) record.channels.emplace_back("webhook");
    JIEDUI_CHECK(unit.Insert(record));
    run.sent.push_back(record);
  }
  return {};
}

Status SettleReminder(const domain::Reference& /*reference*/, const store::Reader& /*reader*/,
                      domain::Record& record) {
  auto& reminder = static_cast<SentReminder&>(record);
  reminder.department_code = IsDepartment(reminder.to_role) ? reminder.to_code : "";
  return {};
}

}  // namespace

RecordRule RulesOfReminders() { return {Kind::kReminder, SettleReminder}; }

ReminderStage StageOf(const Reminder& reminder) {
  if (!reminder.clock.late)
    return reminder.clock.days_left == 0 ? ReminderStage::kToday : ReminderStage::kSoon;
  switch (reminder.escalated) {
    case domain::Escalation::kOffice:
      return ReminderStage::kOffice;
    case domain::Escalation::kDepartment:
      return ReminderStage::kDepartment;
    default:
      return ReminderStage::kOverdue;
  }
}

Result<ReminderRun> SendReminders(Workspace& workspace, const domain::Actor& actor) {
  if (actor.role != domain::Role::kCityOffice)
    return Fail(ErrorCode::kForbidden, "催办提醒由市推进小组办公室发出");
  JIEDUI_ASSIGN(const std::vector<Reminder> due, RemindersFor(workspace, actor));
  const base::TimeMs now_ms = workspace.clock.NowMs();
  std::vector<SentReminder> records;
  for (const Reminder& reminder : due) AddRecords(reminder, now_ms, records);
  ReminderRun run;
  for (std::size_t at = 0; at < records.size(); at += kAtOnce) {
    const auto batch = std::span(records).subspan(at, std::min(kAtOnce, records.size() - at));
    ReminderRun part;
    JIEDUI_CHECK(workspace.store.Write(
        store::ContextOf(actor, "催办"),
        [&](store::UnitOfWork& unit) -> Status { return Send(unit, batch, part); }));
    run.sent_before += part.sent_before;
    run.sent.insert(run.sent.end(), part.sent.begin(), part.sent.end());
  }
  return run;
}

Result<std::map<std::int64_t, std::vector<SentReminder>>> RemindersSent(
    const store::Reader& reader, const std::vector<std::int64_t>& ledger_items) {
  std::map<std::int64_t, std::vector<SentReminder>> sent;
  if (ledger_items.empty()) return sent;
  JIEDUI_CHECK(reader.ForEach<SentReminder>(
      {store::In("ledger_item", ledger_items)}, [&](SentReminder& reminder) {
        sent[reminder.ledger_item.value].push_back(std::move(reminder));
      }));
  for (auto& [item, reminders] : sent) std::reverse(reminders.begin(), reminders.end());
  return sent;
}

Result<std::optional<ReminderRun>> DailyReminders::Tick() {
  const base::TimeMs now_ms = workspace_.clock.NowMs();
  const base::Date today = base::DateInChina(now_ms);
  const bool early = now_ms < base::StartOfDayInChina(today) + kEightMs;
  if (done_ == today || early || !workspace_.reference.calendar().IsWorkingDay(today))
    return std::optional<ReminderRun>();
  domain::Actor system = domain::Operator();
  system.name = "每日催办";
  JIEDUI_ASSIGN(ReminderRun run, SendReminders(workspace_, system));
  done_ = today;
  return std::optional(std::move(run));
}

}  // namespace jiedui::services
