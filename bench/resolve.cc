// What one edit of a solved plan costs, taking it back, and one question about its price: 5,000
// mixed edits of synthetic problems with n receivers, n/10 helpers and 50 candidates a receiver,
// each edit timed; then the plan is certified and its worth compared with that of a cold solve of
// the edited problem. Also what the session takes to start after the solve, and its memory.
//
//   bench_resolve [--receivers N] [--large] [--family NAME] [--edits N] [--questions N] [--own]
//
// The session resumes from matching::Solve, which also solves the edited problem in the end; with
// --own both are the session's own cold solve. Times of edits and questions are the thread's CPU
// time, so that other work on the machine does not count.
#include <fmt/format.h>
#include <malloc.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <ctime>
#include <fstream>
#include <random>

#include "bench/support/measure.h"
#include "bench/support/program.h"
#include "matching/session.h"
#include "matching/solve.h"

namespace jiedui::bench {
namespace {

using matching::Index;
using matching::PairState;
using matching::PlanSession;
using matching::ProblemInput;

constexpr Index kCandidates = 50;
constexpr std::uint32_t kSeed = 20261128;

struct Options {
  Index receivers = 50'000;
  bool large = false;
  int edits = 5'000;
  int questions = 1'000;
  bool own = false;
  std::string family;
};

struct Family {
  const char* name;
  double places_per_receiver;
  int steps;       ///< scores are multiples of 1/steps
  bool clustered;  ///< candidates from the receiver's own cluster, better helpers for all
};

constexpr Family kFamilies[] = {{"uniform loose", 1.5, 1'000'000, false},
                                {"uniform tight", 1.0, 1'000'000, false},
                                {"clustered loose", 1.5, 1'000'000, true},
                                {"clustered tight", 1.0, 1'000'000, true},
                                {"ties tight", 1.0, 100, false}};

/// Resident memory now, in MiB.
double ResidentMib() {
  ::malloc_trim(0);
  std::ifstream file("/proc/self/statm");
  double size = 0;
  double resident = 0;
  file >> size >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1024.0 * 1024.0);
}

/// CPU time of this thread, in milliseconds.
double CpuMs() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

class Random {
 public:
  explicit Random(std::uint32_t seed) : engine_(seed) {}
  Index Below(Index n) { return static_cast<Index>(engine_() % static_cast<std::uint64_t>(n)); }
  double Share() { return static_cast<double>(engine_() >> 11) * 0x1p-53; }

 private:
  std::mt19937_64 engine_;
};

/// Makes problems of a family and what comes new into them.
class Maker {
 public:
  Maker(const Family& family, Index receivers)
      : family_(family), helpers_(receivers / 10), receivers_(receivers), random_(kSeed) {
    for (Index h = 0; h < helpers_; ++h) quality_.push_back(random_.Share());
  }

  ProblemInput Make() {
    ProblemInput input;
    Places(input);
    for (Index r = 0; r < receivers_; ++r) {
      input.receivers.push_back({fmt::format("r{:07}", r), {1, 1}});
      for (const matching::NewPair& pair : Candidates()) {
        input.pairs.push_back({pair.other, r, pair.score, PairState::kFree});
      }
    }
    return input;
  }

  std::vector<matching::NewPair> Candidates() {
    constexpr Index kClusterHelpers = 200;
    const Index cluster = std::min(kClusterHelpers, helpers_);
    const Index first = random_.Below(std::max<Index>(1, helpers_ / cluster)) * cluster;
    std::vector<Index> helpers;
    while (static_cast<Index>(helpers.size()) < std::min(kCandidates, cluster)) {
      const Index h = family_.clustered ? first + random_.Below(cluster) : random_.Below(helpers_);
      if (std::find(helpers.begin(), helpers.end(), h) == helpers.end()) helpers.push_back(h);
    }
    std::vector<matching::NewPair> pairs;
    for (const Index h : helpers) pairs.push_back({h, Score(h)});
    return pairs;
  }

  double Score(Index h) {
    const double raw = family_.clustered
                           ? 0.5 * quality_[static_cast<std::size_t>(h)] + 0.5 * random_.Share()
                           : random_.Share();
    return std::ceil(raw * family_.steps) / family_.steps;
  }

