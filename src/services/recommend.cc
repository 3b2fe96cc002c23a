#include "services/recommend.h"

#include <fmt/format.h>

#include <cmath>

#include "base/text.h"
#include "services/access.h"
#include "services/suggestion_ground.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using domain::Kind;
using domain::PairKind;

constexpr std::size_t kMostSuggestions = 100;
/// Pairs that one question scores, at most: about a second.
constexpr std::size_t kMostScanned = 4'000'000;
/// Scores that read the same on a page; which of them comes first is the order of the ids.
constexpr double kTie = 0.0005;

/// What one pair has over another, factor by factor, greatest first.
std::vector<FactorDifference> Differences(const models::PairModel& model,
                                          const models::PairFacts& chosen,
                                          const models::PairFacts& other) {
  const models::FactorValues a = models::Values(chosen);
  const models::FactorValues b = models::Values(other);
  const models::FactorValues& weight = model.WeightsOf(chosen.pair_kind);
  std::vector<FactorDifference> differences;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double points = weight[i] * (a[i] - b[i]);
    if (points != 0) differences.push_back({static_cast<models::FactorKind>(i), points});
  }
  std::stable_sort(
      differences.begin(), differences.end(),
      [](const FactorDifference& x, const FactorDifference& y) { return x.points > y.points; });
  return differences;
}

std::string Points(double value) { return fmt::format("{:.3f}", value); }

/// Why the alternate was not chosen; `less` is by how much it scores less.
void SayWhyNot(double less, bool full, Alternate& alternate) {
  const bool same = alternate.differences.empty();
  const auto& factor =
      domain::NameOf(same ? models::FactorKind::kText : alternate.differences.front().factor);
  if (std::abs(less) < kTie) {
    alternate.zh = "匹配度相同";
    alternate.en = "Scores the same";
  } else if (less > 0) {
    alternate.zh = "匹配度低 " + Points(less) + "，主要在“" + std::string(factor.zh) + "”";
    alternate.en = "Scores " + Points(less) + " less, mostly in " + std::string(factor.en);
  } else {
    alternate.zh = "匹配度高 " + Points(-less);
    alternate.en = "Scores " + Points(-less) + " more";
  }
  if (full) {
    alternate.zh += "，名额已满";
    alternate.en += "; no place left";
  } else if (less <= -kTie) {
    alternate.zh += "，名额安排给了更需要的企业";
    alternate.en += "; its places went where the whole plan needs them";
  }
}

/// Helpers that are full and so stand between suggestions and their alternates, at most.
constexpr std::size_t kFullBetween = 64;

/// Of `ranked`, the helpers of chosen's receiver, best first.
std::vector<Alternate> AlternatesAmong(const std::vector<ScoredPair>& ranked, const Loads& loads,
                                       const ScoredPair& chosen, std::size_t limit,
                                       AlternatesTo to) {
  std::vector<Alternate> alternates;
  const auto facts_of = [&](const MatchEntry& helper) {
    return FactsOf(chosen.kind, helper, *chosen.receiver, loads.Of(helper.key));
  };
  const models::PairFacts chosen_facts = facts_of(*chosen.helper);
  const double chosen_score = models::Score(loads.model(), chosen_facts);
  const ScoredPair present{chosen.kind, chosen.helper, chosen.receiver, chosen_score};
  for (const ScoredPair& other : ranked) {
    if (alternates.size() == limit) break;
    if (other.helper->key == chosen.helper->key) continue;
    Alternate alternate{other.helper, other.score, CapacityOf(*other.helper, loads), "", "", {}};
    const bool full = alternate.capacity.used >= alternate.capacity.total;
    // What a list of suggestions has above this one needs no mention below it.
    if (to == AlternatesTo::kSuggestion && !full && RanksBefore(other, present, loads)) continue;
    alternate.differences = Differences(loads.model(), chosen_facts, facts_of(*other.helper));
    SayWhyNot(chosen_score - other.score, full, alternate);
    alternates.push_back(std::move(alternate));
  }
  return alternates;
}

