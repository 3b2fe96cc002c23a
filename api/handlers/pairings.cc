#include "services/pairings.h"

#include <set>

#include "api/handlers/handlers.h"
#include "api/handlers/pairing_query.h"
#include "api/json_parts.h"
#include "api/problems.h"
#include "services/briefs_json.h"

namespace jiedui::api {
namespace {

using base::ErrorCode;
using base::Fail;
using base::JsonWriter;
using base::Result;
using workflow::PairingEvent;

constexpr std::size_t kLongestReason = 2000;
constexpr std::size_t kLargestBatch = 200;

void WriteAlternates(JsonWriter& json, const services::PairingDetails& details) {
  json.Key("alternates").StartArray();
  for (const services::PairingDetails::Other& other : details.alternates) {
    json.StartObject().Key("helper");
    WriteBrief(json, other.helper);
    json.Member("score", other.score).Key("capacity");
    WriteCapacity(json, other.capacity, other.used);
    json.Member("text_zh", other.zh).Member("text_en", other.en);
    WriteDifferences(json, other.differences);
    if (other.plan_loss) {
      json.Key("plan_loss").StartObject().Member("covered", other.plan_loss->covered);
      json.Member("score", other.plan_loss->score).EndObject();
    }
    json.EndObject();
  }
  json.EndArray();
}

JsonWriter WriteDetails(const services::PairingDetails& details) {
  const domain::Pairing& pairing = details.view.pairing;
  JsonWriter json;
  json.StartObject();
  WritePairingMembers(json, details.view);
  json.Member("plan_name", details.plan_name);
  json.Member("plan_state", domain::Code(details.plan_state)).Member("reason", pairing.reason);
  json.Key("decided_by");
  WriteWho(json, pairing.decided_by, details.decided_by);
  json.Key("decided_at");
  WriteMoment(json, pairing.decided_ms);
  json.Key("helper_accepted_at");
  WriteMoment(json, pairing.helper_accepted_ms);
  json.Member("created_at", base::FormatUtc(pairing.created_ms));
  json.Member("updated_at", base::FormatUtc(pairing.updated_ms)).Key("explanation");
  WriteExplanation(json, pairing.explanation, details.evidence, details.nearest, details.conflict);
  json.Key("capacity");
  WriteCapacity(json, details.capacity, details.used);
  WriteAlternates(json, details);
  json.EndObject();
  return json;
}

bool FitsBatch(PairingEvent event) {
  return event != PairingEvent::kSwap && event != PairingEvent::kAccept &&
         event != PairingEvent::kDecline;
}

Result<services::PairingAtVersion> ReadItem(const base::JsonValue& item) {
  services::PairingAtVersion read;
  JIEDUI_ASSIGN(read.id.value, MemberId(item, "id"));
  const auto version = item.Find("version");
  const std::optional<std::int64_t> number = version ? version->AsInt() : std::nullopt;
  if (!number || *number < 1)
    return Fail(ErrorCode::kInvalid, "items: version 应为看到的版本号", "items");
  read.version = *number;
  for (const auto& [name, value] : item.Members()) {
    if (name == "id" || name == "version") continue;
    return Fail(ErrorCode::kInvalid, "items 没有成员 “" + std::string(name.substr(0, 64)) + "”",
                "items");
  }
  return read;
}

Result<std::vector<services::PairingAtVersion>> ReadItems(base::JsonValue body) {
  const auto member = body.Find("items");
  const std::vector<base::JsonValue> items =
      member && member->IsArray() ? member->Items() : std::vector<base::JsonValue>{};
  if (items.empty() || items.size() > kLargestBatch)
    return Fail(ErrorCode::kInvalid, "items 应有 1 到 200 项", "items");
  std::vector<services::PairingAtVersion> pairings;
  std::set<std::int64_t> seen;
  pairings.reserve(items.size());
  for (const base::JsonValue& item : items) {
    const Result<services::PairingAtVersion> read = ReadItem(item);
    if (!read) return Fail(ErrorCode::kInvalid, read.error().message, "items");
    if (!seen.insert(read->id.value).second) {
      return Fail(ErrorCode::kInvalid, "items: " + std::to_string(read->id.value) + " 重复",
                  "items");
    }
    pairings.push_back(*read);
  }
  return pairings;
}

void WriteBatchLine(JsonWriter& json, const Context& context, std::int64_t id,
                    const Result<domain::Pairing>& result) {
  json.StartObject().Key("id").Id(id).Member("ok", result.has_value());
  if (result) {
    json.Member("state", domain::Code(result->state)).Member("version", result->version);
    json.Key("problem").Null();
  } else {
    json.Key("state").Null().Key("version").Null().Key("problem");
    WriteProblem(json, result.error(), context.request().id);
  }
  json.EndObject();
}

}  // namespace

Answer PairingResponse(const Context& context, int status, std::int64_t id,
                       services::PlanLosses losses) {
  JIEDUI_ASSIGN(const services::PairingDetails details,
                services::ReadPairing(context.workspace(), context.actor(), {id}, losses));
  return VersionedResponse(status, WriteDetails(details), details.view.pairing.version);
}

Answer ListPairings(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({"plan", "enterprise", "helper", "state", "pair_kind", "region",
                                   "programme_sector", "q", "sort", "cursor", "limit"}));
  JIEDUI_ASSIGN(services::PlanPartQuery query, ReadPlanPartQuery(context));
  JIEDUI_ASSIGN(const std::int64_t plan, context.QueryId("plan"));
  if (plan != 0) query.plan = domain::PlanId{plan};
  JIEDUI_ASSIGN(query.enterprise, context.QueryId("enterprise"));
  JIEDUI_ASSIGN(const auto helper, context.QueryKey("helper"));
  if (helper) query.helper = *helper;
  JIEDUI_ASSIGN(const services::PairingViewPage page,
                services::ListPairings(context.workspace(), context.actor(), query));
  return JsonResponse(200, WritePairingPage(page));
}

