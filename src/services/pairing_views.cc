#include "services/pairing_views.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "base/json_reader.h"
#include "services/access.h"
#include "services/pairings.h"
#include "services/places.h"
#include "services/plan_ground.h"
#include "services/scope_filters.h"
#include "services/stored.h"
#include "store/sight.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::Kind;
using domain::Plan;
using store::Filters;

Status AddSectors(const domain::Reference& reference, const std::vector<std::string>& codes,
                  Filters& filters) {
  if (codes.empty()) return {};
  for (const std::string& code : codes) {
    if (reference.FindProgrammeSector(code) == nullptr) {
      return Fail(ErrorCode::kInvalid, "没有归口行业 “" + code + "”", "programme_sector");
    }
  }
  filters.push_back(store::In("programme_sector", codes));
  return {};
}

template <class E>
void AddCodes(std::string field, const std::vector<E>& values, Filters& filters) {
  if (values.empty()) return;
  std::vector<std::string> codes;
  codes.reserve(values.size());
  for (const E value : values) codes.emplace_back(domain::Code(value));
  filters.push_back(store::In(std::move(field), codes));
}

/// The one plan, if the actor sees it; else every plan in force.
Status AddPlans(const store::Reader& reader, const domain::Actor& actor,
                const std::optional<domain::PlanId>& plan, Filters& filters) {
  const store::SystemWork door("the two sides of a pairing see no plan, only their pairings in it");
  if (plan) {
    JIEDUI_ASSIGN(const Plan found, reader.Get(*plan));
    // Those whose own pairings lie in a plan see these, though not the plan.
    if (!ScopeOf(actor, Kind::kPlan).nothing) JIEDUI_CHECK(RequirePlanSight(actor, found));
    filters.push_back(store::Equals("plan", plan->value));
    return {};
  }
  const std::vector<std::string> in_force = {"draft", "published"};
  std::vector<std::int64_t> ids;
  JIEDUI_CHECK(reader.ForEach<Plan>({store::In("state", in_force)},
                                    [&](const Plan& found) { ids.push_back(found.id); }));
  filters.push_back(store::In("plan", ids));
  return {};
}

Result<Filters> MakeFilters(const Workspace& workspace, const store::Reader& reader,
                            const domain::Actor& actor, Kind kind, const PlanPartQuery& query) {
  Filters filters = ScopeFilters(ScopeOf(actor, kind), kind);
  JIEDUI_CHECK(AddPlans(reader, actor, query.plan, filters));
  if (!query.regions.empty()) JIEDUI_CHECK(AddRegions(workspace.reference, query.regions, filters));
  JIEDUI_CHECK(AddSectors(workspace.reference, query.programme_sectors, filters));
  AddCodes("pair_kind", query.pair_kinds, filters);
  AddCodes("state", query.states, filters);
  if (query.score_from) filters.push_back(store::AtLeast("score", *query.score_from));
  if (query.score_below)
    filters.push_back(store::AtMost("score", std::nextafter(*query.score_below, 0.0)));
  if (query.enterprise != 0) filters.push_back(store::Equals("enterprise", query.enterprise));
  if (query.helper.id != 0) {
    filters.push_back(store::Equals("helper_kind", std::string(domain::Code(query.helper.kind))));
    filters.push_back(store::Equals("helper_id", query.helper.id));
  }
  return filters;
}

store::ListQuery PageQuery(Filters filters, const PlanPartQuery& query) {
  store::ListQuery list;
  list.filters = std::move(filters);
  list.order_by = query.order_by;
  list.descending = query.descending;
  list.cursor = query.cursor;
  list.limit = static_cast<std::int64_t>(query.limit);
  return list;
}

/// The records whose name holds the text, of every kind that can stand in a pairing.
Result<std::set<RecordKey>> Named(const store::Reader& reader, const std::string& text) {
  std::set<RecordKey> keys;
  for (std::size_t i = 0; i < domain::kPairKindNames.size(); ++i) {
    const Kind kind = domain::HelperKind(static_cast<domain::PairKind>(i));
    JIEDUI_CHECK(reader.ForEach(kind, {store::Contains("name", text)},
                                [&](const domain::Record& record) -> Status {
                                  keys.insert({kind, record.id});
                                  return {};
                                }));
  }
  return keys;
}

/// Where a pairing stands in the order asked for.
struct Place {
  double score = 0;
  std::int64_t id = 0;
};

bool Before(const PlanPartQuery& query, const Place& a, const Place& b) {
  const bool by_score = query.order_by == "score";
  if (by_score && a.score != b.score)
    return query.descending ? a.score > b.score : a.score < b.score;
  return query.descending ? a.id > b.id : a.id < b.id;
}

