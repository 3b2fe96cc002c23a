#include "services/judgements.h"

#include <map>
#include <optional>

#include "base/json_reader.h"
#include "services/decision_reasons.h"
#include "services/plan_ground.h"
#include "services/ranking.h"

namespace jiedui::services {
namespace {

using base::Result;
using domain::Pairing;
using domain::PairingState;
using models::JudgedGroup;
using models::JudgedPair;
using models::Outcome;

constexpr std::size_t kShown = 5;  // alternates on a pairing's page
constexpr double kHalfTrust = 0.5;

/// The values in a stored explanation; a factor that it leaves out is neutral.
models::FactorValues StoredValues(const std::string& explanation) {
  models::FactorValues values = models::NeutralValues();
  const Result<base::JsonDocument> document = base::JsonDocument::Parse(explanation);
  const auto factors = document ? document->root().Find("factors") : std::nullopt;
  if (!factors) return values;
  for (const base::JsonValue& item : factors->Items()) {
    const auto code = item.Find("code");
    const auto value = item.Find("value");
    const auto kind =
        domain::FromCode<models::FactorKind>(code ? code->AsString().value_or("") : "");
    if (!kind || !value) continue;
    double& at = values[static_cast<std::size_t>(*kind)];
    at = std::clamp(value->AsDouble().value_or(at), 0.0, 1.0);
  }
  return values;
}

/// The helper that the pairing had before a coordinator swapped it, from the audit trail; nothing
/// where it was never swapped.
Result<std::optional<std::int64_t>> SwappedOut(const store::Reader& reader,
                                               const Pairing& pairing) {
  if (!pairing.pinned || pairing.version < 2) return std::nullopt;
  const store::AuditQuery query{.kind = std::string(domain::Code(domain::Kind::kPairing)),
                                .record_id = pairing.id,
                                .limit = 1000};
  JIEDUI_ASSIGN(const store::AuditPage page, reader.ListAudit(query));
  for (const store::AuditEntry& entry : page.entries) {
    if (entry.action != "update") continue;
    const Result<base::JsonDocument> changes = base::JsonDocument::Parse(entry.changes);
    const auto helper = changes ? changes->root().Find("helper_id") : std::nullopt;
    const auto before = helper ? helper->Find("before") : std::nullopt;
    if (!before) continue;
    const auto text = before->AsString();
    const Result<std::int64_t> id =
        text ? base::ParseId(*text) : Result<std::int64_t>(before->AsInt().value_or(0));
    if (id && *id != 0) return *id;
  }
  return std::nullopt;
}

class JudgementReader {
 public:
  JudgementReader(const store::Reader& reader, const Corpus& corpus, const models::PairModel& model)
      : reader_(reader), corpus_(corpus) {
    bare_.SetModel(model);
  }

  Result<Judgements> Read() {
    constexpr std::array kPairings = {domain::Kind::kPairing};
    JIEDUI_ASSIGN(read_.revision, reader_.Revision(kPairings));
    std::vector<Pairing> pairings;
    JIEDUI_CHECK(reader_.ForEach<Pairing>({}, [&](Pairing& pairing) {
      if (pairing.state != PairingState::kSuggested) pairings.push_back(std::move(pairing));
    }));
    for (const Pairing& pairing : pairings) {
      if (IsRefused(pairing.state)) AddRefused(pairing);
    }
    for (const Pairing& pairing : pairings) {
      if (!IsRefused(pairing.state)) JIEDUI_CHECK(AddTaken(pairing));
    }
    for (auto& [key, judgement] : judgements_) read_.all.push_back(std::move(judgement));
    return std::move(read_);
  }

 private:
  /// By enterprise and kind; of several taken pairs (policies) each has a judgement of its own,
  /// since each was compared with others.
  using Key = std::tuple<std::int64_t, domain::PairKind, std::int64_t>;

  JudgedGroup& Of(const Pairing& pairing, std::int64_t which) {
    const auto [at, fresh] =
        judgements_.try_emplace(Key{pairing.enterprise.value, pairing.pair_kind, which});
    if (fresh) {
      at->second.kind = pairing.pair_kind;
      at->second.enterprise = pairing.enterprise.value;
    }
    return at->second;
  }

