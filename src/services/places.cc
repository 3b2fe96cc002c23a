#include "services/places.h"

#include "services/pair_rules.h"
#include "services/plan_ground.h"
#include "store/sight.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::Kind;
using domain::Pairing;
using domain::PairingState;
using store::Filters;

std::vector<std::string> Codes(std::initializer_list<PairingState> states) {
  std::vector<std::string> codes;
  codes.reserve(states.size());
  for (const PairingState state : states) codes.emplace_back(domain::Code(state));
  return codes;
}

Filters With(Filters filters, std::initializer_list<store::Filter> more) {
  filters.insert(filters.end(), more);
  return filters;
}

/// Does the pairing itself count among those?
bool Claimed(const Pairing& pairing, Claims claims) {
  if (IsActive(pairing.state) || pairing.state == PairingState::kApproved) return true;
  return pairing.state == PairingState::kSuggested && (claims == Claims::kOpen || pairing.pinned);
}

/// The pairings of that side that count.
Result<std::int64_t> CountOf(const store::Reader& reader, domain::PlanId plan, const Filters& side,
                             Claims claims) {
  const store::SystemWork door("places are taken by pairings everywhere");
  const auto active = Codes({PairingState::kPublished, PairingState::kAccepted});
  const auto open = claims == Claims::kOpen
                        ? Codes({PairingState::kSuggested, PairingState::kApproved})
                        : Codes({PairingState::kApproved});
  JIEDUI_ASSIGN(std::int64_t count,
                reader.Count(Kind::kPairing, With(side, {store::In("state", active)})));
  const Filters in_plan = With(side, {store::Equals("plan", plan.value)});
  JIEDUI_ASSIGN(const std::int64_t planned,
                reader.Count(Kind::kPairing, With(in_plan, {store::In("state", open)})));
  count += planned;
  if (claims == Claims::kOpen) return count;
  const std::string suggested(domain::Code(PairingState::kSuggested));
  JIEDUI_ASSIGN(const std::int64_t pinned,
                reader.Count(Kind::kPairing, With(in_plan, {store::Equals("state", suggested),
                                                            store::Equals("pinned", true)})));
  return count + pinned;
}

/// How many helpers of the kind others than this pairing give the enterprise.
Result<std::int64_t> HelpersHeld(const store::Reader& reader, const Pairing& pairing,
                                 Claims claims) {
  const Filters side = {store::Equals("enterprise", pairing.enterprise.value),
                        store::Equals("pair_kind", std::string(domain::Code(pairing.pair_kind)))};
  JIEDUI_ASSIGN(const std::int64_t count, CountOf(reader, pairing.plan, side, claims));
  return count - (Claimed(pairing, claims) ? 1 : 0);
}

tl::unexpected<base::Error> Refuse(const std::string& why) {
  return Fail(ErrorCode::kUnprocessable, why, "helper");
}

}  // namespace

Result<std::int64_t> PlacesHeld(const store::Reader& reader, const Pairing& pairing,
                                RecordKey helper, Claims claims) {
  const Filters side = {store::Equals("helper_kind", std::string(domain::Code(helper.kind))),
                        store::Equals("helper_id", helper.id)};
  JIEDUI_ASSIGN(const std::int64_t count, CountOf(reader, pairing.plan, side, claims));
  const bool own = RecordKey{pairing.helper_kind, pairing.helper_id} == helper;
  return count - (own && Claimed(pairing, claims) ? 1 : 0);
}

Status CheckStands(const store::Reader& reader, const Corpus& corpus, const Pairing& pairing,
                   RecordKey helper_key, Claims claims) {
  const MatchEntry* const helper = corpus.FindHelper(pairing.pair_kind, helper_key.id);
  const MatchEntry* const receiver = corpus.FindReceiver(pairing.enterprise.value);
  if (helper == nullptr || helper->key != helper_key) {
    return Refuse(FormatKey(helper_key) + " 不是这一类的帮扶方，或名册中已没有名额");
  }
  if (receiver == nullptr) return Refuse("受助企业已不在名册");
  if (const Bar bar = BarOf(corpus, pairing.pair_kind, *helper, *receiver); bar != Bar::kNone) {
    return Refuse(helper->title + " 与 " + receiver->title + ": " +
                  std::string(domain::NameOf(bar).zh));
  }
  JIEDUI_ASSIGN(const std::int64_t places, PlacesHeld(reader, pairing, helper_key, claims));
  if (places >= helper->capacity) {
    return Refuse(helper->title + " 的 " + std::to_string(helper->capacity) + " 个名额已满");
  }
  JIEDUI_ASSIGN(const std::int64_t helpers, HelpersHeld(reader, pairing, claims));
  if (helpers >= NeedOf(pairing.pair_kind).max) {
    return Refuse(receiver->title + " 已有 " + std::to_string(helpers) + " 个" +
                  std::string(domain::NameOf(domain::HelperKind(pairing.pair_kind)).zh) +
                  "帮扶，不能再加");
  }
  return {};
}

}  // namespace jiedui::services