/// Where the page before ended: at a pairing, whatever has become of it since; none on the first
/// page. kInvalid for any other cursor.
Result<std::optional<Place>> PlaceOf(const store::Reader& reader, const std::string& cursor) {
  if (cursor.empty()) return std::nullopt;
  const Result<std::int64_t> id = base::ParseId(cursor);
  const auto last =
      id ? reader.GetAny(Kind::kPairing, *id) : tl::unexpected<base::Error>(id.error());
  if (last) return Place{static_cast<const domain::Pairing&>(**last).score, *id};
  if (id && last.error().code != ErrorCode::kNotFound) return tl::unexpected(last.error());
  return Fail(ErrorCode::kInvalid, "cursor 不是上一页的 next_cursor", "cursor");
}

struct PairingRows {
  std::vector<domain::Pairing> rows;
  std::int64_t total = 0;
  std::string next;
};

/// The page by a condition that no index knows: the pairings' places are read and sorted, then the
/// page's pairings read whole.
Result<PairingRows> PageByName(const store::Reader& reader, const Filters& filters,
                               const PlanPartQuery& query) {
  JIEDUI_ASSIGN(const std::set<RecordKey> named, Named(reader, query.text));
  JIEDUI_ASSIGN(const std::optional<Place> last, PlaceOf(reader, query.cursor));
  std::vector<Place> places;
  JIEDUI_CHECK(reader.ForEach<domain::Pairing>(filters, [&](const domain::Pairing& pairing) {
    if (named.contains({Kind::kEnterprise, pairing.enterprise.value}) ||
        named.contains({pairing.helper_kind, pairing.helper_id}))
      places.push_back({pairing.score, pairing.id});
  }));
  std::sort(places.begin(), places.end(),
            [&](const Place& a, const Place& b) { return Before(query, a, b); });
  auto from = places.begin();
  if (last) {
    from = std::find_if(places.begin(), places.end(),
                        [&](const Place& place) { return Before(query, *last, place); });
  }
  PairingRows page;
  page.total = static_cast<std::int64_t>(places.size());
  for (; from != places.end() && page.rows.size() < query.limit; ++from) {
    JIEDUI_ASSIGN(domain::Pairing pairing, reader.Get(domain::PairingId{from->id}));
    page.rows.push_back(std::move(pairing));
  }
  if (from != places.end()) page.next = std::to_string(page.rows.back().id);
  return page;
}

Result<PairingRows> PageOf(const store::Reader& reader, Filters filters,
                           const PlanPartQuery& query) {
  if (!query.text.empty()) return PageByName(reader, filters, query);
  PairingRows page;
  JIEDUI_ASSIGN(page.total, reader.Count(Kind::kPairing, filters));
  JIEDUI_ASSIGN(auto list, reader.List<domain::Pairing>(PageQuery(std::move(filters), query)));
  page.rows = std::move(list.records);
  page.next = std::move(list.next);
  return page;
}

/// The states of the plans that the pairings lie in.
Result<std::map<std::int64_t, domain::PlanState>> PlanStates(
    const store::Reader& reader, const std::vector<domain::Pairing>& pairings) {
  const store::SystemWork door("the state of its plan says what may be done with a pairing");
  std::set<std::int64_t> ids;
  for (const domain::Pairing& pairing : pairings) ids.insert(pairing.plan.value);
  const std::vector<std::int64_t> wanted(ids.begin(), ids.end());
  std::map<std::int64_t, domain::PlanState> states;
  JIEDUI_ASSIGN(const auto plans, reader.GetMany(Kind::kPlan, wanted));
  for (const auto& plan : plans) states[plan->id] = static_cast<const Plan&>(*plan).state;
  return states;
}

Result<std::vector<PairingView>> MakeViews(const store::Reader& reader, const domain::Actor& actor,
                                           std::vector<domain::Pairing> pairings) {
  std::vector<RecordKey> keys;
  for (const domain::Pairing& pairing : pairings) {
    keys.push_back({pairing.helper_kind, pairing.helper_id});
    keys.push_back({Kind::kEnterprise, pairing.enterprise.value});
  }
  JIEDUI_ASSIGN(const Briefs briefs, ReadBriefs(reader, keys));
  JIEDUI_ASSIGN(const auto plan_states, PlanStates(reader, pairings));
  std::vector<PairingView> views;
  views.reserve(pairings.size());
  for (domain::Pairing& pairing : pairings) {
    PairingView view;
    view.helper = BriefAmong(briefs, {pairing.helper_kind, pairing.helper_id});
    view.enterprise = BriefAmong(briefs, {Kind::kEnterprise, pairing.enterprise.value});
    view.allowed_events = AllowedEvents(actor, pairing, plan_states.at(pairing.plan.value));
    view.pairing = std::move(pairing);
    views.push_back(std::move(view));
  }
  return views;
}

