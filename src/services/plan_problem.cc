#include "services/plan_problem.h"

#include <cmath>

#include "matching/check.h"
#include "matching/solve.h"
#include "services/candidates.h"
#include "services/plan_widening.h"

namespace jiedui::services {
namespace {

using base::Result;
using domain::PairKind;
using matching::Index;

constexpr std::size_t kNamedHelpers = 5;

/// The matching problem and what its positions mean here.
struct Encoded {
  matching::ProblemInput input;
  std::vector<const MatchEntry*> helpers;    // by position in input.helpers
  std::vector<const MatchEntry*> receivers;  // by position in input.receivers
  std::unordered_map<std::int64_t, Index> helper_at;
  bool cut = false;  // somebody may have more candidates than were kept
};

class Encoder {
 public:
  Encoder(const Corpus& corpus, const Loads& loads, const PlanQuestion& question)
      : corpus_(corpus), loads_(loads), question_(question) {}

  /// Scores the allowed pairs and puts them into the problem as they come, receiver by receiver.
  Encoded Encode() {
    const std::size_t keep = KeptCandidates(question_.receivers.size(), question_.max_candidates);
    const CandidateIndex index(corpus_, question_.kind, loads_, {.keep = keep});
    GenerateCandidates(
        index, question_.receivers,
        [this, keep](std::size_t /*at*/, const MatchEntry& receiver,
                     std::span<const ScoredPair> candidates) {
          encoded_.cut = encoded_.cut || candidates.size() == keep;
          AddReceiver(receiver, candidates);
        },
        question_.progress, question_.stop);
    return std::move(encoded_);
  }

 private:
  void AddReceiver(const MatchEntry& receiver, std::span<const ScoredPair> candidates) {
    const auto position = static_cast<Index>(encoded_.receivers.size());
    encoded_.receivers.push_back(&receiver);
    encoded_.input.receivers.push_back({FormatKey(receiver.key), NeedOf(question_.kind)});
    std::set<std::int64_t> listed;
    for (const ScoredPair& pair : candidates) {
      listed.insert(pair.helper->key.id);
      AddPair(*pair.helper, receiver, position, pair.score);
    }
    // A decision stands even where the rules or the cut would leave the pair out today.
    const auto first = question_.fixed.lower_bound({0, 0});
    for (auto it = first; it != question_.fixed.end(); ++it) {
      if (it->enterprise != receiver.key.id || listed.contains(it->helper)) continue;
      const MatchEntry* const helper = corpus_.FindHelper(question_.kind, it->helper);
      if (helper == nullptr) continue;
      AddPair(*helper, receiver, position,
              models::Score(loads_.model(),
                            FactsOf(question_.kind, *helper, receiver, loads_.Of(helper->key))));
    }
  }

  void AddPair(const MatchEntry& helper, const MatchEntry& receiver, Index receiver_position,
               double score) {
    const PairIds ids{helper.key.id, receiver.key.id};
    const bool fixed = question_.fixed.contains(ids);
    const matching::PairState state = fixed ? matching::PairState::kFixed
                                      : question_.forbidden.contains(ids)
                                          ? matching::PairState::kForbidden
                                          : matching::PairState::kFree;
    const Index position = HelperPosition(helper);
    encoded_.input.pairs.push_back({position, receiver_position, RoundedScore(score), state});
    if (fixed) {
      // Fixed pairs may exceed a capacity that was lowered later: the plan keeps them and adds
      // none.
      matching::Bounds& places = encoded_.input.helpers[static_cast<std::size_t>(position)].places;
      const Index held = ++fixed_[position];
      places.max = std::max(places.max, held);
    }
  }

  Index HelperPosition(const MatchEntry& helper) {
    const auto [at, fresh] =
        encoded_.helper_at.try_emplace(helper.key.id, static_cast<Index>(encoded_.helpers.size()));
    if (fresh) {
      encoded_.helpers.push_back(&helper);
      encoded_.input.helpers.push_back(HelperOf(helper, loads_, question_));
    }
    return at->second;
  }

  const Corpus& corpus_;
  const Loads& loads_;
  const PlanQuestion& question_;
  Encoded encoded_;
  std::unordered_map<Index, Index> fixed_;
};

/// Says why, in the words of a coordinator.
class Reasons {
 public:
  Reasons(const Corpus& corpus, const PlanQuestion& question, const matching::Solution& solution,
          const EncodedPlan& encoded)
      : corpus_(corpus), question_(question), solution_(solution), encoded_(encoded) {}

