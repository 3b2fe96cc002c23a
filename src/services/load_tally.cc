#include "services/load_tally.h"

#include <array>
#include <optional>
#include <set>
#include <vector>

#include "base/id.h"
#include "base/json_reader.h"
#include "services/pair_models.h"

namespace jiedui::services {
namespace {

using base::Result;
using base::Status;
using domain::Kind;
using domain::Pairing;
using domain::PairingState;

/// More changes than these are counted anew.
constexpr std::int64_t kFewChanges = 500;

/// What a pairing in that state counts for its helper, times `count`.
HelperLoad LoadOf(PairingState state, std::int64_t count) {
  switch (state) {
    case PairingState::kPublished:
      return {count, 0, 0, 0};
    case PairingState::kAccepted:
      return {count, count, 0, 0};
    case PairingState::kDeclined:
    case PairingState::kRejected:
      return {0, 0, count, 0};
    case PairingState::kSuggested:
    case PairingState::kApproved:
      return {};
  }
  return {};
}

Status AddDecisions(const store::Reader& session, Loads& loads) {
  const std::vector<std::string> counted = {"published", "accepted", "declined", "rejected"};
  return session.ForEach<Pairing>({store::In("state", counted)}, [&](const Pairing& pairing) {
    loads.Add({pairing.helper_kind, pairing.helper_id}, LoadOf(pairing.state, 1));
  });
}

/// Half a year before the newest pairing; 0 where there is none.
Result<base::TimeMs> LatelySince(const store::Reader& session) {
  constexpr base::TimeMs kHalfYearMs = 182LL * 24 * 3'600'000;
  store::ListQuery newest;
  newest.descending = true;
  newest.limit = 1;
  JIEDUI_ASSIGN(const auto last, session.List<Pairing>(newest));
  return last.records.empty() ? 0 : last.records.front().created_ms - kHalfYearMs;
}

store::Filter KindOf(Kind helper) {
  return store::Equals("helper_kind", std::string(domain::Code(helper)));
}

/// How often each helper was put forward lately, counted by the database.
Status AddPutForward(const store::Reader& session, base::TimeMs lately_ms, Loads& loads) {
  for (std::size_t k = 0; k < domain::kPairKindNames.size(); ++k) {
    const Kind kind = domain::HelperKind(static_cast<domain::PairKind>(k));
    JIEDUI_ASSIGN(const auto counts,
                  session.CountBy(Kind::kPairing, "helper_id",
                                  {store::AtLeast("created_ms", lately_ms), KindOf(kind)}));
    for (const store::ValueCount& one : counts) {
      if (const auto* const id = std::get_if<std::int64_t>(&one.value))
        loads.Add({kind, *id}, {0, 0, 0, one.count});
    }
  }
  return {};
}

/// The load of one helper, counted by the database.
Result<HelperLoad> Count(const store::Reader& session, RecordKey helper, base::TimeMs lately_ms) {
  const store::Filters own = {KindOf(helper.kind), store::Equals("helper_id", helper.id)};
  JIEDUI_ASSIGN(const auto states, session.CountBy(Kind::kPairing, "state", own));
  Loads sum;
  for (const store::ValueCount& one : states) {
    const auto* const code = std::get_if<std::string>(&one.value);
    const auto state = code == nullptr ? std::nullopt : domain::FromCode<PairingState>(*code);
    if (state) sum.Add(helper, LoadOf(*state, one.count));
  }
  store::Filters lately = own;
  lately.push_back(store::AtLeast("created_ms", lately_ms));
  JIEDUI_ASSIGN(const std::int64_t put_forward, session.Count(Kind::kPairing, lately));
  sum.Add(helper, {0, 0, 0, put_forward});
  return sum.Of(helper);
}

/// The helper that the pairing had before the change; nothing where the change was not of that.
std::optional<std::int64_t> HelperBefore(const store::RecordChange& change) {
  const Result<base::JsonDocument> fields = base::JsonDocument::Parse(change.changes);
  const auto helper = fields ? fields->root().Find("helper_id") : std::nullopt;
  const auto before = helper ? helper->Find("before") : std::nullopt;
  if (!before) return std::nullopt;
  const auto text = before->AsString();
  if (!text) return before->AsInt();
  const Result<std::int64_t> id = base::ParseId(*text);
  return id ? std::optional(*id) : std::nullopt;
}

/// The helpers, old and new, of the pairings that changed; nothing where pairings came or went, of
/// which other counts depend.
Result<std::optional<std::set<RecordKey>>> HelpersOf(
    const store::Reader& session, const std::vector<store::RecordChange>& changes) {
  std::set<RecordKey> helpers;
  std::vector<std::int64_t> ids;
  for (const store::RecordChange& change : changes) {
    if (change.action != "update") return std::nullopt;
    ids.push_back(change.record_id);
  }
  JIEDUI_ASSIGN(const auto records, session.GetMany(Kind::kPairing, ids));
  if (records.size() != changes.size()) return std::nullopt;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const auto& pairing = static_cast<const Pairing&>(*records[i]);
    helpers.insert({pairing.helper_kind, pairing.helper_id});
    // A pairing is of one kind for good, so its helper before was of the same.
    if (const auto before = HelperBefore(changes[i]))
      helpers.insert({pairing.helper_kind, *before});
  }
  return helpers;
}

}  // namespace

Status LoadTally::Recount(const store::Reader& session, const models::PairModel& model) {
  auto loads = std::make_shared<Loads>();
  loads->SetModel(model);
  JIEDUI_CHECK(AddDecisions(session, *loads));
  JIEDUI_ASSIGN(lately_ms_, LatelySince(session));
  JIEDUI_CHECK(AddPutForward(session, lately_ms_, *loads));
  loads_ = std::move(loads);
  return {};
}

Result<bool> LoadTally::Follow(const store::Reader& session) {
  JIEDUI_ASSIGN(const auto changes, session.ChangesSince(Kind::kPairing, audit_seq_, kFewChanges));
  if (!changes) return false;
  JIEDUI_ASSIGN(const auto helpers, HelpersOf(session, *changes));
  if (!helpers) return false;
  std::shared_ptr<Loads> next;
  for (const RecordKey& helper : *helpers) {
    JIEDUI_ASSIGN(const HelperLoad load, Count(session, helper, lately_ms_));
    if (load == loads_->Of(helper)) continue;
    if (next == nullptr) next = std::make_shared<Loads>(*loads_);
    next->Set(helper, load);
  }
  if (next != nullptr) loads_ = std::move(next);
  return true;
}

Result<std::shared_ptr<const Loads>> LoadTally::Now(const store::Reader& session) {
  constexpr std::array kPairings = {Kind::kPairing};
  JIEDUI_ASSIGN(const std::int64_t revision, session.Revision(kPairings));
  JIEDUI_ASSIGN(std::string in_force, PairModelInForce(session));
  const bool same_model = loads_ != nullptr && in_force == model_;
  if (same_model && revision == revision_) return loads_;
  JIEDUI_ASSIGN(const std::int64_t audit_seq, session.AuditSeq());
  bool followed = false;
  if (same_model) {
    JIEDUI_ASSIGN(followed, Follow(session));
  }
  if (!followed) {
    revision_ = -1;  // should it fail half way
    JIEDUI_ASSIGN(const models::PairModel model, ActivePairModel(session));
    JIEDUI_CHECK(Recount(session, model));
  }
  revision_ = revision;
  audit_seq_ = audit_seq;
  model_ = std::move(in_force);
  return loads_;
}

}  // namespace jiedui::services