std::vector<RecordKey> Blockers(const domain::Uncovered& uncovered) {
  std::vector<RecordKey> keys;
  for (const std::string& text : uncovered.blocked_by) {
    const Result<RecordKey> key = ParseKey(text);
    if (key) keys.push_back(*key);
  }
  return keys;
}

/// The phrases of a stored explanation.
std::vector<std::string> PhrasesOf(const std::string& explanation) {
  std::vector<std::string> phrases;
  const Result<base::JsonDocument> document = base::JsonDocument::Parse(explanation);
  const auto terms = document ? document->root().Find("matched_terms") : std::nullopt;
  if (!terms) return phrases;
  for (const base::JsonValue& item : terms->Items()) {
    const auto term = item.Find("term");
    if (term) phrases.emplace_back(term->AsString().value_or(""));
  }
  return phrases;
}

Result<std::vector<Evidence>> EvidenceOf(const store::Reader& reader,
                                         const domain::Pairing& pairing) {
  const std::array<EvidenceQuestion, 1> question = {{{{pairing.helper_kind, pairing.helper_id},
                                                      pairing.enterprise.value,
                                                      PhrasesOf(pairing.explanation)}}};
  JIEDUI_ASSIGN(auto answers, ReadEvidence(reader, question));
  return std::move(answers.front());
}

/// Places of the helper that are taken, by the pairing itself too where it takes one: those in
/// force everywhere and, beside them, what the pairing's own draft proposes.
Result<std::int64_t> UsedPlaces(const store::Reader& reader, const domain::Pairing& pairing,
                                RecordKey helper) {
  JIEDUI_ASSIGN(const std::int64_t others, PlacesHeld(reader, pairing, helper, Claims::kOpen));
  const bool own = RecordKey{pairing.helper_kind, pairing.helper_id} == helper &&
                   (IsActive(pairing.state) || IsOpen(pairing.state));
  return others + (own ? 1 : 0);
}

/// Places and alternates as they are now. A pair that matching no longer knows has neither.
Status AddPresent(Workspace& workspace, const LeaderRule& leaders, PairingDetails& details) {
  const domain::Pairing& pairing = details.view.pairing;
  JIEDUI_ASSIGN(const std::shared_ptr<const Corpus> corpus, workspace.corpus.Get(leaders));
  JIEDUI_ASSIGN(const std::shared_ptr<const Loads> loads, workspace.corpus.GetLoads());
  const MatchEntry* const helper = corpus->FindHelper(pairing.pair_kind, pairing.helper_id);
  const MatchEntry* const receiver = corpus->FindReceiver(pairing.enterprise.value);
  if (helper == nullptr || receiver == nullptr) return {};
  details.capacity = helper->capacity;
  details.conflict = corpus->ConflictOf(*helper, *receiver);
  details.nearest = NearestOf(*corpus, *helper, *receiver);
  constexpr std::size_t kMost = 5;
  const std::vector<Alternate> others =
      AlternatesOf(*corpus, *loads, {pairing.pair_kind, helper, receiver, pairing.score}, kMost,
                   AlternatesTo::kPlan);
  std::vector<RecordKey> keys;
  keys.reserve(others.size());
  for (const Alternate& other : others) keys.push_back(other.helper->key);
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const Briefs briefs, ReadBriefs(session, keys));
  JIEDUI_ASSIGN(details.used, UsedPlaces(session, pairing, helper->key));
  for (const Alternate& other : others) {
    JIEDUI_ASSIGN(const std::int64_t used, UsedPlaces(session, pairing, other.helper->key));
    details.alternates.push_back({BriefAmong(briefs, other.helper->key), other.score,
                                  other.capacity.total, used, other.zh, other.en, other.differences,
                                  std::nullopt});
  }
  return {};
}

Status AddLosses(Workspace& workspace, const domain::Actor& actor, PairingDetails& details) {
  std::vector<RecordKey> helpers;
  helpers.reserve(details.alternates.size());
  for (const PairingDetails::Other& other : details.alternates) helpers.push_back(other.helper.key);
  JIEDUI_ASSIGN(const auto losses, LossesOfSwaps(workspace, actor, details.view.pairing, helpers));
  for (std::size_t i = 0; i < losses.size(); ++i) details.alternates[i].plan_loss = losses[i];
  return {};
}

}  // namespace