  [[nodiscard]] UncoveredEnterprise Of(const matching::Uncovered& uncovered) const {
    UncoveredEnterprise named;
    named.receiver = encoded_.receivers[static_cast<std::size_t>(uncovered.receiver)];
    switch (uncovered.reason) {
      case matching::UncoveredReason::kNoCandidate:
        NoCandidate(named);
        break;
      case matching::UncoveredReason::kAllForbidden:
      case matching::UncoveredReason::kTooFewAllowed:
        named.reason = "可选的帮扶方都已被否决、谢绝或需回避";
        named.smallest_change = "撤回一项否决，或增加一家同行业帮扶方";
        break;
      case matching::UncoveredReason::kNotSettled:
        named.reason = "求解提前终止，尚未安排";
        break;
      default:
        PlacesTaken(named, uncovered);
        break;
    }
    return named;
  }

 private:
  /// The rule that bars every helper of the kind, the most frequent first.
  void NoCandidate(UncoveredEnterprise& named) const {
    const auto& helpers = corpus_.helpers(question_.kind);
    if (helpers.empty()) {
      named.reason = "没有可用的帮扶方（名册中没有容量大于 0 的）";
      named.smallest_change = "登记至少一家有容量的帮扶方";
      return;
    }
    std::array<std::size_t, kBarNames.size()> counts{};
    for (const MatchEntry& helper : helpers) {
      ++counts[static_cast<std::size_t>(BarOf(corpus_, question_.kind, helper, *named.receiver))];
    }
    const auto most =
        static_cast<Bar>(std::max_element(counts.begin(), counts.end()) - counts.begin());
    named.reason = most == Bar::kOtherSector ? "本归口行业没有可用的帮扶方"
                                             : std::string(domain::NameOf(most).zh);
    named.smallest_change = most == Bar::kSectorUnknown ? "确定该企业的行业"
                            : most == Bar::kNotIndustrial ? "如属工业，改正其行业；否则移出名册"
                                                          : "登记一家可帮扶它的帮扶方";
  }

  void PlacesTaken(UncoveredEnterprise& named, const matching::Uncovered& uncovered) const {
    if (uncovered.witness < 0) {
      named.reason = "受先行目标限制未能安排";
      return;
    }
    const matching::Witness& witness =
        solution_.witnesses[static_cast<std::size_t>(uncovered.witness)];
    NameBlockers(named, uncovered.receiver, witness);
    named.reason = std::to_string(witness.receivers) + " 家企业只能由同样的 " +
                   std::to_string(witness.helpers.size()) + " 个帮扶方承接，共 " +
                   std::to_string(witness.places) + " 个名额，已满";
    std::string names;
    for (std::size_t i = 0; i < std::min(kNamedHelpers, witness.more_places.size()); ++i) {
      names += (i == 0 ? "" : "、") + HelperAt(witness.more_places[i]).title;
    }
    if (!names.empty()) named.smallest_change = "以下任一帮扶方增加 1 个名额: " + names;
  }

  /// All who hold the receiver back or, where these are many, the receiver's own candidates among
  /// them: of a whole country's thousands, each of thousands of receivers would name each.
  void NameBlockers(UncoveredEnterprise& named, Index receiver,
                    const matching::Witness& witness) const {
    constexpr std::size_t kNamedWhole = 200;
    if (witness.helpers.size() <= kNamedWhole) {
      for (const Index h : witness.helpers) named.blocked_by.push_back(HelperAt(h).key);
      return;
    }
    const matching::Problem& problem = encoded_.problem;
    for (Index e = problem.PairBegin(receiver); e < problem.PairBegin(receiver + 1); ++e) {
      const Index h = problem.pair_helper(e);
      if (std::binary_search(witness.helpers.begin(), witness.helpers.end(), h))
        named.blocked_by.push_back(HelperAt(h).key);
    }
  }

  [[nodiscard]] const MatchEntry& HelperAt(Index h) const {
    return *encoded_.helpers[static_cast<std::size_t>(h)];
  }