  Random& random() { return random_; }

 private:
  /// 0 … 2 · mean places each, then one by one up to the wanted sum.
  void Places(ProblemInput& input) {
    const auto wanted = static_cast<Index>(family_.places_per_receiver * receivers_);
    Index sum = 0;
    for (Index h = 0; h < helpers_; ++h) {
      const Index places = std::min(random_.Below(2 * wanted / helpers_ + 1), wanted - sum);
      sum += places;
      input.helpers.push_back({fmt::format("h{:07}", h), {0, places}, -1});
    }
    for (; sum < wanted; ++sum) {
      ++input.helpers[static_cast<std::size_t>(random_.Below(helpers_))].places.max;
    }
  }

  const Family& family_;
  Index helpers_;
  Index receivers_;
  Random random_;
  std::vector<double> quality_;
};

/// Does what a coordinator does, in a fixed mix.
class Coordinator {
 public:
  Coordinator(PlanSession& session, Maker& maker, const ProblemInput& input)
      : session_(session), maker_(maker) {
    for (const auto& helper : input.helpers) places_.push_back(helper.places.max);
    for (const auto& pair : input.pairs) candidates_.emplace_back(pair.helper, pair.receiver);
    for (const auto& pair : session.Pairs()) chosen_.emplace_back(pair.helper, pair.receiver);
  }

  /// Milliseconds, or below 0 where the edit could not be.
  double Edit() {
    const Index dice = maker_.random().Below(100);
    if (dice < 20) return Decide(candidates_, &PlanSession::Fix);
    if (dice < 45) return Decide(chosen_, &PlanSession::Forbid);
    if (dice < 60) return Decide(decided_, &PlanSession::Release);
    if (dice < 75) return ChangePlaces();
    if (dice < 88) return Add();
    if (dice < 93)
      return Time([&] {
        return session_.RemoveReceiver(maker_.random().Below(session_.receiver_count()));
      });
    const auto [h, r] = Any(candidates_);
    const double score = maker_.Score(h);
    return Time(
        [&, pair = std::pair(h, r)] { return session_.SetScore(pair.first, pair.second, score); });
  }

  double TakeBack() {
    return Time([&] { return session_.Undo(); });
  }

  double Ask(bool forbid) {
    const auto [h, r] = forbid ? Any(chosen_) : Any(candidates_);
    const double start = CpuMs();
    const auto loss = forbid ? session_.LossOfForbidding(h, r) : session_.LossOfFixing(h, r);
    return loss ? CpuMs() - start : -1;
  }

 private:
  using Pairs = std::vector<std::pair<Index, Index>>;

  template <class Act>
  static double Time(Act act) {
    const double start = CpuMs();
    const auto change = act();
    return change ? CpuMs() - start : -1;
  }

  std::pair<Index, Index> Any(const Pairs& pairs) {
    return pairs[static_cast<std::size_t>(maker_.random().Below(static_cast<Index>(pairs.size())))];
  }

  double Decide(const Pairs& among,
                base::Result<matching::PlanChange> (PlanSession::*decide)(Index, Index)) {
    if (among.empty()) return -1;
    const auto [h, r] = Any(among);
    decided_.emplace_back(h, r);
    return Time([&, helper = h, receiver = r] { return (session_.*decide)(helper, receiver); });
  }

  double ChangePlaces() {
    const Index h = maker_.random().Below(session_.helper_count());
    Index& places = places_[static_cast<std::size_t>(h)];
    places = std::max<Index>(0, places + (maker_.random().Below(2) == 0 ? 1 : -1));
    return Time([&] { return session_.SetPlaces(h, places); });
  }

  double Add() {
    const std::string id = fmt::format("n{:07}", session_.receiver_count());
    auto pairs = maker_.Candidates();
    return Time([&] { return session_.AddReceiver({id, {1, 1}}, std::move(pairs)); });
  }