Answer GetPairing(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({"plan_loss"}));
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_ASSIGN(const bool asked, context.QueryFlag("plan_loss"));
  return PairingResponse(context, 200, id,
                         asked ? services::PlanLosses::kAsked : services::PlanLosses::kLeftOut);
}

Answer PostPairingEvent(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_ASSIGN(const std::int64_t version, context.ExpectedVersion());
  JIEDUI_ASSIGN(const base::JsonDocument body, context.JsonBody({"event", "reason", "helper"}));
  services::PairingEventRequest request;
  JIEDUI_ASSIGN(request.event, MemberCode<PairingEvent>(body.root(), "event"));
  JIEDUI_ASSIGN(request.reason, MemberText(body.root(), "reason", 0, kLongestReason));
  if (request.event == PairingEvent::kSwap) {
    JIEDUI_ASSIGN(request.helper, MemberKey(body.root(), "helper"));
  }
  JIEDUI_CHECK(
      services::DecidePairing(context.workspace(), context.actor(), {id}, version, request));
  return PairingResponse(context, 200, id);
}

Answer PostPairingsBatch(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const base::JsonDocument body, context.JsonBody({"event", "items", "reason"}));
  services::PairingEventRequest request;
  JIEDUI_ASSIGN(request.event, MemberCode<PairingEvent>(body.root(), "event"));
  if (!FitsBatch(request.event)) return Fail(ErrorCode::kInvalid, "这一操作只能逐对进行", "event");
  JIEDUI_ASSIGN(request.reason, MemberText(body.root(), "reason", 0, kLongestReason));
  JIEDUI_ASSIGN(const std::vector<services::PairingAtVersion> items, ReadItems(body.root()));
  const std::vector<Result<domain::Pairing>> results =
      services::DecidePairings(context.workspace(), context.actor(), items, request);
  std::int64_t succeeded = 0;
  for (const Result<domain::Pairing>& result : results) succeeded += result ? 1 : 0;
  JsonWriter json;
  json.StartObject().Member("succeeded", succeeded);
  json.Member("failed", static_cast<std::int64_t>(results.size()) - succeeded);
  json.Key("results").StartArray();
  for (std::size_t i = 0; i < results.size(); ++i)
    WriteBatchLine(json, context, items[i].id.value, results[i]);
  json.EndArray();
  return JsonResponse(200, json.EndObject());
}

}  // namespace jiedui::api
