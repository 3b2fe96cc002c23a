#include "api/handlers/handlers.h"
#include "api/json_parts.h"
#include "services/briefs_json.h"
#include "services/explanation_json.h"
#include "services/recommend.h"
#include "services/roster.h"

namespace jiedui::api {
namespace {

using base::ErrorCode;
using base::Fail;
using base::JsonWriter;
using base::Result;
using domain::Kind;
using domain::PairKind;
using services::PairSide;
using services::RecordKey;

/// A pair kind by its own code or by its helper's kind.
Result<std::optional<PairKind>> ReadKind(const Context& context) {
  const std::string text = context.QueryText("kind");
  if (text.empty()) return std::nullopt;
  std::optional<PairKind> kind = domain::FromCode<PairKind>(text);
  const std::optional<Kind> helper = domain::FromCode<Kind>(text);
  if (!kind && helper) kind = domain::PairKindOfHelper(*helper);
  if (kind) return kind;
  return Fail(ErrorCode::kInvalid, "kind 没有 “" + text.substr(0, 64) + "” 这个值", "kind");
}

Result<PairSide> ReadSide(const Context& context) {
  const std::string text = context.QueryText("side");
  if (text.empty() || text == "receiver") return PairSide::kReceiver;
  if (text == "helper") return PairSide::kHelper;
  return Fail(ErrorCode::kInvalid, "side 应为 receiver 或 helper", "side");
}

/// The pair kinds to ask for: the one named; else the only one that the target can help in, or all.
Result<std::vector<PairKind>> KindsFor(const services::RecommendRequest& request,
                                       std::optional<PairKind> named) {
  const std::optional<RecordKey>& record = request.target.record;
  const bool receives =
      !record || (record->kind == Kind::kEnterprise && request.side == PairSide::kReceiver);
  if (receives && named) return std::vector{*named};
  std::vector<PairKind> kinds;
  for (std::size_t i = 0; i < domain::kPairKindNames.size(); ++i)
    kinds.push_back(static_cast<PairKind>(i));
  if (receives) return kinds;
  const PairKind own = *domain::PairKindOfHelper(record->kind);
  if (named && *named != own) {
    return Fail(ErrorCode::kInvalid,
                std::string(domain::NameOf(record->kind).zh) + "只能用于“" +
                    std::string(domain::NameOf(own).zh) + "”",
                "kind");
  }
  return std::vector{own};
}

struct Target {
  std::string kind;
  std::string id;
  services::Brief brief;
};

/// What the target is called; kNotFound where it is out of sight.
Result<Target> ReadTarget(const Context& context, const services::RecommendTarget& target) {
  const domain::Reference& reference = context.workspace().reference;
  Target read;
  if (target.record) {
    JIEDUI_ASSIGN(const auto record, services::ReadRecord(context.workspace(), context.actor(),
                                                          target.record->kind, target.record->id));
    read.brief = services::BriefOf(*record);
    read.kind = domain::Code(target.record->kind);
    read.id = std::to_string(target.record->id);
  } else if (!target.region_code.empty()) {
    read.kind = "county";
    read.id = read.brief.region_code = target.region_code;
    read.brief.title = reference.FindRegion(target.region_code)->name;
  } else {
    read.kind = "department";
    read.id = target.department_code;
    read.brief.title = reference.FindDepartment(target.department_code)->name;
  }
  return read;
}

RecordKey KeyOf(const services::MatchEntry* entry) { return entry->key; }

/// The names of everyone in the suggestions, and the texts that matched.
struct Surroundings {
  services::Briefs briefs;
  std::vector<std::vector<services::Evidence>> evidence;
};

Result<Surroundings> ReadSurroundings(const Context& context,
                                      const std::vector<services::Suggestion>& items) {
  std::vector<RecordKey> keys;
  std::vector<services::EvidenceQuestion> questions;
  for (const services::Suggestion& item : items) {
    keys.push_back(KeyOf(item.pair.helper));
    keys.push_back(KeyOf(item.pair.receiver));
    for (const services::Alternate& other : item.alternates) keys.push_back(KeyOf(other.helper));
    services::EvidenceQuestion& question = questions.emplace_back();
    question.helper = KeyOf(item.pair.helper);
    question.enterprise = item.pair.receiver->key.id;
    for (const models::SharedPhrase& phrase : item.explanation.phrases)
      question.phrases.push_back(phrase.phrase);
  }
  Surroundings surroundings;
  JIEDUI_ASSIGN(const store::ReadSession session, context.workspace().store.Read());
  JIEDUI_ASSIGN(surroundings.briefs, services::ReadBriefs(session, keys));
  JIEDUI_ASSIGN(surroundings.evidence, services::ReadEvidence(session, questions));
  return surroundings;
}

void WriteAlternates(JsonWriter& json, const services::Suggestion& item,
                     const services::Briefs& briefs) {
  json.Key("alternates").StartArray();
  for (const services::Alternate& other : item.alternates) {
    json.StartObject().Key("helper");
    WriteBrief(json, services::BriefAmong(briefs, KeyOf(other.helper)));
    json.Member("score", other.score).Key("capacity");
    WriteCapacity(json, other.capacity.total, other.capacity.used);
    json.Member("text_zh", other.zh).Member("text_en", other.en);
    WriteDifferences(json, other.differences);
    json.EndObject();
  }
  json.EndArray();
}

void WriteSuggestion(JsonWriter& json, const services::Suggestion& item,
                     const services::Briefs& briefs,
                     const std::vector<services::Evidence>& evidence) {
  json.StartObject().Member("pair_kind", domain::Code(item.pair.kind)).Key("helper");
  WriteBrief(json, services::BriefAmong(briefs, KeyOf(item.pair.helper)));
  json.Key("enterprise");
  WriteBrief(json, services::BriefAmong(briefs, KeyOf(item.pair.receiver)));
  json.Member("rank", static_cast<std::int64_t>(item.rank)).Member("tie", item.tie);
  json.Member("score", item.pair.score).Key("explanation");
  WriteExplanation(json, services::ExplanationJson(item.explanation), evidence, item.nearest,
                   std::nullopt);
  json.Key("capacity");
  WriteCapacity(json, item.capacity.total, item.capacity.used);
  WriteAlternates(json, item, briefs);
  json.EndObject();
}

void WriteTarget(JsonWriter& json, const Target& target) {
  json.Key("for").StartObject().Member("kind", target.kind).Member("id", target.id);
  json.Member("title", target.brief.title).Member("subtitle", target.brief.subtitle);
  json.Member("region_code", target.brief.region_code);
  json.Member("programme_sector", target.brief.programme_sector).EndObject();
}

}  // namespace

Answer Recommend(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({"for", "kind", "side", "limit"}));
  services::RecommendRequest request;
  JIEDUI_ASSIGN(request.target,
                services::ParseTarget(context.QueryText("for"), context.workspace().reference));
  JIEDUI_ASSIGN(request.side, ReadSide(context));
  JIEDUI_ASSIGN(request.limit, context.QueryCount("limit", 10, 100));
  JIEDUI_ASSIGN(const std::optional<PairKind> named, ReadKind(context));
  JIEDUI_ASSIGN(const std::vector<PairKind> kinds, KindsFor(request, named));
  JIEDUI_ASSIGN(const Target target, ReadTarget(context, request.target));
  JsonWriter json;
  json.StartObject();
  WriteTarget(json, target);
  json.Key("items").StartArray();
  for (const PairKind kind : kinds) {
    request.kind = kind;
    JIEDUI_ASSIGN(const services::Recommendations found,
                  services::Recommend(context.workspace(), context.actor(), request));
    JIEDUI_ASSIGN(const Surroundings surroundings, ReadSurroundings(context, found.items));
    for (std::size_t i = 0; i < found.items.size(); ++i)
      WriteSuggestion(json, found.items[i], surroundings.briefs, surroundings.evidence[i]);
  }
  json.EndArray();
  return JsonResponse(200, json.EndObject());
}

}  // namespace jiedui::api