  PlanSession& session_;
  Maker& maker_;
  std::vector<Index> places_;
  Pairs candidates_;
  Pairs chosen_;
  Pairs decided_;
};

std::string Milliseconds(const std::vector<double>& times) {
  return fmt::format("p50 {:.3f} p99 {:.3f} max {:.3f} ms ({})", Quantile(times, 0.5),
                     Quantile(times, 0.99), Quantile(times, 1), times.size());
}

PlanSession Begin(const matching::Problem& problem, bool own) {
  const double start = CpuMs();
  if (own) {
    PlanSession session = OrDie(PlanSession::Start(problem));
    fmt::print("  own cold solve {:.2f} s of CPU time\n", (CpuMs() - start) / 1e3);
    return session;
  }
  const matching::Solution solution = OrDie(matching::Solve(problem));
  const double solved = CpuMs();
  const double before = ResidentMib();
  PlanSession session = OrDie(PlanSession::Resume(problem, solution));
  const double resumed = CpuMs();
  fmt::print("  solve {:.2f} s, session from it {:.2f} s of CPU time, {:.0f} MiB\n",
             (solved - start) / 1e3, (resumed - solved) / 1e3, ResidentMib() - before);
  return session;
}

void Compare(const PlanSession& session, bool own) {
  const matching::PlanFigures edited = session.Figures();
  fmt::print("  certified {}; covered {} total {:.6f}; cold solve of the edited problem:\n",
             session.Certify() ? "yes, gap 0" : "NO", edited.covered, edited.total_score);
  const auto problem = OrDie(matching::Problem::Make(session.EditedProblem()));
  const matching::PlanFigures cold = Begin(problem, own).Figures();
  fmt::print("  covered {} total {:.6f}\n", cold.covered, cold.total_score);
}

void Run(const Family& family, Index receivers, const Options& options) {
  Maker maker(family, receivers);
  const ProblemInput input = maker.Make();
  const auto problem = OrDie(matching::Problem::Make(input));
  fmt::print("{}, {} receivers, {} pairs\n", family.name, receivers, problem.pair_count());
  PlanSession session = Begin(problem, options.own);
  fmt::print("  {} covered, total {:.6f}\n", session.Figures().covered,
             session.Figures().total_score);
  Coordinator coordinator(session, maker, input);
  std::vector<double> edits;
  for (int i = 0; i < options.edits; ++i) edits.push_back(coordinator.Edit());
  std::vector<double> fixing;
  std::vector<double> forbidding;
  for (int i = 0; i < options.questions; ++i) {
    fixing.push_back(coordinator.Ask(false));
    forbidding.push_back(coordinator.Ask(true));
  }
  std::vector<double> back;
  do {
    back.push_back(coordinator.TakeBack());
  } while (back.back() >= 0);
  for (auto* times : {&edits, &fixing, &forbidding, &back})
    std::erase_if(*times, [](double t) { return t < 0; });
  fmt::print("  edits {}\n  loss of fixing {}\n  loss of forbidding {}\n  taking back {}\n",
             Milliseconds(edits), Milliseconds(fixing), Milliseconds(forbidding),
             Milliseconds(back));
  Compare(session, options.own);
  std::fflush(stdout);
}

}  // namespace
}  // namespace jiedui::bench

int main(int argc, char** argv) {
  using namespace jiedui::bench;
  Options options;
  CLI::App app("What one edit of a solved plan costs, and one question about its price");
  app.add_option("--receivers", options.receivers, "receivers")
      ->check(CLI::Range(100, 5'000'000))
      ->capture_default_str();
  app.add_flag("--large", options.large, "500,000 receivers too");
  app.add_option("--edits", options.edits, "edits a family")->capture_default_str();
  app.add_option("--questions", options.questions, "questions a family and kind")
      ->capture_default_str();
  app.add_option("--family", options.family, "only the families whose name holds this");
  app.add_flag("--own", options.own, "cold solves by the session itself");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kDone : kWrongCall;
  }
  fmt::print("{}\n", MachineLine());
  std::vector<Index> sizes = {options.receivers};
  if (options.large) sizes.push_back(500'000);
  for (const Index receivers : sizes) {
    for (const Family& family : kFamilies) {
      const bool wanted = std::string_view(family.name).find(options.family) != std::string::npos;
      if (wanted) Run(family, receivers, options);
    }
  }
  return kDone;
}
