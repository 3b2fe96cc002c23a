#include "api/handlers/handlers.h"
#include "api/handlers/pairing_query.h"
#include "api/json_parts.h"
#include "services/briefs_json.h"
#include "services/plan_diff.h"
#include "services/plan_views.h"

namespace jiedui::api {
namespace {

using base::JsonWriter;

void WritePlanName(JsonWriter& json, std::string_view key, const services::PlanLabel& plan) {
  json.Key(key).StartObject().Key("id").Id(plan.id).Member("name", plan.name).EndObject();
}

void WriteSide(JsonWriter& json, std::string_view key,
               const std::optional<services::DiffSide>& side) {
  json.Key(key);
  if (!side) {
    json.Null();
    return;
  }
  json.StartObject().Key("helper");
  WriteBrief(json, side->helper);
  json.Member("score", side->score).EndObject();
}

void WriteDiffEntry(JsonWriter& json, const services::DiffEntry& entry) {
  json.StartObject().Member("change", domain::Code(entry.change));
  json.Member("pair_kind", domain::Code(entry.pair_kind)).Key("enterprise");
  WriteBrief(json, entry.enterprise);
  WriteSide(json, "before", entry.before);
  WriteSide(json, "after", entry.after);
  json.EndObject();
}

void WriteUncovered(JsonWriter& json, const services::UncoveredView& view) {
  json.StartObject().Key("id").Id(view.uncovered.id);
  json.Member("pair_kind", domain::Code(view.uncovered.pair_kind)).Key("enterprise");
  WriteBrief(json, view.enterprise);
  json.Member("reason", view.uncovered.reason).Key("blocked_by").StartArray();
  for (const services::Brief& helper : view.blocked_by) WriteBrief(json, helper);
  json.EndArray().Member("smallest_change", view.uncovered.smallest_change).EndObject();
}

}  // namespace

Answer ListPlanPairings(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({"state", "pair_kind", "region", "programme_sector", "score_from",
                                   "score_below", "q", "sort", "cursor", "limit"}));
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_ASSIGN(services::PlanPartQuery query, ReadPlanPartQuery(context));
  query.plan = domain::PlanId{id};
  JIEDUI_CHECK(services::ReadPlan(context.workspace(), context.actor(), {id}));
  JIEDUI_ASSIGN(const services::PairingViewPage page,
                services::ListPairings(context.workspace(), context.actor(), query));
  return JsonResponse(200, WritePairingPage(page));
}

Answer GetPlanScores(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({"state", "pair_kind", "region", "programme_sector"}));
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_ASSIGN(services::PlanPartQuery query, ReadPlanPartQuery(context));
  query.plan = domain::PlanId{id};
  JIEDUI_CHECK(services::ReadPlan(context.workspace(), context.actor(), {id}));
  JIEDUI_ASSIGN(const std::vector<services::ScoreBand> bands,
                services::CountScores(context.workspace(), context.actor(), query));
  JsonWriter json;
  json.StartObject().Key("bands").StartArray();
  for (const services::ScoreBand& band : bands) {
    json.StartObject().Member("from", band.from).Member("below", band.below);
    json.Member("count", band.count).EndObject();
  }
  json.EndArray();
  return JsonResponse(200, json.EndObject());
}

Answer ListUncovered(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({"pair_kind", "region", "programme_sector", "cursor", "limit"}));
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_ASSIGN(services::PlanPartQuery query, ReadPlanPartQuery(context));
  query.plan = domain::PlanId{id};
  query.order_by = "id";
  query.descending = false;
  JIEDUI_CHECK(services::ReadPlan(context.workspace(), context.actor(), {id}));
  JIEDUI_ASSIGN(const services::UncoveredViewPage page,
                services::ListUncovered(context.workspace(), context.actor(), query));
  JsonWriter json;
  json.StartObject().Key("items").StartArray();
  for (const services::UncoveredView& view : page.items) WriteUncovered(json, view);
  json.EndArray().Member("total", page.total);
  WriteNextCursor(json, page.next_cursor);
  return JsonResponse(200, json.EndObject());
}

Answer DiffPlans(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({"against", "cursor", "limit"}));
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_ASSIGN(const std::int64_t against, context.QueryId("against"));
  if (against == 0) return base::Fail(base::ErrorCode::kInvalid, "缺少参数 against", "against");
  JIEDUI_ASSIGN(const std::size_t limit, context.QueryCount("limit", 50, 200));
  JIEDUI_ASSIGN(const services::PlanDiffPage page,
                services::ReadPlanDiff(context.workspace(), context.actor(), {id}, {against},
                                       context.QueryText("cursor"), limit));
  JsonWriter json;
  json.StartObject();
  WritePlanName(json, "plan", page.plan);
  WritePlanName(json, "against", page.against);
  json.Member("added", page.added).Member("removed", page.removed);
  json.Member("swapped", page.swapped).Member("kept", page.kept);
  json.Member("covered_change", page.added - page.removed);
  json.Member("score_change", page.score_change).Key("items").StartArray();
  for (const services::DiffEntry& entry : page.items) WriteDiffEntry(json, entry);
  json.EndArray();
  WriteNextCursor(json, page.next_cursor);
  return JsonResponse(200, json.EndObject());
}

}  // namespace jiedui::api
