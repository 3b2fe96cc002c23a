#include "services/pair_rules.h"

#include "models/counterfactual.h"
#include "services/data_flags.h"

namespace jiedui::services {
namespace {

using domain::PairKind;
using models::PairFacts;
using models::RegionRelation;

constexpr std::size_t kPhrases = 8;

bool ShareProgrammeSector(const MatchEntry& a, const MatchEntry& b) {
  return (a.programme_sectors & b.programme_sectors) != 0;
}

int BestCloseness(const MatchEntry& a, const MatchEntry& b) {
  int best = 0;
  for (const domain::SectorSteps& left : a.sectors) {
    for (const domain::SectorSteps& right : b.sectors)
      best = std::max(best, domain::Closeness(left, right));
  }
  return best;
}

bool SectorKnown(const MatchEntry& entry) {
  return entry.programme_sectors != 0 || !entry.sectors.empty();
}

RegionRelation RelationOf(const MatchEntry& helper, const MatchEntry& receiver) {
  if (helper.region_code.empty() || helper.region_code.ends_with("00"))
    return RegionRelation::kWholeCity;
  return helper.region_code == receiver.region_code ? RegionRelation::kSameCounty
                                                    : RegionRelation::kElsewhere;
}

/// Share of a policy's conditions that the enterprise meets; a condition whose figure is missing
/// counts half.
double ConditionsMet(const MatchEntry& policy, const MatchEntry& enterprise) {
  double asked = 0;
  double met = 0;
  if (policy.programme_sectors != 0) {
    asked += 1;
    met += ShareProgrammeSector(policy, enterprise) ? 1 : 0;
  }
  if (policy.needs_rd) {
    asked += 1;
    met += enterprise.rd_spending_wan > 0 ? 1 : 0;
  }
  if (policy.min_revenue_wan) {
    asked += 1;
    met += !enterprise.revenue_wan                              ? 0.5
           : *enterprise.revenue_wan >= *policy.min_revenue_wan ? 1
                                                                : 0;
  }
  return asked == 0 ? 1.0 : met / asked;
}

Bar EnterpriseBar(const MatchEntry& helper, const MatchEntry& receiver) {
  if (helper.key == receiver.key) return Bar::kSelf;
  if (!receiver.receives) return Bar::kInnovatesAlready;
  if (receiver.programme_sectors == 0)
    return receiver.sector_settled ? Bar::kNotIndustrial : Bar::kSectorUnknown;
  return ShareProgrammeSector(helper, receiver) ? Bar::kNone : Bar::kOtherSector;
}

}  // namespace

void Loads::Add(RecordKey helper, const HelperLoad& load) {
  HelperLoad& sum = loads_[helper];
  sum.used += load.used;
  sum.accepted += load.accepted;
  sum.refused += load.refused;
  sum.put_forward += load.put_forward;
}

const HelperLoad& Loads::Of(RecordKey helper) const {
  static const HelperLoad none;
  const auto found = loads_.find(helper);
  return found == loads_.end() ? none : found->second;
}

Bar BarOf(const Corpus& corpus, PairKind kind, const MatchEntry& helper,
          const MatchEntry& receiver) {
  if (kind == PairKind::kEnterprise) {
    if (const Bar bar = EnterpriseBar(helper, receiver); bar != Bar::kNone) return bar;
  }
  if (kind == PairKind::kWorkTeam && RelationOf(helper, receiver) == RegionRelation::kElsewhere) {
    return Bar::kOtherCounty;
  }
  if (kind == PairKind::kPolicy && ConditionsMet(helper, receiver) <= 0) return Bar::kNotEligible;
  return corpus.ConflictOf(helper, receiver) ? Bar::kConflict : Bar::kNone;
}

std::optional<double> NearnessOf(const MatchEntry& a, const MatchEntry& b) {
  if (a.semantic.values.empty() || b.semantic.values.empty()) return std::nullopt;
  return models::Nearness(a.semantic, b.semantic);
}

PairFacts FactsOf(PairKind kind, const MatchEntry& helper, const MatchEntry& receiver,
                  const HelperLoad& load) {
  return FactsOf(kind, helper, receiver, load,
                 {models::Cosine(helper.terms, receiver.terms), NearnessOf(helper, receiver)});
}

PairFacts FactsOf(PairKind kind, const MatchEntry& helper, const MatchEntry& receiver,
                  const HelperLoad& load, const TextLikeness& likeness) {
  PairFacts facts;
  facts.pair_kind = kind;
  facts.sectors_known = SectorKnown(helper) && SectorKnown(receiver);
  facts.sector_closeness = BestCloseness(helper, receiver);
  facts.same_programme_sector = ShareProgrammeSector(helper, receiver);
  facts.text_cosine = likeness.cosine;
  facts.semantic_nearness = likeness.nearness;
  facts.region = RelationOf(helper, receiver);
  facts.capacity_total = helper.capacity;
  facts.capacity_left = helper.capacity - load.used;
  facts.accepted = load.accepted;
  facts.refused = load.refused;
  facts.level = helper.level;
  facts.profile_years = helper.years_old;
  facts.strength =
      kind == PairKind::kPolicy ? std::optional(ConditionsMet(helper, receiver)) : helper.strength;
  return facts;
}

models::Explanation ExplainPair(const Corpus& corpus, PairKind kind, const MatchEntry& helper,
                                const MatchEntry& receiver, const Loads& loads) {
  const HelperLoad& load = loads.Of(helper.key);
  const PairFacts facts = FactsOf(kind, helper, receiver, load);
  models::Explanation explanation = models::Explain(
      loads.model(), facts,
      corpus.space().SharedPhrases(helper.terms, receiver.terms, receiver.text, kPhrases));
  explanation.flags = FlagsOf(corpus, kind, helper, receiver, load);
  for (const models::DataFlag& flag : explanation.flags) explanation.confidence *= flag.factor;
  explanation.counterfactuals =
      models::Counterfactuals(loads.model(), facts, {receiver.region_name});
  return explanation;
}

}  // namespace jiedui::services