  void AddRefused(const Pairing& pairing) {
    const ReasonSubject subject = SubjectOf(pairing.reason);
    if (subject == ReasonSubject::kCircumstance) {
      ++read_.not_about_match;
      return;
    }
    ++read_.refused;
    read_.latest_ms = std::max(read_.latest_ms, pairing.decided_ms);
    const double trust = subject == ReasonSubject::kMatch ? 1 : kHalfTrust;
    Of(pairing, 0)
        .pairs.push_back(
            {StoredValues(pairing.explanation), Outcome::kRefused, 1, trust, pairing.decided_ms});
  }

  base::Status AddTaken(const Pairing& pairing) {
    JIEDUI_ASSIGN(const std::optional<std::int64_t> before, SwappedOut(reader_, pairing));
    ++read_.taken;
    read_.latest_ms = std::max(read_.latest_ms, pairing.decided_ms);
    const auto among = judgements_.find({pairing.enterprise.value, pairing.pair_kind, 0});
    const bool first = among == judgements_.end() || !HasTaken(among->second);
    JudgedGroup& judgement = Of(pairing, first ? 0 : pairing.helper_id);
    const bool sure = before || pairing.state == PairingState::kAccepted;
    const JudgedPair taken{StoredValues(pairing.explanation),
                           Outcome::kTaken,
                           1,
                           sure ? 1 : kHalfTrust,
                           pairing.decided_ms,
                           !before};
    AddPassedOver(pairing, before, taken, judgement);
    return {};
  }

  static bool HasTaken(const JudgedGroup& judgement) {
    return std::any_of(judgement.pairs.begin(), judgement.pairs.end(),
                       [](const JudgedPair& pair) { return pair.outcome == Outcome::kTaken; });
  }

  /// The list that stood on the pairing's page: the one proposed first, then the next best.
  void AddPassedOver(const Pairing& pairing, std::optional<std::int64_t> before, JudgedPair taken,
                     JudgedGroup& judgement) {
    const MatchEntry* const receiver = corpus_.FindReceiver(pairing.enterprise.value);
    const std::size_t at = judgement.pairs.size();
    judgement.pairs.push_back(taken);
    if (receiver == nullptr) return;
    const std::int64_t proposed = before.value_or(pairing.helper_id);
    std::size_t rank = 1;
    std::size_t taken_rank = before ? kShown + 2 : 1;  // chosen from outside the list: below it
    const auto pass_over = [&](const MatchEntry& helper, std::size_t place) {
      JudgedPair other{ValuesNow(pairing.pair_kind, helper, *receiver, taken.values),
                       Outcome::kPassedOver,
                       place,
                       1,
                       pairing.decided_ms,
                       place == 1};
      judgement.pairs.push_back(other);
      ++read_.passed_over;
    };
    const MatchEntry* const first =
        before ? corpus_.FindHelper(pairing.pair_kind, proposed) : nullptr;
    if (first != nullptr) pass_over(*first, 1);
    for (const ScoredPair& other :
         RankHelpers(corpus_, pairing.pair_kind, *receiver, bare_, kShown + 2)) {
      if (other.helper->key.id == proposed) continue;
      if (rank > kShown) break;
      ++rank;
      if (other.helper->key.id == pairing.helper_id) {
        taken_rank = rank;
      } else {
        pass_over(*other.helper, rank);
      }
    }
    judgement.pairs[at].rank = taken_rank;
  }

  [[nodiscard]] models::FactorValues ValuesNow(domain::PairKind kind, const MatchEntry& helper,
                                               const MatchEntry& receiver,
                                               const models::FactorValues& beside) const {
    models::FactorValues values = models::Values(FactsOf(kind, helper, receiver, {}));
    for (const models::FactorKind equal :
         {models::FactorKind::kCapacity, models::FactorKind::kTrackRecord}) {
      values[static_cast<std::size_t>(equal)] = beside[static_cast<std::size_t>(equal)];
    }
    return values;
  }

  const store::Reader& reader_;
  const Corpus& corpus_;
  Loads bare_;
  std::map<Key, JudgedGroup> judgements_;
  Judgements read_;
};

}  // namespace

Result<Judgements> ReadJudgements(const store::Reader& reader, const Corpus& corpus,
                                  const models::PairModel& model) {
  return JudgementReader(reader, corpus, model).Read();
}

}  // namespace jiedui::services
