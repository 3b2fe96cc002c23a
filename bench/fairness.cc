// Fair plans of a programme committee's size: 118 papers that need 3 reviewers each, 177 reviewers
// who take at most 4, by `coverage,worst,score`.
//
//   bench_fairness [--instances N] [--seed N] [--repeat N] [--no-peer]
//                  [--whole SECONDS]
//
// The scores are similarities of topic mixtures as matchers of texts give them: in [0,1], most of
// them low, reviewers and papers unevenly spread over the topics, so that papers of a topic with
// few reviewers compete; 2 of 100 pairs are conflicts. Every third instance lists all pairs, every
// third only those above 0.15, every third the best 25 of each paper; in three of six (+) the
// popular topics have no more reviewers than others. A second table, half as long, has papers and
// reviewers of few topics each, where a handful of papers depend on a handful of reviewers, so that
// no plan reaches the relaxation's floor: what it shows is how near the search comes.
//
// Columns: the lowest total of a paper (worst), the greatest one that the linear relaxation allows
// (by glpsol where it is installed, otherwise the solver's own proven bound, marked *), their ratio
// in percent; the total score, the greatest of the relaxation at that floor (glpsol; otherwise the
// solver's bound, *), the ratio, the greatest total without the floor and the ratio to that; the
// wall time of Solve and its CPU time.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "bench/support/linear_peer.h"
#include "bench/support/measure.h"
#include "bench/support/program.h"
#include "matching/check.h"
#include "matching/solve.h"

namespace jiedui {
namespace {

using matching::Index;
using matching::Level;
using matching::Objective;
using matching::Problem;
using matching::Solution;

constexpr Index kReviewers = 177;
constexpr Index kPapers = 118;
constexpr Index kNeed = 3;
constexpr Index kLoad = 4;
constexpr int kTopics = 14;
constexpr int kPeerSeconds = 120;
constexpr double kWorstTarget = 0.99;   // of the relaxation's floor
constexpr double kTotalTarget = 0.995;  // of the relaxation's total at the floor
constexpr double kSecondsTarget = 1;

struct Options {
  int instances = 12;
  std::uint32_t seed = 1;
  int repeat = 3;
  bool no_peer = false;
  int whole_seconds = 0;
};

enum class Listing { kAll, kAbove, kBest };

struct Shape {
  Listing listing = Listing::kAll;
  bool crowded = false;     ///< the popular topics have no more reviewers than others
  bool few_topics = false;  ///< of a person or paper: the relaxation's floor may be out of reach
};

class Generator {
 public:
  Generator(std::uint32_t seed, const Shape& shape) : engine_(seed), shape_(shape) {
    for (int t = 0; t < kTopics; ++t) {
      paper_share_.push_back(1.0 / (1 + t));  // some topics have most papers
      // Reviewers follow only roughly, or are spread evenly so that the popular topics lack them.
      reviewer_share_.push_back(shape.crowded ? 1 : 0.25 + Unit() / (1 + t));
    }
  }

  Problem Make() {
    matching::ProblemInput input;
    std::vector<std::vector<double>> reviewers;
    for (Index h = 0; h < kReviewers; ++h) {
      input.helpers.push_back({fmt::format("r{:03}", h), {0, kLoad}});
      reviewers.push_back(Mixture(reviewer_share_, 3));
    }
    for (Index p = 0; p < kPapers; ++p) {
      input.receivers.push_back({fmt::format("p{:03}", p), {kNeed, kNeed}});
      const std::vector<double> paper = Mixture(paper_share_, 2);
      std::vector<matching::PairInput> pairs;
      for (Index h = 0; h < kReviewers; ++h) {
        const auto state =
            Unit() < 0.02 ? matching::PairState::kForbidden : matching::PairState::kFree;
        pairs.push_back({h, p, Similarity(reviewers[static_cast<std::size_t>(h)], paper), state});
      }
      Cut(pairs);
      input.pairs.insert(input.pairs.end(), pairs.begin(), pairs.end());
    }
    return bench::OrDie(Problem::Make(std::move(input)));
  }