/// The suggestions that these pairs are. Suggestions of one receiver share one ranking for their
/// alternates.
std::vector<Suggestion> Suggestions(const SuggestionGround& ground,
                                    const std::vector<ScoredPair>& pairs, std::size_t alternates) {
  const Corpus& corpus = *ground.corpus();
  const Loads& loads = *ground.loads();
  std::vector<Suggestion> items;
  std::vector<ScoredPair> ranked;
  const MatchEntry* ranked_for = nullptr;
  for (const ScoredPair& pair : pairs) {
    if (alternates > 0 && pair.receiver != ranked_for) {
      const std::size_t looked_at = ground.Finds(pair.kind)
                                        ? pairs.size() + alternates + kFullBetween
                                        : corpus.helpers(pair.kind).size();
      ranked = ground.Best(pair.kind, *pair.receiver, looked_at, Places::kAny);
      ranked_for = pair.receiver;
    }
    items.push_back({pair, ExplainPair(corpus, pair.kind, *pair.helper, *pair.receiver, loads),
                     CapacityOf(*pair.helper, loads),
                     AlternatesAmong(ranked, loads, pair, alternates, AlternatesTo::kSuggestion),
                     NearestOf(corpus, *pair.helper, *pair.receiver)});
  }
  return items;
}

/// Leaves `most` of them: see kMostAsked.
void KeepMostAsked(std::size_t most, std::vector<const MatchEntry*>& receivers) {
  if (receivers.size() <= most) return;
  const auto before = [](const MatchEntry* a, const MatchEntry* b) {
    if (a->has_needs != b->has_needs) return a->has_needs;
    return a->updated_ms != b->updated_ms ? a->updated_ms > b->updated_ms : a->key < b->key;
  };
  std::nth_element(receivers.begin(), receivers.begin() + static_cast<std::ptrdiff_t>(most),
                   receivers.end(), before);
  receivers.resize(most);
  std::sort(receivers.begin(), receivers.end(),
            [](const MatchEntry* a, const MatchEntry* b) { return a->key < b->key; });
}

/// The best helper with a place left of each of them that has any; of too many of `most` of them.
std::vector<ScoredPair> BestOfEach(const SuggestionGround& ground, PairKind kind, std::size_t most,
                                   std::vector<const MatchEntry*> receivers) {
  std::vector<ScoredPair> pairs;
  if (ground.Finds(kind)) {
    KeepMostAsked(most, receivers);
    for (const MatchEntry* const receiver : receivers) {
      const std::vector<ScoredPair> best = ground.Best(kind, *receiver, 1, Places::kLeft);
      pairs.insert(pairs.end(), best.begin(), best.end());
    }
    return pairs;
  }
  const std::size_t helpers = ground.corpus()->helpers(kind).size();
  if (receivers.size() * helpers > kMostScanned) KeepMostAsked(most, receivers);
  CandidateOptions options = {.keep = 1, .places = Places::kLeft};
  options.scan_below = helpers + 1;
  const CandidateIndex index(*ground.corpus(), kind, *ground.loads(), options);
  GenerateCandidates(
      index, receivers,
      [&](std::size_t /*at*/, const MatchEntry& /*receiver*/, std::span<const ScoredPair> best) {
        pairs.insert(pairs.end(), best.begin(), best.end());
      });
  return pairs;
}

/// Equal places for scores that show the same (1, 2, 2, 4).
void SettleRanks(std::vector<Suggestion>& items) {
  const auto same = [&](std::size_t i, std::size_t j) {
    return ShownScore(items[i].pair.score) == ShownScore(items[j].pair.score);
  };
  for (std::size_t i = 0; i < items.size(); ++i) {
    const bool as_before = i > 0 && same(i, i - 1);
    items[i].rank = as_before ? items[i - 1].rank : i + 1;
    items[i].tie = as_before || (i + 1 < items.size() && same(i, i + 1));
  }
}

/// Is the entry within the part of the city that the actor and the target name?
bool Within(const MatchEntry& entry, const Scope& scope, const std::vector<std::string>& regions,
            std::uint64_t sectors, std::uint64_t scope_sectors) {
  const auto among = [&](const std::vector<std::string>& codes) {
    return codes.empty() || std::find(codes.begin(), codes.end(), entry.region_code) != codes.end();
  };
  const bool own = scope.enterprise_id == 0 || scope.enterprise_id == entry.key.id;
  return !scope.nothing && own && among(scope.regions) && among(regions) &&
         (sectors == 0 || (entry.programme_sectors & sectors) != 0) &&
         (scope_sectors == 0 || (entry.programme_sectors & scope_sectors) != 0);
}

std::uint64_t MaskOf(const domain::Reference& reference, const std::vector<std::string>& sectors) {
  std::uint64_t mask = 0;
  for (const std::string& sector : sectors) mask |= reference.ProgrammeSectorMask(sector);
  return mask;
}

/// Is the target an enterprise on the receiving end?
bool IsReceiver(const Corpus& corpus, const RecommendRequest& request) {
  const RecordKey key = *request.target.record;
  if (key.kind != Kind::kEnterprise || corpus.FindReceiver(key.id) == nullptr) return false;
  if (request.side) return *request.side == PairSide::kReceiver;
  const bool leads =
      request.kind == PairKind::kEnterprise && corpus.FindHelper(request.kind, key.id) != nullptr;
  return !leads;
}

}  // namespace

