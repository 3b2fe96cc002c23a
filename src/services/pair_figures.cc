#include "services/pair_figures.h"

#include <algorithm>
#include <map>

#include "domain/pairing.h"
#include "services/access.h"
#include "services/briefs_json.h"
#include "services/corpus_cache.h"

namespace jiedui::services {
namespace {

using base::Result;
using domain::Kind;
using domain::Pairing;

constexpr std::size_t kMostTop = 15;
constexpr std::size_t kBins = 10;

Result<std::vector<Pairing>> InForce(Workspace& workspace, const store::Reader& reader,
                                     const domain::Actor& actor, const RosterQuery& query) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kReadReports));
  JIEDUI_ASSIGN(store::Filters filters, RosterFilters(workspace, actor, Kind::kPairing, query));
  const std::vector<std::string> states = {"published", "accepted"};
  filters.push_back(store::In("state", states));
  std::vector<Pairing> pairings;
  JIEDUI_CHECK(reader.ForEach<Pairing>(
      filters, [&](const Pairing& pairing) { pairings.push_back(pairing); }));
  return pairings;
}

RecordKey HelperOf(const Pairing& pairing) { return {pairing.helper_kind, pairing.helper_id}; }

std::vector<ScoreBin> BinsOf(const std::vector<Pairing>& pairings) {
  std::vector<ScoreBin> bins(kBins);
  for (std::size_t i = 0; i < kBins; ++i) {
    bins[i].from = static_cast<double>(i) / kBins;
    bins[i].to = static_cast<double>(i + 1) / kBins;
  }
  for (const Pairing& pairing : pairings) {
    const double at = std::clamp(pairing.score, 0.0, 1.0) * kBins;
    ++bins[std::min(static_cast<std::size_t>(at), kBins - 1)].pairings;
  }
  return bins;
}

std::vector<LoadStep> StepsOf(const std::map<RecordKey, std::int64_t>& loads) {
  std::map<std::int64_t, std::int64_t> helpers;
  for (const auto& [key, pairings] : loads) ++helpers[pairings];
  std::vector<LoadStep> steps;
  steps.reserve(helpers.size());
  for (const auto& [pairings, count] : helpers) steps.push_back({pairings, count});
  return steps;
}

std::vector<std::pair<RecordKey, std::int64_t>> TopOf(
    const std::map<RecordKey, std::int64_t>& loads) {
  std::vector<std::pair<RecordKey, std::int64_t>> top(loads.begin(), loads.end());
  std::stable_sort(top.begin(), top.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  top.resize(std::min(top.size(), kMostTop));
  return top;
}

std::optional<std::int64_t> CapacityOf(const Corpus& corpus, RecordKey helper) {
  const auto kind = domain::PairKindOfHelper(helper.kind);
  const MatchEntry* const entry = kind ? corpus.FindHelper(*kind, helper.id) : nullptr;
  if (entry == nullptr) return {};
  return entry->capacity;
}

}  // namespace

Result<Caseload> CaseloadOf(Workspace& workspace, const domain::Actor& actor,
                            const RosterQuery& query) {
  JIEDUI_ASSIGN(const std::shared_ptr<const Corpus> corpus, workspace.corpus.Get());
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const std::vector<Pairing> pairings, InForce(workspace, session, actor, query));
  std::map<RecordKey, std::int64_t> loads;
  for (const Pairing& pairing : pairings) ++loads[HelperOf(pairing)];
  Caseload caseload;
  caseload.pairings = static_cast<std::int64_t>(pairings.size());
  caseload.helpers = static_cast<std::int64_t>(loads.size());
  caseload.steps = StepsOf(loads);
  caseload.scores = BinsOf(pairings);
  const auto top = TopOf(loads);
  std::vector<RecordKey> keys;
  keys.reserve(top.size());
  for (const auto& [key, count] : top) keys.push_back(key);
  JIEDUI_ASSIGN(const Briefs briefs, ReadBriefs(session, keys));
  for (const auto& [key, count] : top)
    caseload.top.push_back({BriefAmong(briefs, key), count, CapacityOf(*corpus, key)});
  return caseload;
}

Result<Network> NetworkOf(Workspace& workspace, const domain::Actor& actor,
                          const RosterQuery& query, std::size_t most) {
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(std::vector<Pairing> pairings, InForce(workspace, session, actor, query));
  std::stable_sort(pairings.begin(), pairings.end(),
                   [](const Pairing& a, const Pairing& b) { return a.score > b.score; });
  Network network;
  network.pairings = static_cast<std::int64_t>(pairings.size());
  pairings.resize(std::min(pairings.size(), most));
  std::map<RecordKey, NetworkNode> nodes;
  for (const Pairing& pairing : pairings) {
    const RecordKey enterprise{Kind::kEnterprise, pairing.enterprise.value};
    network.links.push_back(
        {pairing.id, pairing.pair_kind, HelperOf(pairing), enterprise, pairing.score});
    nodes[HelperOf(pairing)].helps = true;
    ++nodes[HelperOf(pairing)].links;
    ++nodes[enterprise].links;
  }
  std::vector<RecordKey> keys;
  keys.reserve(nodes.size());
  for (const auto& [key, node] : nodes) keys.push_back(key);
  JIEDUI_ASSIGN(const Briefs briefs, ReadBriefs(session, keys));
  for (auto& [key, node] : nodes) {
    node.record = BriefAmong(briefs, key);
    network.nodes.push_back(std::move(node));
  }
  std::stable_partition(network.nodes.begin(), network.nodes.end(),
                        [](const NetworkNode& node) { return node.helps; });
  return network;
}

void WriteCaseload(base::JsonWriter& json, const Caseload& caseload) {
  json.StartObject().Member("pairings", caseload.pairings).Member("helpers", caseload.helpers);
  json.Key("steps").StartArray();
  for (const LoadStep& step : caseload.steps) {
    json.StartObject().Member("pairings", step.pairings).Member("helpers", step.helpers);
    json.EndObject();
  }
  json.EndArray().Key("top").StartArray();
  for (const BusyHelper& load : caseload.top) {
    json.StartObject().Key("helper");
    WriteBrief(json, load.helper);
    json.Member("pairings", load.pairings).Key("capacity");
    load.capacity ? json.Int(*load.capacity) : json.Null();
    json.EndObject();
  }
  json.EndArray().Key("scores").StartArray();
  for (const ScoreBin& bin : caseload.scores) {
    json.StartObject().Member("from", bin.from).Member("to", bin.to);
    json.Member("pairings", bin.pairings).EndObject();
  }
  json.EndArray().EndObject();
}

void WriteNetwork(base::JsonWriter& json, const Network& network) {
  json.StartObject().Member("pairings", network.pairings).Key("nodes").StartArray();
  for (const NetworkNode& node : network.nodes) {
    json.StartObject().Key("record");
    WriteBrief(json, node.record);
    json.Member("helps", node.helps).Member("links", node.links).EndObject();
  }
  json.EndArray().Key("links").StartArray();
  for (const NetworkLink& link : network.links) {
    json.StartObject().Key("pairing").Id(link.pairing);
    json.Member("pair_kind", domain::Code(link.pair_kind));
    json.Member("helper", FormatKey(link.helper)).Member("enterprise", FormatKey(link.enterprise));
    json.Member("score", link.score).EndObject();
  }
  json.EndArray().EndObject();
}

}  // namespace jiedui::services
