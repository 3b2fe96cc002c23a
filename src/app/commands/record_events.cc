#include "services/record_events.h"

#include <fmt/format.h>

#include "app/commands/record_words.h"
#include "base/json_writer.h"
#include "services/briefs.h"
#include "services/ownership.h"
#include "services/pairings.h"
#include "services/roster.h"

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

constexpr std::size_t kShownFailures = 20;

/// `approve`, `reject` …, with `helper=expert:9` for a swap.
Result<services::PairingEventRequest> PairingRequest(const RecordArguments& arguments) {
  services::PairingEventRequest request;
  const auto event = domain::FromCode<workflow::PairingEvent>(arguments.event);
  if (!event) return Fail(ErrorCode::kInvalid, "结对没有事件 “" + arguments.event + "”", "EVENT");
  request.event = *event;
  request.reason = arguments.reason;
  for (const std::string& word : arguments.assignments) {
    JIEDUI_ASSIGN(const auto assignment, SplitAssignment(word));
    if (assignment.first != "helper")
      return Fail(ErrorCode::kInvalid, "结对只可一并填写 helper", assignment.first);
    JIEDUI_ASSIGN(request.helper, KeyNamed(assignment.second));
  }
  return request;
}

Result<services::RecordEventRequest> RecordRequest(const services::Workspace& workspace, Kind kind,
                                                   const RecordArguments& arguments) {
  const std::unique_ptr<Record> wanted = domain::TypeOf(kind).make();
  JIEDUI_CHECK(Assign(workspace, arguments.assignments, false, *wanted));
  services::RecordEventRequest request{arguments.event, arguments.reason, {}};
  for (const std::string& word : arguments.assignments) {
    JIEDUI_ASSIGN(const auto pair, SplitAssignment(word));
    const domain::FieldDef* const field = domain::TypeOf(kind).Find(pair.first);
    request.fields.emplace_back(field, field->get(*wanted));
  }
  return request;
}

Result<std::unique_ptr<Record>> Move(services::Workspace& workspace, const Actor& actor,
                                     const Record& seen, const RecordArguments& arguments) {
  if (seen.kind() != Kind::kPairing) {
    JIEDUI_ASSIGN(const services::RecordEventRequest request,
                  RecordRequest(workspace, seen.kind(), arguments));
    return services::PostRecordEvent(workspace, actor, seen.kind(), seen.id, seen.version, request);
  }
  JIEDUI_ASSIGN(const services::PairingEventRequest request, PairingRequest(arguments));
  JIEDUI_ASSIGN(
      domain::Pairing pairing,
      services::DecidePairing(workspace, actor, domain::PairingId{seen.id}, seen.version, request));
  return std::unique_ptr<Record>(std::make_unique<domain::Pairing>(std::move(pairing)));
}

/// Every record that the conditions let through and the actor may keep, read before the first of
/// them moves.
Result<std::vector<std::unique_ptr<Record>>> ReadAll(services::Workspace& workspace,
                                                     const Actor& actor, Kind kind,
                                                     const RecordArguments& arguments) {
  services::RosterQuery query;
  query.limit = 200;
  JIEDUI_ASSIGN(query.filters, Conditions(arguments.conditions));
  std::vector<std::unique_ptr<Record>> all;
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  do {
    JIEDUI_ASSIGN(services::RosterPage page, services::ListRecords(workspace, actor, kind, query));
    for (auto& record : page.items) {
      // What the actor sees but others keep is no failure of theirs.
      const bool own =
          kind == Kind::kPairing || services::RequireInScope(session, actor, *record).has_value();
      if (own) all.push_back(std::move(record));
    }
    query.cursor = page.next_cursor;
  } while (!query.cursor.empty());
  return all;
}

struct Failure {
  const Record* record = nullptr;
  base::Error error;
};

void PrintOutcome(const CommonOptions& common, std::size_t done,
                  const std::vector<Failure>& failures,
                  const std::map<RecordKey, std::string>& titles) {
  base::JsonWriter json;
  json.StartObject().Member("done", static_cast<std::int64_t>(done));
  json.Key("failures").StartArray();
  std::string text = fmt::format("已办理 {} 条", done);
  if (!failures.empty()) text += fmt::format("，未办理 {} 条", failures.size());
  std::size_t shown = 0;
  for (const Failure& failure : failures) {
    const RecordKey key{failure.record->kind(), failure.record->id};
    if (shown++ < kShownFailures)
      text += fmt::format("\n  {}: {}", LineOf(*failure.record, titles), failure.error.message);
    json.StartObject().Member("record", services::FormatKey(key));
    json.Member("message", failure.error.message).EndObject();
  }
  json.EndArray().EndObject();
  if (failures.size() > kShownFailures)
    text += fmt::format("\n  另有 {} 条", failures.size() - kShownFailures);
  Print(common.json ? json.Text() : text);
}

}  // namespace

Status PutThrough(const CommonOptions& common, services::Workspace& workspace, const Actor& actor,
                  const RecordArguments& arguments) {
  JIEDUI_ASSIGN(const RecordKey key, KeyNamed(arguments.key));
  JIEDUI_ASSIGN(const std::unique_ptr<Record> seen,
                services::ReadRecord(workspace, actor, key.kind, key.id));
  JIEDUI_ASSIGN(const std::unique_ptr<Record> record, Move(workspace, actor, *seen, arguments));
  return ShowRecord(common, workspace, actor, *record);
}

Status PutEachThrough(const CommonOptions& common, services::Workspace& workspace,
                      const Actor& actor, const RecordArguments& arguments) {
  JIEDUI_ASSIGN(const Kind kind, KindNamed(arguments.kind));
  JIEDUI_ASSIGN(const auto all, ReadAll(workspace, actor, kind, arguments));
  std::vector<Failure> failures;
  std::vector<const Record*> failed;
  for (const auto& record : all) {
    const auto moved = Move(workspace, actor, *record, arguments);
    if (moved) continue;
    if (moved.error().code == ErrorCode::kInvalid) return tl::unexpected(moved.error());
    failures.push_back({record.get(), moved.error()});
    failed.push_back(record.get());
  }
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const auto titles, services::ReadTitles(session, actor, failed));
  PrintOutcome(common, all.size() - failures.size(), failures, titles);
  if (failures.empty()) return {};
  return Fail(ErrorCode::kConflict, fmt::format("{} 条未能办理", failures.size()));
}

}  // namespace jiedui::app