  const Corpus& corpus_;
  const PlanQuestion& question_;
  const matching::Solution& solution_;
  const EncodedPlan& encoded_;
};

PlanAnswer Decode(const PlanQuestion& question, const matching::Solution& solution,
                  const EncodedPlan& encoded, const Reasons& reasons) {
  PlanAnswer answer;
  answer.status = solution.status;
  answer.receivers = question.receivers.size();
  answer.covered = static_cast<std::size_t>(solution.covered);
  answer.candidates = static_cast<std::size_t>(encoded.problem.pair_count());
  answer.total_score = solution.total_score;
  answer.upper_bound = solution.upper_bound;
  for (const matching::ChosenPair& pair : solution.pairs) {
    answer.pairs.push_back({question.kind, encoded.helpers[static_cast<std::size_t>(pair.helper)],
                            encoded.receivers[static_cast<std::size_t>(pair.receiver)],
                            pair.score});
  }
  std::sort(answer.pairs.begin(), answer.pairs.end(), [](const ScoredPair& a, const ScoredPair& b) {
    return std::pair(a.receiver->key, a.helper->key) < std::pair(b.receiver->key, b.helper->key);
  });
  for (const matching::Uncovered& uncovered : solution.uncovered)
    answer.uncovered.push_back(reasons.Of(uncovered));
  return answer;
}

}  // namespace

std::size_t KeptCandidates(std::size_t receivers, std::size_t most) {
  constexpr std::size_t kMostPairs = 40'000'000;
  constexpr std::size_t kLeast = 50;
  return std::min(most, std::max(kLeast, kMostPairs / std::max<std::size_t>(receivers, 1)));
}

base::Status CheckGoesOn(const std::stop_token& stop) {
  if (!stop.stop_requested()) return {};
  return base::Fail(base::ErrorCode::kConflict, "求解已取消");
}

matching::Bounds NeedOf(PairKind kind) {
  return kind == PairKind::kPolicy ? matching::Bounds{1, 3} : matching::Bounds{1, 1};
}

std::int64_t PlacesTaken(const Loads& loads, const PlanQuestion& question, RecordKey helper) {
  const auto held = question.held.find(helper.id);
  return loads.Of(helper).used + (held == question.held.end() ? 0 : held->second);
}

double RoundedScore(double score) { return std::round(score * 1e6) / 1e6; }

matching::HelperInput HelperOf(const MatchEntry& helper, const Loads& loads,
                               const PlanQuestion& question) {
  const std::int64_t taken = PlacesTaken(loads, question, helper.key);
  const std::int64_t left = std::max<std::int64_t>(helper.capacity - taken, 0);
  return {FormatKey(helper.key), {0, static_cast<Index>(left)}, -1};
}

EncodedPlan PlanOfPositions(matching::Problem problem,
                            const std::vector<const MatchEntry*>& helpers,
                            const std::vector<const MatchEntry*>& receivers) {
  EncodedPlan encoded{std::move(problem), {}, {}};
  for (Index h = 0; h < encoded.problem.helper_count(); ++h) {
    const Index at = encoded.problem.HelperInInput(h);
    encoded.helpers.push_back(helpers[static_cast<std::size_t>(at)]);
  }
  for (Index r = 0; r < encoded.problem.receiver_count(); ++r) {
    const Index at = encoded.problem.ReceiverInInput(r);
    encoded.receivers.push_back(receivers[static_cast<std::size_t>(at)]);
  }
  return encoded;
}

Result<EncodedPlan> EncodePlan(const Corpus& corpus, const Loads& loads,
                               const PlanQuestion& question) {
  Encoded from = Encoder(corpus, loads, question).Encode();
  JIEDUI_CHECK(CheckGoesOn(question.stop));
  JIEDUI_ASSIGN(matching::Problem problem, matching::Problem::Make(std::move(from.input)));
  EncodedPlan encoded = PlanOfPositions(std::move(problem), from.helpers, from.receivers);
  if (from.cut) JIEDUI_CHECK(WidenWhereUncovered(corpus, loads, question, encoded));
  return encoded;
}

Result<PlanAnswer> AnswerPlan(const Corpus& corpus, const Loads& loads,
                              const PlanQuestion& question) {
  JIEDUI_ASSIGN(const EncodedPlan encoded, EncodePlan(corpus, loads, question));
  const matching::Problem& problem = encoded.problem;
  matching::SolveOptions options;
  options.objectives = question.objectives;
  options.time_limit_seconds = question.time_limit_seconds;
  options.stop = question.stop;
  options.progress = question.progress;
  JIEDUI_ASSIGN(const matching::Solution solution, matching::Solve(problem, options));
  JIEDUI_CHECK(CheckGoesOn(question.stop));
  if (const matching::CheckReport report = matching::Check(problem, solution); !report.ok()) {
    return base::Fail(base::ErrorCode::kInternal, "方案未通过独立校验: " + report.faults.front());
  }
  return Decode(question, solution, encoded, Reasons(corpus, question, solution, encoded));
}

}  // namespace jiedui::services