Result<PairingViewPage> ListPairings(Workspace& workspace, const domain::Actor& actor,
                                     const PlanPartQuery& query) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kRead));
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  if (ScopeOf(actor, Kind::kPairing).nothing) return PairingViewPage{};
  JIEDUI_ASSIGN(Filters filters, MakeFilters(workspace, session, actor, Kind::kPairing, query));
  JIEDUI_ASSIGN(PairingRows rows, PageOf(session, std::move(filters), query));
  PairingViewPage page;
  page.total = rows.total;
  page.next_cursor = std::move(rows.next);
  JIEDUI_ASSIGN(page.items, MakeViews(session, actor, std::move(rows.rows)));
  return page;
}

Result<std::vector<ScoreBand>> CountScores(Workspace& workspace, const domain::Actor& actor,
                                           const PlanPartQuery& query) {
  constexpr int kBands = 10;
  JIEDUI_CHECK(Require(actor, workflow::Permission::kRead));
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  std::vector<ScoreBand> bands;
  const bool nothing = ScopeOf(actor, Kind::kPairing).nothing;
  for (int i = 0; i < kBands; ++i) {
    ScoreBand band{i / double{kBands}, (i + 1) / double{kBands}, 0};
    PlanPartQuery within = query;
    within.score_from = band.from;
    if (i + 1 < kBands) within.score_below = band.below;
    if (!nothing) {
      JIEDUI_ASSIGN(const Filters filters,
                    MakeFilters(workspace, session, actor, Kind::kPairing, within));
      JIEDUI_ASSIGN(band.count, session.Count(Kind::kPairing, filters));
    }
    bands.push_back(band);
  }
  return bands;
}

Result<UncoveredViewPage> ListUncovered(Workspace& workspace, const domain::Actor& actor,
                                        const PlanPartQuery& query) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kRead));
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  if (ScopeOf(actor, Kind::kUncovered).nothing) return UncoveredViewPage{};
  JIEDUI_ASSIGN(Filters filters, MakeFilters(workspace, session, actor, Kind::kUncovered, query));
  UncoveredViewPage page;
  JIEDUI_ASSIGN(page.total, session.Count(Kind::kUncovered, filters));
  JIEDUI_ASSIGN(auto list, session.List<domain::Uncovered>(PageQuery(std::move(filters), query)));
  page.next_cursor = std::move(list.next);
  std::vector<RecordKey> keys;
  for (const domain::Uncovered& uncovered : list.records) {
    keys.push_back({Kind::kEnterprise, uncovered.enterprise.value});
    const std::vector<RecordKey> blockers = Blockers(uncovered);
    keys.insert(keys.end(), blockers.begin(), blockers.end());
  }
  JIEDUI_ASSIGN(const Briefs briefs, ReadBriefs(session, keys));
  for (domain::Uncovered& uncovered : list.records) {
    UncoveredView view;
    view.enterprise = BriefAmong(briefs, {Kind::kEnterprise, uncovered.enterprise.value});
    for (const RecordKey& key : Blockers(uncovered))
      view.blocked_by.push_back(BriefAmong(briefs, key));
    view.uncovered = std::move(uncovered);
    page.items.push_back(std::move(view));
  }
  return page;
}

Result<PairingDetails> ReadPairing(Workspace& workspace, const domain::Actor& actor,
                                   domain::PairingId id, PlanLosses losses) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kRead));
  PairingDetails details;
  LeaderRule leaders;
  {
    JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
    JIEDUI_ASSIGN(domain::Pairing pairing, session.Get(id));
    JIEDUI_CHECK(RequireSight(actor, pairing));
    JIEDUI_ASSIGN(const Plan plan, PlanOf(session, pairing));
    details.plan_name = plan.name;
    details.plan_state = plan.state;
    leaders = LeadersOf(plan);
    JIEDUI_ASSIGN(auto names, ReadUserNames(session, std::array{pairing.decided_by}));
    details.decided_by = std::move(names[pairing.decided_by]);
    JIEDUI_ASSIGN(details.evidence, EvidenceOf(session, pairing));
    std::vector<domain::Pairing> one;
    one.push_back(std::move(pairing));
    JIEDUI_ASSIGN(std::vector<PairingView> views, MakeViews(session, actor, std::move(one)));
    details.view = std::move(views.front());
  }
  // The corpus reads through a session of its own, and a thread holds one at a time.
  JIEDUI_CHECK(AddPresent(workspace, leaders, details));
  if (losses == PlanLosses::kAsked) JIEDUI_CHECK(AddLosses(workspace, actor, details));
  return details;
}

}  // namespace jiedui::services
