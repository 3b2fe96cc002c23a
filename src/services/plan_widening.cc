#include "services/plan_widening.h"

#include <algorithm>
#include <random>
#include <unordered_map>
#include <vector>

#include "matching/coverage_gap.h"
#include "services/candidates.h"

namespace jiedui::services {
namespace {

using base::Result;
using matching::Index;

constexpr int kMostRounds = 4;
constexpr std::size_t kBest = 32;      // of the helpers with places left
constexpr std::size_t kByLot = 16;     // of those of the receiver's programme sectors
constexpr std::size_t kAnywhere = 8;   // of all of them
constexpr std::size_t kTriesEach = 4;  // a lot that may not be paired is drawn again

std::size_t At(Index i) { return static_cast<std::size_t>(i); }

/// One round's further pairs.
class Widening {
 public:
  Widening(const Corpus& corpus, const Loads& loads, const PlanQuestion& question,
           const EncodedPlan& plan, const matching::CoverageGap& gap, int round)
      : corpus_(corpus),
        loads_(loads),
        question_(question),
        plan_(plan),
        gap_(gap),
        round_(round),
        left_(loads) {
    for (std::size_t h = 0; h < plan.helpers.size(); ++h)
      position_.emplace(plan.helpers[h]->key.id, static_cast<Index>(h));
    for (const MatchEntry& helper : corpus.helpers(question.kind)) NoteLeft(helper);
  }

  /// The pairs by receiver; helpers that are new to the problem get positions behind its own.
  const std::unordered_map<Index, std::vector<matching::PairInput>>& Find() {
    if (open_.empty()) return pairs_;
    std::vector<const MatchEntry*> receivers;
    receivers.reserve(gap_.uncovered.size());
    for (const Index r : gap_.uncovered) receivers.push_back(plan_.receivers[At(r)]);
    CandidateOptions options;
    options.keep = kBest;
    options.places = Places::kLeft;
    const CandidateIndex index(corpus_, question_.kind, left_, options);
    GenerateCandidates(
        index, receivers,
        [this](std::size_t at, const MatchEntry& receiver, std::span<const ScoredPair> best) {
          const Index r = gap_.uncovered[at];
          for (const ScoredPair& pair : best) Add(*pair.helper, receiver, r);
          DrawLots(receiver, r);
        },
        {}, question_.stop);
    return pairs_;
  }

  [[nodiscard]] const std::vector<const MatchEntry*>& new_helpers() const { return new_helpers_; }

 private:
  /// What a plan of most coverage leaves of the helper's places.
  void NoteLeft(const MatchEntry& helper) {
    const auto at = position_.find(helper.key.id);
    const std::int64_t free = at != position_.end()
                                  ? std::int64_t{gap_.free_places[At(at->second)]}
                                  : helper.capacity - PlacesTaken(loads_, question_, helper.key);
    HelperLoad load = loads_.Of(helper.key);
    load.used = helper.capacity - std::max<std::int64_t>(free, 0);
    left_.Set(helper.key, load);
    if (free <= 0) return;
    open_.push_back(&helper);
    for (std::size_t bit = 0; bit < kSectorBits; ++bit) {
      if ((helper.programme_sectors >> bit & 1) != 0) open_of_sector_[bit].push_back(&helper);
    }
  }

  void DrawLots(const MatchEntry& receiver, Index r) {
    std::minstd_rand lots(static_cast<std::uint_fast32_t>(
        static_cast<std::uint64_t>(receiver.key.id) % 2'147'483'629 +
        static_cast<unsigned>(round_) + 1));
    for (std::size_t bit = 0; bit < kSectorBits; ++bit) {
      if ((receiver.programme_sectors >> bit & 1) != 0)
        Draw(open_of_sector_[bit], kByLot, receiver, r, lots);
    }
    Draw(open_, kAnywhere, receiver, r, lots);
  }

  void Draw(const std::vector<const MatchEntry*>& among, std::size_t count,
            const MatchEntry& receiver, Index r, std::minstd_rand& lots) {
    std::size_t tries = among.empty() ? 0 : count * kTriesEach;
    for (std::size_t drawn = 0; drawn < count && tries > 0; --tries) {
      if (Add(*among[lots() % among.size()], receiver, r)) ++drawn;
    }
  }

