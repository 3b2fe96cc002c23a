#include "api/handlers/handlers.h"
#include "services/benchmarking.h"
#include "services/common_problems.h"
#include "services/eligibility.h"

namespace jiedui::api {
namespace {

using base::JsonWriter;

/// `{"items": …}`, written by `write`.
template <class T>
Answer Items(const T& items, void (*write)(JsonWriter&, const T&)) {
  JsonWriter json;
  json.StartObject().Key("items");
  write(json, items);
  return JsonResponse(200, json.EndObject());
}

base::Result<domain::EnterpriseId> EnterpriseAsked(const Context& context) {
  JIEDUI_ASSIGN(const std::int64_t id, context.QueryId("enterprise"));
  if (id == 0) return base::Fail(base::ErrorCode::kInvalid, "须写明企业", "enterprise");
  return domain::EnterpriseId{id};
}

}  // namespace

Answer ListCommonProblems(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({"unit"}));
  JIEDUI_ASSIGN(const std::vector<services::CommonProblem> problems,
                services::CommonProblemsOf(context.workspace(), context.actor(),
                                           std::string(context.QueryText("unit"))));
  return Items(problems, services::WriteCommonProblems);
}

Answer PostCommonProblemTasks(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_ASSIGN(const std::size_t added,
                services::PlanCommonProblems(context.workspace(), context.actor(), {id}));
  JsonWriter json;
  json.StartObject().Member("added", static_cast<std::int64_t>(added));
  return JsonResponse(200, json.EndObject());
}

Answer ListTechnologySuggestions(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const std::vector<services::CommonProblem> groups,
                services::SuggestTechnologies(context.workspace(), context.actor()));
  return Items(groups, services::WriteCommonProblems);
}

Answer GetBenchmark(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({"enterprise"}));
  JIEDUI_ASSIGN(const domain::EnterpriseId enterprise, EnterpriseAsked(context));
  JIEDUI_ASSIGN(const services::Benchmark benchmark,
                services::BenchmarkOf(context.workspace(), context.actor(), enterprise));
  JsonWriter json;
  services::WriteBenchmark(json, benchmark);
  return JsonResponse(200, json);
}

Answer ListEntitlements(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({"enterprise"}));
  JIEDUI_ASSIGN(const domain::EnterpriseId enterprise, EnterpriseAsked(context));
  JIEDUI_ASSIGN(const std::vector<services::Entitlement> entitlements,
                services::EntitlementsOf(context.workspace(), context.actor(), enterprise));
  return Items(entitlements, services::WriteEntitlements);
}

Answer ListEntitledEnterprises(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({"source"}));
  JIEDUI_ASSIGN(const auto source, context.QueryKey("source"));
  if (!source) return base::Fail(base::ErrorCode::kInvalid, "须写明政策或资金", "source");
  JIEDUI_ASSIGN(const services::EntitledEnterprises entitled,
                services::EnterprisesEntitledTo(context.workspace(), context.actor(), *source));
  JsonWriter json;
  services::WriteEntitledEnterprises(json, entitled);
  return JsonResponse(200, json);
}

Answer ListListingSuggestions(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const std::vector<services::ListingSuggestion> suggestions,
                services::SuggestListings(context.workspace(), context.actor()));
  return Items(suggestions, services::WriteListingSuggestions);
}

}  // namespace jiedui::api
