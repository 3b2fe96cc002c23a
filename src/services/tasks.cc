#include "services/tasks.h"

#include "domain/ledger.h"
#include "domain/pairing.h"
#include "domain/programme.h"
#include "domain/reminder.h"
#include "domain/webhook.h"
#include "services/access.h"
#include "services/briefs.h"
#include "services/monthly_reports.h"
#include "services/months.h"
#include "services/scope_filters.h"
#include "services/task_rules.h"

namespace jiedui::services {
namespace {

using base::Result;
using base::Status;
using domain::Actor;
using domain::Kind;
using domain::Record;
using domain::Role;
using workflow::Permission;

constexpr std::int64_t kShown = 5;

std::optional<base::Date> DateOf(const Record& record, std::string_view field_name) {
  const domain::FieldDef* const field = domain::TypeOf(record.kind()).Find(field_name);
  if (field == nullptr) return std::nullopt;
  const base::Result<base::Date> date =
      base::ParseDate(domain::FormatValue(*field, field->get(record)));
  return date ? std::optional(*date) : std::nullopt;
}

Urgency UrgencyOf(const std::optional<base::Date>& due, base::TimeMs now_ms) {
  if (!due) return Urgency::kWeek;
  constexpr base::TimeMs kDayMs = 86'400'000;
  const base::TimeMs left_ms =
      base::StartOfDayInChina(*due) - base::StartOfDayInChina(base::DateInChina(now_ms));
  if (left_ms < 0) return Urgency::kOverdue;
  if (left_ms == 0) return Urgency::kToday;
  return left_ms <= 7 * kDayMs ? Urgency::kWeek : Urgency::kLater;
}

/// What a person knows the record by: a pairing by its two sides, what belongs to an enterprise by
/// that one and its own number.
std::string TaskTitle(const Record& record, const Briefs& briefs) {
  if (record.kind() == Kind::kPairing) {
    const auto& pairing = static_cast<const domain::Pairing&>(record);
    return BriefAmong(briefs, {pairing.helper_kind, pairing.helper_id}).title + " → " +
           BriefAmong(briefs, {Kind::kEnterprise, pairing.enterprise.value}).title;
  }
  if (record.kind() == Kind::kReminder) {
    const auto& reminder = static_cast<const domain::SentReminder&>(record);
    return BriefAmong(briefs, {Kind::kLedgerItem, reminder.ledger_item.value}).title + "：" +
           std::string(domain::NameOf(reminder.clock).zh) +
           std::string(domain::NameOf(reminder.stage).zh);
  }
  const domain::RecordType& type = domain::TypeOf(record.kind());
  const domain::FieldDef* const owner = type.Find("enterprise");
  if (owner == nullptr || type.Find("title") != nullptr) return domain::TitleOf(record);
  const domain::Value value = owner->get(record);
  const auto* const id = std::get_if<std::int64_t>(&value);
  if (id == nullptr) return domain::TitleOf(record);
  const std::string enterprise = BriefAmong(briefs, {Kind::kEnterprise, *id}).title;
  return domain::TitleField(type) == nullptr ? enterprise
                                             : enterprise + "（" + domain::TitleOf(record) + "）";
}

/// The line's first records; titles only, the page itself shows the rest.
Status AddItems(const store::Reader& reader, const TaskRule& rule, const store::Filters& filters,
                Task& task) {
  store::ListQuery query;
  query.filters = filters;
  query.limit = kShown;
  if (!rule.due_field.empty()) query.order_by = std::string(rule.due_field);
  JIEDUI_ASSIGN(const store::Page page, reader.List(rule.kind, query));
  std::vector<RecordKey> named;
  for (const auto& record : page.records) {
    const std::vector<RecordKey> references = ReferencesOf(*record);
    named.insert(named.end(), references.begin(), references.end());
  }
  JIEDUI_ASSIGN(const Briefs briefs, ReadBriefs(reader, named));
  for (const auto& record : page.records) {
    task.items.push_back({{record->kind(), record->id},
                          TaskTitle(*record, briefs),
                          "",
                          DateOf(*record, rule.due_field)});
  }
  return {};
}

void AddDue(const TaskRule& rule, base::TimeMs now_ms, store::Filters& filters) {
  if (rule.due_field.empty()) return;
  const std::string field(rule.due_field);
  const std::string today = base::FormatDate(base::DateInChina(now_ms));
  const std::string yesterday = base::FormatDate(base::DateInChina(now_ms - 86'400'000));
  filters.push_back(rule.due_today ? store::Equals(field, today) : store::AtMost(field, yesterday));
}

/// What was referred to the actor's unit; false where it can have been nothing.
bool AddAsked(const Actor& actor, store::Filters& filters) {
  if (actor.role == Role::kCityOffice) return true;
  const bool county = actor.role == Role::kCounty;
  filters.push_back(store::Equals("referred_to", county ? std::string() : actor.department_code));
  return county || !actor.department_code.empty();
}

/// What the actor's unit answers: a department's own, a county's where the county answers. The
/// office looks after all, the enterprise's are its own anyway.
void AddHeld(const Actor& actor, store::Filters& filters) {
  if (actor.role == Role::kDepartment || actor.role == Role::kSupportDepartment)
    filters.push_back(store::Equals("department_code", actor.department_code));
  if (actor.role == Role::kCounty)
    filters.push_back(
        store::Equals("level", std::string(domain::Code(domain::GovernmentLevel::kCounty))));
}

/// What was sent to the actor's own unit.
void AddSentTo(const Actor& actor, store::Filters& filters) {
  filters.push_back(store::Equals("to_role", std::string(domain::Code(actor.role))));
  if (actor.role == Role::kCounty) filters.push_back(store::In("to_code", actor.regions));
  if (actor.role == Role::kDepartment || actor.role == Role::kSupportDepartment)
    filters.push_back(store::Equals("to_code", actor.department_code));
}

/// What a unit answers for as such is its own only.
void AddOwnUnit(const Actor& actor, Kind kind, store::Filters& filters) {
  if (kind == Kind::kReminder) AddSentTo(actor, filters);
  if (kind != Kind::kMonthlyReport && kind != Kind::kPlanTask) return;
  if (actor.role == Role::kCounty) filters.push_back(store::In("region_code", actor.regions));
  if (actor.role == Role::kDepartment || actor.role == Role::kSupportDepartment)
    filters.push_back(store::Equals("department_code", actor.department_code));
}

/// The month's report (E2), where the actor speaks for a unit that has to file one and has not.
Result<std::optional<Task>> DeriveReport(const Workspace& workspace, const store::Reader& reader,
                                         const Actor& actor) {
  if (actor.role != Role::kCounty && actor.role != Role::kDepartment) return std::optional<Task>();
  const base::TimeMs now_ms = workspace.clock.NowMs();
  const std::string month = MonthBefore(MonthOf(now_ms));
  const auto overview = OverviewOf(reader, workspace.reference, {}, month, now_ms);
  if (!overview) return std::optional<Task>();  // no campaign, no reports
  const domain::Campaign& campaign = overview->campaign;
  const MonthSpan span = SpanOf(month);
  const bool within = campaign.starts_on && campaign.ends_on &&
                      base::StartOfDayInChina(*campaign.starts_on) < span.until_ms &&
                      base::StartOfDayInChina(*campaign.ends_on) >= span.from_ms;
  for (const ReportStanding& standing : overview->units) {
    const bool department = standing.unit.sort == UnitSort::kDepartment;
    const bool own = SpeaksFor(actor, department ? "" : standing.unit.code,
                               department ? standing.unit.code : "");
    if (!within || !own || !standing.expected || standing.received) continue;
    Task task{"file_report",
              "待报送的月报",
              "Report to file",
              1,
              overview->due,
              UrgencyOf(overview->due, now_ms),
              "records",
              {},
              {}};
    task.filters["plural"] = std::string(domain::TypeOf(Kind::kMonthlyReport).plural);
    task.items.push_back({{Kind::kCampaign, campaign.id},
                          standing.unit.zh + " " + month + " 月报",
                          "",
                          overview->due});
    return std::optional(std::move(task));
  }
  return std::optional<Task>();
}

/// Messages to webhooks that were given up: the office sees to the receiver and sends them again.
Result<std::optional<Task>> DeriveGivenUp(const store::Reader& reader, const Actor& actor) {
  if (actor.role != Role::kCityOffice) return std::optional<Task>();
  JIEDUI_ASSIGN(const std::vector<domain::Webhook> webhooks, reader.All<domain::Webhook>());
  Task task{"given_up_webhooks",
            "未送达的变更推送",
            "Webhooks given up",
            0,
            std::nullopt,
            Urgency::kToday,
            "records",
            {},
            {}};
  task.filters["plural"] = std::string(domain::TypeOf(Kind::kWebhook).plural);
  for (const domain::Webhook& webhook : webhooks) {
    JIEDUI_ASSIGN(const store::DeliveryCounts counts, reader.CountDeliveries(webhook.id));
    if (counts.dead == 0) continue;
    task.count += counts.dead;
    if (std::ssize(task.items) < kShown)
      task.items.push_back({{Kind::kWebhook, webhook.id}, webhook.name, "", std::nullopt});
  }
  return task.count == 0 ? std::nullopt : std::optional(std::move(task));
}

Result<std::optional<Task>> Derive(const Workspace& workspace, const store::Reader& reader,
                                   const Actor& actor, const TaskRule& rule) {
  const base::TimeMs now_ms = workspace.clock.NowMs();
  store::Filters filters = ScopeFilters(ScopeOf(actor, rule.kind), rule.kind);
  const std::vector<std::string> states(rule.states.begin(), rule.states.end());
  if (!states.empty()) filters.push_back(store::In("state", states));
  AddOwnUnit(actor, rule.kind, filters);
  if (!rule.unset_field.empty())
    filters.push_back(store::Equals(std::string(rule.unset_field), std::int64_t{0}));
  if (!rule.flag_field.empty())
    filters.push_back(store::Equals(std::string(rule.flag_field), true));
  AddDue(rule, now_ms, filters);
  if (rule.asked && !AddAsked(actor, filters)) return std::optional<Task>();
  if (rule.held) AddHeld(actor, filters);
  JIEDUI_ASSIGN(const std::int64_t count, reader.Count(rule.kind, filters));
  if (count == 0) return std::optional<Task>();
  Task task{rule.name.code, rule.name.zh, rule.name.en, count, std::nullopt,
            Urgency::kWeek, rule.view,    {},           {}};
  JIEDUI_CHECK(AddItems(reader, rule, filters, task));
  if (!task.items.empty()) task.due = task.items.front().due;
  task.urgency = UrgencyOf(task.due, now_ms);
  if (!states.empty()) task.filters["state"] = states.front();
  task.filters["plural"] = std::string(domain::TypeOf(rule.kind).plural);
  return std::optional(std::move(task));
}

}  // namespace

std::string DigestMarkdown(const std::vector<Task>& tasks, const base::Date& day) {
  std::string text = "# 待办 " + base::FormatDate(day) + "\n";
  if (tasks.empty()) return text + "\n今天没有待办。\n";
  for (const Task& task : tasks) {
    text += "\n## " + std::string(task.zh) + "（" + std::to_string(task.count) + "，" +
            std::string(domain::NameOf(task.urgency).zh) + "）\n\n";
    for (const TaskItem& item : task.items) {
      text += "- " + item.title;
      if (item.due) text += "，期限 " + base::FormatDate(*item.due);
      text += "\n";
    }
    const auto more = task.count - static_cast<std::int64_t>(task.items.size());
    if (more > 0) text += "- 另有 " + std::to_string(more) + " 项\n";
  }
  return text;
}

Result<std::vector<Task>> TasksOf(Workspace& workspace, const Actor& actor) {
  JIEDUI_CHECK(Require(actor, Permission::kRead));
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  std::vector<Task> tasks;
  for (const TaskRule& rule : TaskRules()) {
    if (!workflow::Has(rule.roles, actor.role)) continue;
    JIEDUI_ASSIGN(std::optional<Task> task, Derive(workspace, session, actor, rule));
    if (task) tasks.push_back(*std::move(task));
  }
  JIEDUI_ASSIGN(std::optional<Task> report, DeriveReport(workspace, session, actor));
  if (report) tasks.push_back(*std::move(report));
  JIEDUI_ASSIGN(std::optional<Task> given_up, DeriveGivenUp(session, actor));
  if (given_up) tasks.push_back(*std::move(given_up));
  std::stable_sort(tasks.begin(), tasks.end(),
                   [](const Task& a, const Task& b) { return a.urgency < b.urgency; });
  return tasks;
}

}  // namespace jiedui::services