 private:
  double Unit() { return static_cast<double>(engine_()) / 4294967296.0; }

  /// Weights of length 1 over the topics. Smooth: cubes of exponential variates, most of them
  /// small. Otherwise up to `most` topics and none of the others.
  std::vector<double> Mixture(const std::vector<double>& share, int most) {
    std::vector<double> mixture(share.size());
    if (shape_.few_topics) {
      const int count = 1 + static_cast<int>(Unit() * most);
      for (int i = 0; i < count; ++i) mixture[Pick(share)] += 0.3 + Unit();
    } else {
      for (std::size_t t = 0; t < share.size(); ++t) {
        mixture[t] = share[t] * std::pow(-std::log(1 - Unit()), 3);
      }
    }
    double length = 0;
    for (const double weight : mixture) length += weight * weight;
    for (double& weight : mixture) weight /= std::sqrt(length);
    return mixture;
  }

  std::size_t Pick(const std::vector<double>& share) {
    double left = Unit() * std::accumulate(share.begin(), share.end(), 0.0);
    std::size_t topic = 0;
    while (topic + 1 < share.size() && left >= share[topic]) left -= share[topic++];
    return topic;
  }

  /// Their cosine with some noise, six decimals.
  double Similarity(const std::vector<double>& a, const std::vector<double>& b) {
    double cosine = 0;
    for (std::size_t t = 0; t < a.size(); ++t) cosine += a[t] * b[t];
    const double noisy = 0.75 * cosine * (0.6 + 0.4 * Unit()) + 0.12 * Unit() * Unit();
    return std::round(std::clamp(noisy, 0.0, 1.0) * 1e6) / 1e6;
  }

  void Cut(std::vector<matching::PairInput>& pairs) const {
    std::stable_sort(pairs.begin(), pairs.end(),
                     [](const auto& a, const auto& b) { return a.score > b.score; });
    std::size_t kept = pairs.size();
    if (shape_.listing == Listing::kBest) kept = 25;
    if (shape_.listing == Listing::kAbove) {
      const auto low = std::find_if(pairs.begin(), pairs.end(),
                                    [](const auto& pair) { return pair.score < 0.15; });
      kept = std::max<std::size_t>(10, static_cast<std::size_t>(low - pairs.begin()));
    }
    pairs.resize(std::min(kept, pairs.size()));
  }

