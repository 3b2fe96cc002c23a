#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "app/command.h"
#include "app/commands/named.h"
#include "services/ledger_board.h"
#include "services/ledger_json.h"
#include "services/reminders.h"

namespace jiedui::app {
namespace {

using base::Status;
using domain::Actor;

struct LedgerArguments {
  std::vector<std::string> filters;
  bool overdue = false;
  bool referred = false;
  bool send = false;
  std::size_t limit = 50;
};

std::string ClockText(const services::ClockReading& clock) {
  std::string text =
      fmt::format("{} {}", domain::NameOf(clock.clock).zh, base::FormatDate(clock.due));
  if (!clock.running) {
    if (clock.met_on) text += fmt::format("（{} 完成", base::FormatDate(*clock.met_on));
    if (clock.met_on) text += clock.late ? "，逾期）" : "）";
    return text;
  }
  if (clock.late && clock.days_left == 0)
    return text + "（已过期）";  // the days since are rest days
  if (clock.late) return text + fmt::format("（逾期 {} 个工作日）", -clock.days_left);
  return text + (clock.days_left == 0 ? std::string("（今天到期）")
                                      : fmt::format("（还有 {} 个工作日）", clock.days_left));
}

std::string SentText(const domain::SentReminder& sent) {
  return fmt::format("{} 已催办{}：{} {}，{}", base::FormatDate(*sent.sent_on), sent.to_name,
                     domain::NameOf(sent.clock).zh, base::FormatDate(*sent.due_on),
                     domain::NameOf(sent.stage).zh);
}

std::string RowText(const services::LedgerBoardRow& row) {
  std::string text = fmt::format("{} {} ledger_item:{}\n  {}\n", row.item.number,
                                 domain::NameOf(row.item.state).zh, row.item.id, row.item.problem);
  std::string clocks;
  for (const services::ClockReading& clock : row.clocks)
    clocks += (clocks.empty() ? "" : "；") + ClockText(clock);
  if (!clocks.empty()) text += fmt::format("  {}\n", clocks);
  if (row.escalated != domain::Escalation::kNone)
    text += fmt::format("  已升级至{}\n", domain::NameOf(row.escalated).zh);
  if (!row.reminders.empty()) text += fmt::format("  {}\n", SentText(row.reminders.front()));
  return text;
}

std::string BoardText(const services::LedgerBoard& board) {
  std::string text;
  for (const services::LedgerBoardRow& row : board.rows) text += RowText(row);
  text += fmt::format("{}，共 {} 条", base::FormatDate(board.today), board.total);
  if (!board.calendar_known)
    text += fmt::format("\n注意：没有 {} 年的节假日安排，工作日只按周末计算", board.today.year);
  return text;
}

void WriteBoard(base::JsonWriter& json, const services::LedgerBoard& board) {
  json.StartObject().Key("items").StartArray();
  for (const services::LedgerBoardRow& row : board.rows) {
    json.StartObject().Key("id").Id(row.item.id).Member("number", row.item.number);
    json.Member("state", domain::Code(row.item.state)).Key("clocks");
    services::WriteClocks(json, row.clocks);
    json.Member("days_late", row.days_late);
    json.Member("escalated", domain::Code(row.escalated)).Key("reminders");
    services::WriteSentReminders(json, row.reminders);
    json.EndObject();
  }
  json.EndArray().Member("total", board.total);
  json.Member("today", base::FormatDate(board.today));
  json.Member("calendar_known", board.calendar_known).EndObject();
}

Status Board(const CommonOptions& common, services::Workspace& workspace, const Actor& actor,
             const LedgerArguments& arguments) {
  services::LedgerBoardQuery query;
  JIEDUI_ASSIGN(query.roster.filters, Conditions(arguments.filters));
  query.roster.limit = arguments.limit;
  query.overdue = arguments.overdue;
  query.referred = arguments.referred;
  JIEDUI_ASSIGN(const services::LedgerBoard board,
                services::ReadLedgerBoard(workspace, actor, query));
  base::JsonWriter json;
  WriteBoard(json, board);
  Print(common.json ? json.Text() : BoardText(board));
  return {};
}

Status Send(const CommonOptions& common, services::Workspace& workspace, const Actor& actor) {
  JIEDUI_ASSIGN(const services::ReminderRun run, services::SendReminders(workspace, actor));
  base::JsonWriter json;
  json.StartObject().Key("sent");
  services::WriteSentReminders(json, run.sent);
  json.Member("sent_before", run.sent_before).EndObject();
  std::string text;
  for (const domain::SentReminder& sent : run.sent)
    text += fmt::format("ledger_item:{} {}\n", sent.ledger_item.value, SentText(sent));
  Print(common.json
            ? json.Text()
            : text + fmt::format("发出 {} 条，{} 条以前已发", run.sent.size(), run.sent_before));
  return {};
}

Status Remind(const CommonOptions& common, services::Workspace& workspace, const Actor& actor,
              const LedgerArguments& arguments) {
  if (arguments.send) return Send(common, workspace, actor);
  JIEDUI_ASSIGN(const std::vector<services::Reminder> reminders,
                services::RemindersFor(workspace, actor));
  base::JsonWriter json;
  json.StartObject().Key("items").StartArray();
  std::string text;
  for (const services::Reminder& reminder : reminders) {
    services::WriteReminder(json, reminder);
    text += fmt::format("{} {}：{} → ", reminder.item.number, reminder.item.problem,
                        ClockText(reminder.clock));
    for (const services::Recipient& one : reminder.to)
      text += fmt::format("{}{}", &one == &reminder.to.front() ? "" : "、", one.name);
    text += '\n';
  }
  json.EndArray().EndObject();
  Print(common.json ? json.Text() : text + fmt::format("共 {} 条提醒", reminders.size()));
  return {};
}

}  // namespace

void AddLedgerCommands(CLI::App& app, CommandLine& line) {
  CLI::App* const ledger =
      app.add_subcommand("ledger", "台账的时限、提醒 / the ledger's clocks and reminders");
  ledger->require_subcommand(1);
  auto arguments = std::make_shared<LedgerArguments>();
  const auto add = [&](const char* name, const char* help, auto use) {
    CLI::App* const command = ledger->add_subcommand(name, help);
    command->callback([&line, arguments, use] {
      line.action = [&line, arguments, use] {
        return Finish([&]() -> Status {
          JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(line.common));
          return use(line.common, opened.workspace(), opened.actor, *arguments);
        }());
      };
    });
    return command;
  };
  CLI::App* const board = add("board", "台账及时限，先到期的在前 / items by what is due", Board);
  board->add_option("FIELD=VALUE", arguments->filters, "条件，例如 state=open department_code=tax");
  board->add_flag("--overdue", arguments->overdue, "只列逾期的");
  board->add_flag("--referred", arguments->referred, "只列转给本单位的");
  board->add_option("--limit", arguments->limit)->check(CLI::Range(1, 200))->capture_default_str();
  add("remind", "到期和逾期的提醒，发给谁 / who is to be reminded of what", Remind)
      ->add_flag(
          "--send", arguments->send,
          "发出并登记尚未发过的；每个时限每个阶段对一个单位只发一次 / sends what was not sent");
}

}  // namespace jiedui::app