  /// False where the pair is not allowed or there already.
  bool Add(const MatchEntry& helper, const MatchEntry& receiver, Index r) {
    const PairIds ids{helper.key.id, receiver.key.id};
    if (question_.forbidden.contains(ids)) return false;
    if (BarOf(corpus_, question_.kind, helper, receiver) != Bar::kNone) return false;
    const auto [at, fresh] = position_.try_emplace(
        helper.key.id, static_cast<Index>(plan_.helpers.size() + new_helpers_.size()));
    if (fresh) new_helpers_.push_back(&helper);
    const Index h = at->second;
    if (At(h) < plan_.helpers.size() && plan_.problem.FindPair(h, r) >= 0) return false;
    std::vector<matching::PairInput>& own = pairs_[r];
    if (std::any_of(own.begin(), own.end(), [h](const auto& pair) { return pair.helper == h; }))
      return false;
    own.push_back(
        {h, r,
         RoundedScore(models::Score(
             loads_.model(), FactsOf(question_.kind, helper, receiver, loads_.Of(helper.key))))});
    return true;
  }

  static constexpr std::size_t kSectorBits = 64;

  const Corpus& corpus_;
  const Loads& loads_;
  const PlanQuestion& question_;
  const EncodedPlan& plan_;
  const matching::CoverageGap& gap_;
  const int round_;
  Loads left_;  // with the plan's pairs
  std::unordered_map<std::int64_t, Index> position_;
  std::vector<const MatchEntry*> open_;
  std::array<std::vector<const MatchEntry*>, kSectorBits> open_of_sector_;
  std::vector<const MatchEntry*> new_helpers_;
  std::unordered_map<Index, std::vector<matching::PairInput>> pairs_;
};

/// The plan's problem with the further pairs. Its pairs are read from the old one, receiver by
/// receiver, so that no list of all of them is made.
Result<EncodedPlan> With(const EncodedPlan& plan, const Loads& loads, const PlanQuestion& question,
                         const std::unordered_map<Index, std::vector<matching::PairInput>>& pairs,
                         const std::vector<const MatchEntry*>& new_helpers) {
  const matching::Problem& old = plan.problem;
  matching::ProblemInput input;
  std::vector<const MatchEntry*> helpers = plan.helpers;
  for (Index h = 0; h < old.helper_count(); ++h) input.helpers.push_back(old.helper(h));
  for (const MatchEntry* const helper : new_helpers) {
    input.helpers.push_back(HelperOf(*helper, loads, question));
    helpers.push_back(helper);
  }
  for (Index r = 0; r < old.receiver_count(); ++r) input.receivers.push_back(old.receiver(r));
  std::size_t expected = At(old.pair_count());
  for (const auto& [r, own] : pairs) expected += own.size();
  JIEDUI_ASSIGN(
      matching::Problem problem,
      matching::Problem::Make(
          std::move(input),
          [&](Index r, std::vector<matching::PairInput>& own) {
            for (Index e = old.PairBegin(r); e < old.PairBegin(r + 1); ++e)
              own.push_back({old.pair_helper(e), r, old.pair_score(e), old.pair_state(e)});
            const auto more = pairs.find(r);
            if (more != pairs.end())
              own.insert(own.end(), more->second.begin(), more->second.end());
          },
          expected));
  return PlanOfPositions(std::move(problem), helpers, plan.receivers);
}

}  // namespace

base::Status WidenWhereUncovered(const Corpus& corpus, const Loads& loads,
                                 const PlanQuestion& question, EncodedPlan& plan) {
  for (int round = 0; round < kMostRounds; ++round) {
    const auto gap = matching::FindCoverageGap(plan.problem, question.stop);
    JIEDUI_CHECK(CheckGoesOn(question.stop));
    if (!gap || gap->uncovered.empty()) return {};
    Widening widening(corpus, loads, question, plan, *gap, round);
    const auto& pairs = widening.Find();
    JIEDUI_CHECK(CheckGoesOn(question.stop));
    if (pairs.empty()) return {};
    JIEDUI_ASSIGN(plan, With(plan, loads, question, pairs, widening.new_helpers()));
  }
  return {};
}

}  // namespace jiedui::services