  std::mt19937 engine_;
  Shape shape_;
  std::vector<double> paper_share_;
  std::vector<double> reviewer_share_;
};

/// The relaxation as a linear program: the greatest floor, or the greatest total at a floor.
std::string LinearProgram(const Problem& problem, std::optional<double> floor) {
  std::vector<std::string> loads(static_cast<std::size_t>(problem.helper_count()));
  std::string totals;
  std::string needs;
  std::string total;
  std::string bounds;
  for (Index p = 0; p < problem.receiver_count(); ++p) {
    std::string own;
    std::string count;
    for (Index e = problem.PairBegin(p); e < problem.PairBegin(p + 1); ++e) {
      if (problem.pair_state(e) == matching::PairState::kForbidden) continue;
      own += fmt::format(" + {:.6f} x{}\n", problem.pair_score(e), e);
      count += fmt::format(" + x{}\n", e);
      bounds += fmt::format(" x{} <= 1\n", e);
      loads[static_cast<std::size_t>(problem.pair_helper(e))] += fmt::format(" + x{}\n", e);
    }
    totals += floor ? fmt::format("{} >= {:.9f}\n", own, *floor) : own + " - t >= 0\n";
    needs += fmt::format("{} = {}\n", count, kNeed);
    total += own;
  }
  std::string program = "Maximize\n obj: " + (floor ? total : "t\n") + "Subject To\n" + totals;
  program += needs;
  for (const std::string& load : loads) {
    if (!load.empty()) program += fmt::format("{} <= {}\n", load, kLoad);
  }
  return program + "Bounds\n" + bounds + "End\n";
}

/// Whole plans with every total at the floor. Of a paper's best m pairs k are needed where k − 1 of
/// them and the best of the others stay below the floor; the least such m makes a row.
std::string WholeProgram(const Problem& problem, double floor) {
  constexpr double kRounding = 1e-9;
  std::vector<std::string> loads(static_cast<std::size_t>(problem.helper_count()));
  std::string rows;
  std::string whole;
  for (Index p = 0; p < problem.receiver_count(); ++p) {
    std::vector<std::pair<double, Index>> pairs;
    for (Index e = problem.PairBegin(p); e < problem.PairBegin(p + 1); ++e) {
      if (problem.pair_state(e) == matching::PairState::kForbidden) continue;
      pairs.emplace_back(-problem.pair_score(e), e);
    }
    std::sort(pairs.begin(), pairs.end());
    const auto best = [&pairs](std::size_t from, std::size_t count) {
      double sum = 0;
      for (std::size_t i = from; i < std::min(from + count, pairs.size()); ++i)
        sum -= pairs[i].first;
      return sum;
    };
    std::string own;
    std::string count;
    std::size_t k = 1;
    for (std::size_t m = 0; m < pairs.size(); ++m) {
      while (k <= std::min<std::size_t>(kNeed, m) &&
             best(0, k - 1) + best(m, kNeed + 1 - k) < floor - kRounding) {
        rows += fmt::format("{} >= {}\n", count, k++);
      }
      const Index e = pairs[m].second;
      own += fmt::format(" + {:.6f} x{}\n", -pairs[m].first, e);
      count += fmt::format(" + x{}\n", e);
      whole += fmt::format(" x{}\n", e);
      loads[static_cast<std::size_t>(problem.pair_helper(e))] += fmt::format(" + x{}\n", e);
    }
    rows += fmt::format("{} >= {:.6f}\n{} = {}\n", own, floor, count, kNeed);
  }
  std::string program = fmt::format("Minimize\n obj: x{}\nSubject To\n", 0) + rows;
  for (const std::string& load : loads) {
    if (!load.empty()) program += fmt::format("{} <= {}\n", load, kLoad);
  }
  return program + "Binaries\n" + whole + "End\n";
}

const Level& LevelOf(const Solution& solution, Objective objective) {
  for (const Level& level : solution.levels) {
    if (level.kind == matching::LevelKind::kObjective && level.objective == objective) return level;
  }
  bench::Die("a level is missing");
}

Solution Solved(const Problem& problem, std::vector<Objective> objectives) {
  matching::SolveOptions options;
  options.objectives = std::move(objectives);
  Solution solution = bench::OrDie(Solve(problem, options));
  const matching::CheckReport report = Check(problem, solution);
  if (!report.ok()) bench::Die(report.faults.front());
  if (!solution.uncovered.empty()) bench::Die("an instance that cannot be covered");
  return solution;
}

/// A bound and where it is from.
struct Bound {
  double value = 0;
  bool from_peer = false;
};

Bound BoundOf(const bench::LinearPeer& peer, const Options& options, const Problem& problem,
              std::optional<double> floor, const Level& level) {
  if (!options.no_peer && peer.missing().empty()) {
    const auto optimum = peer.Optimum(LinearProgram(problem, floor), kPeerSeconds);
    if (optimum) return {*optimum, true};
  }
  return {level.bound.value_or(0), false};
}

bool RunInstance(int number, bool few_topics, const bench::LinearPeer& peer,
                 const Options& options) {
  const char* const names[] = {"all", "above", "best"};
  const Shape shape{static_cast<Listing>(number % 3), number / 3 % 2 == 1, few_topics};
  const Problem problem =
      Generator(options.seed + static_cast<std::uint32_t>(number), shape).Make();
  const double free_total = Solved(problem, {Objective::kCoverage, Objective::kScore}).total_score;
  std::vector<double> seconds;
  std::vector<double> cpu_seconds;
  Solution solution;
  for (int run = 0; run < options.repeat; ++run) {
    const bench::Stopwatch watch;
    const double cpu_before = bench::CpuSecondsOf(::getpid());
    solution = Solved(problem, {Objective::kCoverage, Objective::kWorst, Objective::kScore});
    seconds.push_back(watch.Seconds());
    cpu_seconds.push_back(bench::CpuSecondsOf(::getpid()) - cpu_before);
  }
  const Level& worst_level = LevelOf(solution, Objective::kWorst);
  const double worst = *worst_level.value;
  const Bound floor = BoundOf(peer, options, problem, std::nullopt, worst_level);
  const Bound total = BoundOf(peer, options, problem, worst, LevelOf(solution, Objective::kScore));
  const double worst_ratio = floor.value > 0 ? worst / floor.value : 1;
  const double total_ratio = solution.total_score / total.value;
  const double wall = bench::SpreadOf(seconds).median;
  const double cpu = bench::SpreadOf(cpu_seconds).median;
  const bool met =
      worst_ratio >= kWorstTarget && total_ratio >= kTotalTarget && cpu < kSecondsTarget;
  fmt::print(
      "{:<3} {:<5}{} {:>6} {:>9.6f} {:>9.6f}{} {:>7.3f} {:>10.6f} {:>10.6f}{} {:>8.4f} {:>10.6f} "
      "{:>8.4f} {:>7.3f} {:>7.3f} {}\n",
      number, names[number % 3], shape.crowded ? '+' : ' ', problem.pair_count(), worst,
      floor.value, floor.from_peer ? ' ' : '*', 100 * worst_ratio, solution.total_score,
      total.value, total.from_peer ? ' ' : '*', 100 * total_ratio, free_total,
      100 * solution.total_score / free_total, wall, cpu, met ? "yes" : "NO");
  if (options.whole_seconds > 0 && worst_ratio < kWorstTarget) {
    const double more = worst / kWorstTarget;
    const bool none = bench::HasNoWholeSolution(WholeProgram(problem, more), options.whole_seconds);
    fmt::print("    a worst of {:.6f} in whole pairs: {}\n", more,
               none ? "proven impossible by cbc" : "not decided by cbc, or possible");
  }
  std::fflush(stdout);
  return met;
}

int Run(const Options& options) {
  const bench::LinearPeer peer;
  fmt::print("{}\n", bench::MachineLine());
  if (options.no_peer || !peer.missing().empty()) {
    fmt::print("without the peer: {}\n", options.no_peer ? "--no-peer" : peer.missing());
  }
  fmt::print(
      "{:<3} {:<6} {:>6} {:>9} {:>10} {:>7} {:>10} {:>11} {:>8} {:>10} {:>8} {:>7} {:>7} {}\n",
      "no", "pairs", "count", "worst", "LP floor", "%", "total", "LP total", "%", "no floor", "%",
      "wall s", "cpu s", "met");
  int met = 0;
  for (int i = 0; i < options.instances; ++i) met += RunInstance(i, false, peer, options) ? 1 : 0;
  fmt::print("{} of {}: worst >= {} % of the LP floor, total >= {} % of the LP total, CPU < {} s\n",
             met, options.instances, 100 * kWorstTarget, 100 * kTotalTarget, kSecondsTarget);
  fmt::print("few topics: the relaxation's floor may be out of reach of any plan\n");
  for (int i = 0; i < options.instances / 2; ++i) RunInstance(i, true, peer, options);
  return met == options.instances ? bench::kDone : bench::kFailed;
}

}  // namespace
}  // namespace jiedui

int main(int argc, char** argv) {
  jiedui::Options options;
  CLI::App app("Fair plans of a programme committee's size against their linear relaxation");
  app.add_option("--instances", options.instances, "problems")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_option("--seed", options.seed, "of the first problem")->capture_default_str();
  app.add_option("--repeat", options.repeat, "runs of each, of which the median time is shown")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  app.add_option("--whole", options.whole_seconds,
                 "seconds for cbc to decide whether whole pairs allow a better worst")
      ->check(CLI::Range(0, 100'000))
      ->capture_default_str();
  app.add_flag("--no-peer", options.no_peer, "without glpsol even where it is installed");
  CLI11_PARSE(app, argc, argv);
  return jiedui::Run(options);
}
