#include "app/commands/record_words.h"

#include <fmt/format.h>

#include "api/record_json.h"
#include "services/access.h"
#include "services/briefs.h"
#include "services/import_values.h"
#include "services/pairings.h"
#include "services/record_events.h"

namespace jiedui::app {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::Actor;
using domain::Kind;
using domain::Record;
using services::RecordKey;

Result<const domain::FieldDef*> FieldNamed(Kind kind, const std::string& name) {
  const domain::FieldDef* const field = domain::TypeOf(kind).Find(name);
  if (field != nullptr && (!field->Is(domain::kSecret) || field->Is(domain::kTypedIn)))
    return field;
  return Fail(ErrorCode::kInvalid, std::string(domain::NameOf(kind).zh) + "没有字段 “" + name + "”",
              name);
}

/// The value as a clerk writes it: moments by the clock of China; nothing for moments and derived
/// numbers that were never set.
std::string ValueText(const domain::FieldDef& field, const domain::Value& value) {
  constexpr base::TimeMs kChinaMs = 8 * 3'600'000;
  constexpr std::size_t kToTheMinute = 16;
  const auto* const whole = std::get_if<std::int64_t>(&value);
  const bool moment = field.type == domain::FieldType::kMoment;
  if (whole != nullptr && *whole == 0 && (moment || field.Is(domain::kDerived))) return {};
  if (whole == nullptr || !moment) return domain::FormatValue(field, value);
  std::string text = base::FormatUtc(*whole + kChinaMs).substr(0, kToTheMinute);
  text[text.find('T')] = ' ';
  return text;
}

std::string TextOf(const Record& record, const std::map<RecordKey, std::string>& titles) {
  const domain::RecordType& type = domain::TypeOf(record.kind());
  std::string text = fmt::format("{} {}:{}  {}  版本 {}\n", type.name().zh, type.name().code,
                                 record.id, domain::TitleOf(record), record.version);
  for (const domain::FieldDef& field : type.fields) {
    const domain::Value value = field.get(record);
    if (field.Is(domain::kSecret) || domain::IsEmpty(value)) continue;
    std::string shown = ValueText(field, value);
    if (shown.empty()) continue;
    for (const domain::EnumName& choice : field.choices) {
      if (choice.code == shown) shown = std::string(choice.zh);
    }
    const auto* const id = std::get_if<std::int64_t>(&value);
    const auto kind = domain::ReferredKind(record, field);
    if (kind && id != nullptr) {
      const auto title = titles.find({*kind, *id});
      if (title != titles.end()) shown = fmt::format("{}（{}）", title->second, shown);
    }
    text += fmt::format("  {}: {}\n", field.zh, shown);
  }
  return text;
}

/// The names of the events that the actor may try on it now.
Result<std::vector<domain::EnumName>> EventsOf(const store::Reader& reader, const Actor& actor,
                                               const Record& record) {
  std::vector<domain::EnumName> names;
  if (record.kind() != Kind::kPairing) {
    for (const workflow::RecordEvent* const line : services::AllowedRecordEvents(actor, record))
      names.push_back(line->name);
    return names;
  }
  const auto& pairing = static_cast<const domain::Pairing&>(record);
  JIEDUI_ASSIGN(const domain::Plan plan, reader.Get(pairing.plan));
  for (const workflow::PairingEvent event : services::AllowedEvents(actor, pairing, plan.state))
    names.push_back(domain::NameOf(event));
  return names;
}

std::string EventsText(const std::vector<domain::EnumName>& events) {
  std::string text;
  for (const domain::EnumName& event : events)
    text += fmt::format("{}{}（{}）", text.empty() ? "" : "、", event.zh, event.code);
  return text.empty() ? text : "  可办理: " + text + "\n";
}

/// The title of the record that the field refers to; empty where it has no such field, refers to
/// nothing or to what is out of sight.
std::string TitleThrough(const Record& record, std::string_view name,
                         const std::map<RecordKey, std::string>& titles) {
  const domain::FieldDef* const field = domain::TypeOf(record.kind()).Find(name);
  if (field == nullptr) return {};
  const domain::Value value = field->get(record);
  const auto* const id = std::get_if<std::int64_t>(&value);
  const auto kind = domain::ReferredKind(record, *field);
  if (!kind || id == nullptr) return {};
  const auto title = titles.find({*kind, *id});
  return title == titles.end() ? std::string() : title->second;
}

/// The state in words; empty for a kind without.
std::string StateText(const Record& record) {
  const domain::FieldDef* const field = domain::TypeOf(record.kind()).Find("state");
  if (field == nullptr) return {};
  const std::string code = domain::FormatValue(*field, field->get(record));
  for (const domain::EnumName& choice : field->choices) {
    if (choice.code == code) return std::string(choice.zh);
  }
  return code;
}

}  // namespace

Result<RecordKey> KeyNamed(const std::string& text) {
  const auto key = services::ParseKey(text);
  if (!key) return Fail(ErrorCode::kInvalid, "“" + text + "” 不是 类别:编号", "KIND:ID");
  return *key;
}

Status Assign(const services::Workspace& workspace, const std::vector<std::string>& words,
              bool by_hand, Record& record) {
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  services::CellReader cells(workspace.reference, session);
  for (const std::string& word : words) {
    JIEDUI_ASSIGN(const auto assignment, SplitAssignment(word));
    JIEDUI_ASSIGN(const domain::FieldDef* const field, FieldNamed(record.kind(), assignment.first));
    if (by_hand && (field->Is(domain::kDerived) || field->Is(domain::kByEvents))) {
      return Fail(ErrorCode::kInvalid, std::string(field->zh) + " 不能直接填写", assignment.first);
    }
    services::ImportColumns::Column column;
    column.field = field;
    const Status read = cells.Read(column, assignment.second, record);
    if (!read) return Fail(read.error().code, read.error().message, assignment.first);
  }
  return {};
}

std::string LineOf(const Record& record, const std::map<RecordKey, std::string>& titles) {
  std::string text = fmt::format("{}:{}", domain::Code(record.kind()), record.id);
  const std::string helper = TitleThrough(record, "helper_id", titles);
  const std::string enterprise = TitleThrough(record, "enterprise", titles);
  if (record.kind() == Kind::kPairing) {
    text += fmt::format("  {} → {}", helper, enterprise);
  } else {
    text += "  " + domain::TitleOf(record);
    if (!enterprise.empty()) text += "（" + enterprise + "）";
  }
  const std::string state = StateText(record);
  return state.empty() ? text : text + "  " + state;
}

Status ShowRecord(const CommonOptions& common, services::Workspace& workspace, const Actor& actor,
                  const Record& record) {
  const std::array<const Record*, 1> one = {&record};
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  api::RecordReader reader;
  reader.reveals = domain::IsOperator(actor);
  reader.own = {actor.own_kind, actor.own_id};
  reader.actor = &actor;
  JIEDUI_ASSIGN(reader.titles, services::ReadTitles(session, actor, one));
  if (!common.json) {
    JIEDUI_ASSIGN(const std::vector<domain::EnumName> events, EventsOf(session, actor, record));
    Print(TextOf(record, reader.titles) + EventsText(events));
    return {};
  }
  base::JsonWriter json;
  api::WriteRecord(json, record, reader);
  Print(json.Text());
  return {};
}

}  // namespace jiedui::app