Result<RecommendTarget> ParseTarget(std::string_view text, const domain::Reference& reference) {
  const std::size_t colon = text.find(':');
  const std::string_view kind = text.substr(0, colon);
  const std::string_view code =
      colon == std::string_view::npos ? std::string_view{} : text.substr(colon + 1);
  RecommendTarget target;
  if (kind == "county" && reference.FindRegion(code) != nullptr) {
    target.region_code = std::string(code);
    return target;
  }
  if (kind == "department" && reference.FindDepartment(code) != nullptr) {
    target.department_code = std::string(code);
    return target;
  }
  const Result<RecordKey> key = ParseKey(text);
  if (!key || (key->kind != Kind::kEnterprise && !domain::PairKindOfHelper(key->kind))) {
    return Fail(ErrorCode::kInvalid,
                "“" + std::string(text.substr(0, 64)) +
                    "” 不是企业、帮扶方、county:代码 或 department:代码",
                "for");
  }
  target.record = *key;
  return target;
}

Capacity CapacityOf(const MatchEntry& helper, const Loads& loads) {
  return {helper.capacity, loads.Of(helper.key).used};
}

std::vector<Alternate> AlternatesOf(const Corpus& corpus, const Loads& loads,
                                    const ScoredPair& chosen, std::size_t limit, AlternatesTo to) {
  if (limit == 0) return {};
  const std::vector<ScoredPair> ranked =
      RankHelpers(corpus, chosen.kind, *chosen.receiver, loads, corpus.helpers(chosen.kind).size());
  return AlternatesAmong(ranked, loads, chosen, limit, to);
}

Result<Recommendations> Recommend(Workspace& workspace, const domain::Actor& actor,
                                  const RecommendRequest& request) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kRecommend));
  if (request.limit == 0 || request.limit > kMostSuggestions) {
    return Fail(ErrorCode::kInvalid, "limit 应为 1 到 100 的整数", "limit");
  }
  Recommendations result;
  JIEDUI_ASSIGN(const std::shared_ptr<const SuggestionGround> ground,
                workspace.corpus.ForSuggestions());
  result.corpus = ground->corpus();
  const Loads& loads = *ground->loads();
  const Corpus& corpus = *result.corpus;
  const Scope scope = ScopeOf(actor, Kind::kEnterprise);
  const std::uint64_t scope_sectors = MaskOf(workspace.reference, scope.programme_sectors);
  const auto in_scope = [&](const MatchEntry& entry) {
    return Within(entry, scope, {}, 0, scope_sectors);
  };

  std::vector<ScoredPair> pairs;
  const std::optional<RecordKey>& key = request.target.record;
  if (key && IsReceiver(corpus, request)) {
    const MatchEntry& receiver = *corpus.FindReceiver(key->id);
    if (!in_scope(receiver))
      return Fail(ErrorCode::kNotFound, "没有企业 " + std::to_string(key->id), "for");
    pairs = ground->Best(request.kind, receiver, request.limit, Places::kLeft);
  } else if (key) {
    const MatchEntry* const helper = corpus.FindHelper(request.kind, key->id);
    if (helper == nullptr || helper->key != *key) {
      return Fail(ErrorCode::kNotFound, FormatKey(*key) + " 不在名册中，或没有可用容量", "for");
    }
    pairs = RankReceivers(corpus, request.kind, *helper, loads, request.limit, in_scope);
  } else {
    const std::vector<std::string> regions =
        workspace.reference.RegionSubtree(request.target.region_code);
    const std::uint64_t sectors =
        MaskOf(workspace.reference,
               workspace.reference.SectorsOfDepartment(request.target.department_code));
    std::vector<const MatchEntry*> receivers;
    for (const MatchEntry& receiver : corpus.receivers()) {
      if (receiver.receives && Within(receiver, scope, regions, sectors, scope_sectors))
        receivers.push_back(&receiver);
    }
    pairs = BestOfEach(*ground, request.kind, std::max(kMostAsked, request.limit),
                       std::move(receivers));
    std::stable_sort(pairs.begin(), pairs.end(), [&](const ScoredPair& a, const ScoredPair& b) {
      return RanksBefore(a, b, loads);
    });
    pairs.resize(std::min(pairs.size(), request.limit));
  }
  result.items = Suggestions(*ground, pairs, request.alternates);
  SettleRanks(result.items);
  return result;
}

}  // namespace jiedui::services
