#include "services/ledger_json.h"

namespace jiedui::services {
namespace {

using base::JsonWriter;

void WriteDay(JsonWriter& json, std::string_view name, const std::optional<base::Date>& day) {
  json.Key(name);
  day ? json.String(base::FormatDate(*day)) : json.Null();
}

void WriteDaysLeft(JsonWriter& json, const ClockReading& clock) {
  json.Key("days_left");
  clock.running ? json.Int(clock.days_left) : json.Null();
}

void WriteNode(JsonWriter& json, const ChainNode& node) {
  json.StartObject().Member("kind", domain::Code(node.key.kind)).Key("id").Id(node.key.id);
  json.Member("title", node.title).Member("state", node.state).Member("state_zh", node.state_zh);
  json.Member("day", base::FormatDate(node.day)).Key("steps").Int(node.steps).Key("by");
  node.by.id == 0 ? json.Null() : json.String(FormatKey(node.by));
  json.Member("link", node.link).EndObject();
}

void WriteNodes(JsonWriter& json, std::string_view name, const std::vector<ChainNode>& nodes) {
  json.Key(name).StartArray();
  for (const ChainNode& node : nodes) WriteNode(json, node);
  json.EndArray();
}

}  // namespace

void WriteClocks(JsonWriter& json, const std::vector<ClockReading>& clocks) {
  json.StartArray();
  for (const ClockReading& clock : clocks) {
    json.StartObject().Member("clock", domain::Code(clock.clock));
    json.Member("due", base::FormatDate(clock.due));
    WriteDay(json, "met_on", clock.met_on);
    json.Key("running").Bool(clock.running).Key("late").Bool(clock.late);
    WriteDaysLeft(json, clock);
    json.EndObject();
  }
  json.EndArray();
}

void WriteSentReminders(JsonWriter& json, const std::vector<domain::SentReminder>& reminders) {
  json.StartArray();
  for (const domain::SentReminder& one : reminders) {
    json.StartObject().Member("clock", domain::Code(one.clock));
    json.Member("stage", domain::Code(one.stage));
    WriteDay(json, "due", one.due_on);
    json.Member("to", one.to_name).Member("sent_at", base::FormatUtc(one.sent_ms)).EndObject();
  }
  json.EndArray();
}

void WriteReminder(JsonWriter& json, const Reminder& reminder) {
  json.StartObject().Key("item").StartObject();
  json.Member("kind", domain::Code(domain::Kind::kLedgerItem)).Key("id").Id(reminder.item.id);
  json.Member("number", reminder.item.number).Member("title", reminder.item.problem).EndObject();
  json.Member("clock", domain::Code(reminder.clock.clock));
  json.Member("due", base::FormatDate(reminder.clock.due));
  WriteDaysLeft(json, reminder.clock);
  json.Member("escalated", domain::Code(reminder.escalated)).Key("to").StartArray();
  for (const Recipient& one : reminder.to) {
    json.StartObject().Member("role", domain::Code(one.role)).Member("code", one.code);
    json.Member("name", one.name).EndObject();
  }
  json.EndArray().EndObject();
}

void WriteChain(JsonWriter& json, const Chain& chain) {
  json.StartObject().Key("start");
  WriteNode(json, chain.start);
  WriteNodes(json, "up", chain.up);
  WriteNodes(json, "down", chain.down);
  json.Key("truncated").Bool(chain.truncated).EndObject();
}

}  // namespace jiedui::services
