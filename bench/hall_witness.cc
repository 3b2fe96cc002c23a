// How long it takes to say who cannot be covered, why, and what would cure it: one call of Explain
// on plans of the greatest coverage, in problems whose capacity is too small.
//
//   bench_hall_witness [--receivers N] [--large] [--runs N] [--seed N] [--only NAME]
//
// Families: `uniform`, candidates from everywhere, 3 of 100 receivers too many; `clustered`, 100
// clusters that differ in capacity, one candidate of 20 from elsewhere; `apart`, the same without
// any from elsewhere; `sparse`, 3 candidates each in 1,000 clusters, none from elsewhere; `quotas`,
// as `apart` with places enough but quotas of teams, counties and a province that bind. --large is
// 500,000 receivers, 50,000 helpers and 25 million pairs. Every witness is verified by the
// independent verifier, whose time is shown too. `together`: witnesses that no single change cures.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <random>

#include "bench/support/measure.h"
#include "bench/support/program.h"
#include "matching/check.h"
#include "matching/explain.h"
#include "matching/max_flow.h"

namespace jiedui {
namespace {

using matching::At;
using matching::Index;
using matching::Plan;
using matching::Problem;
using matching::Solution;

struct Options {
  Index receivers = 50'000;
  bool large = false;
  int runs = 3;
  std::uint32_t seed = 1;
  std::string only;
};

struct Family {
  const char* name;
  Index candidates;
  Index clusters;   ///< 1: uniform
  Index elsewhere;  ///< candidates of 100 that are from another cluster
  bool quotas;
};

constexpr Family kFamilies[] = {
    {"uniform", 50, 1, 0, false},   {"clustered", 50, 100, 5, false}, {"apart", 50, 100, 0, false},
    {"sparse", 3, 1'000, 0, false}, {"quotas", 50, 100, 0, true},
};

class Generator {
 public:
  Generator(const Family& family, Index receivers, std::uint32_t seed)
      : family_(family), receivers_(receivers), helpers_(receivers / 10), engine_(seed) {}

  Problem Make() {
    if (family_.quotas) AddGroups();
    for (Index h = 0; h < helpers_; ++h) AddHelper(h);
    for (Index r = 0; r < receivers_; ++r) AddReceiver(r);
    return bench::OrDie(Problem::Make(std::move(input_)));
  }

 private:
  Index Below(Index bound) {
    return static_cast<Index>(engine_() % static_cast<std::uint32_t>(bound));
  }

  static std::string Named(char kind, Index i) { return fmt::format("{}{:07}", kind, i); }

  /// A team for every cluster, ten teams a county, the counties in a province. A quarter of the
  /// quotas is too small for what is asked for.
  void AddGroups() {
    const Index fair = receivers_ / family_.clusters;
    input_.groups.push_back({"province", {0, receivers_ - receivers_ / 100}});
    for (Index c = 0; c < family_.clusters / 10; ++c) {
      input_.groups.push_back({Named('c', c), {0, 10 * fair - (Below(4) == 0 ? fair / 2 : 0)}, 0});
    }
    for (Index t = 0; t < family_.clusters; ++t) {
      const Index quota = Below(4) == 0 ? fair - fair / 10 : fair + fair / 10;
      input_.groups.push_back({Named('t', t), {0, quota}, 1 + t / 10});
    }
  }

  [[nodiscard]] Index ClusterOf(Index i) const { return i % family_.clusters; }

  /// 97 places for 100 receivers; in clusters between 87 and 107, with quotas 20 more.
  void AddHelper(Index h) {
    const Index tilt =
        family_.clusters > 1 ? ClusterOf(h) % 21 - 10 + (family_.quotas ? 20 : 0) : 0;
    Index places = tilt / 10;
    for (int i = 0; i < 10; ++i) places += Below(100) < 97 + tilt % 10 ? 1 : 0;
    const Index teams = 1 + family_.clusters / 10;
    input_.helpers.push_back(
        {Named('h', h), {0, places}, family_.quotas ? teams + ClusterOf(h) : -1});
  }

  void AddReceiver(Index r) {
    input_.receivers.push_back({Named('r', r), {1, 1}});
    const auto first = static_cast<std::ptrdiff_t>(input_.pairs.size());
    while (static_cast<std::ptrdiff_t>(input_.pairs.size()) - first < family_.candidates) {
      Index h = Below(helpers_);
      if (family_.clusters > 1 && Below(100) >= family_.elsewhere) {
        h = h - ClusterOf(h) + ClusterOf(r);
        if (h >= helpers_) continue;
      }
      const auto same = [h](const matching::PairInput& pair) { return pair.helper == h; };
      if (std::any_of(input_.pairs.begin() + first, input_.pairs.end(), same)) continue;
      input_.pairs.push_back({h, r, Below(1'000'000) / 1e6});
    }
  }

  const Family& family_;
  const Index receivers_;
  const Index helpers_;
  std::mt19937 engine_;
  matching::ProblemInput input_;
};

/// A plan of the greatest coverage, by one maximum flow; none has a minimum but the receivers.
Plan CoveragePlan(const Problem& problem) {
  const auto groups = problem.group_count();
  const auto helper_node = [&](Index h) { return 1 + groups + h; };
  const auto receiver_node = [&](Index r) { return 1 + groups + problem.helper_count() + r; };
  const int sink = receiver_node(problem.receiver_count());
  matching::MaxFlow flow(sink + 1);
  problem.ForEachPair(
      [&](Index, Index h, Index r) { flow.AddArc(helper_node(h), receiver_node(r), 1); });
  const auto above = [](Index group) { return group >= 0 ? 1 + group : 0; };
  for (Index g = 0; g < groups; ++g) {
    flow.AddArc(above(problem.group(g).parent), 1 + g, problem.group(g).quota.max);
  }
  for (Index h = 0; h < problem.helper_count(); ++h) {
    flow.AddArc(above(problem.helper(h).group), helper_node(h), problem.helper(h).places.max);
  }
  for (Index r = 0; r < problem.receiver_count(); ++r) flow.AddArc(receiver_node(r), sink, 1);
  flow.Run(0, sink, matching::Stopping({}, 0));
  Plan plan(At(problem.pair_count()));
  for (Index e = 0; e < problem.pair_count(); ++e) plan[At(e)] = flow.Left(e) == 0 ? 1 : 0;
  return plan;
}

Solution SolutionOf(const Problem& problem, const Plan& plan) {
  Solution solution;
  std::vector<double> total(At(problem.receiver_count()));
  problem.ForEachPair([&](Index e, Index h, Index r) {
    if (plan[At(e)] == 0) return;
    solution.pairs.push_back({h, r, problem.pair_score(e)});
    solution.total_score += problem.pair_score(e);
    total[At(r)] += problem.pair_score(e);
  });
  solution.upper_bound = solution.total_score;
  solution.worst_receiver_score = std::numeric_limits<double>::infinity();
  for (const matching::ChosenPair& pair : solution.pairs) {
    solution.worst_receiver_score =
        std::min(solution.worst_receiver_score, total[At(pair.receiver)]);
  }
  return solution;
}

void RunFamily(const Family& family, const Options& options) {
  const bench::Stopwatch making;
  const Problem problem = Generator(family, options.receivers, options.seed).Make();
  const double made_seconds = making.Seconds();
  const bench::Stopwatch covering;
  const Plan plan = CoveragePlan(problem);
  const double coverage_seconds = covering.Seconds();
  std::vector<double> seconds;
  std::vector<double> cpu_seconds;
  Solution solution;
  for (int run = 0; run < options.runs; ++run) {
    solution = SolutionOf(problem, plan);
    const bench::Stopwatch explaining;
    const double cpu_before = bench::CpuSecondsOf(::getpid());
    Explain(problem, plan, true, solution);
    seconds.push_back(explaining.Seconds());
    cpu_seconds.push_back(bench::CpuSecondsOf(::getpid()) - cpu_before);
  }
  solution.covered = problem.receiver_count() - static_cast<Index>(solution.uncovered.size());
  solution.status = matching::SolveStatus::kInfeasibleRelaxed;
  const bench::Stopwatch checking;
  const matching::CheckReport report = Check(problem, solution);
  const double check_seconds = checking.Seconds();
  if (!report.ok()) bench::Die(fmt::format("{}: {}", family.name, report.faults.front()));
  std::size_t most_helpers = 0;
  std::size_t together = 0;
  for (const matching::Witness& witness : solution.witnesses) {
    most_helpers = std::max(most_helpers, witness.helpers.size());
    together += witness.together.empty() ? 0 : 1;
  }
  const bench::Spread spread = bench::SpreadOf(seconds);
  fmt::print(
      "{:<10} {:>9} {:>9} {:>9} {:>9} {:>8} {:>7.1f} {:>8.1f} {:>8.3f} {:>8.3f} {:>8.2f} "
      "{:>8.0f}\n",
      family.name, problem.pair_count(), solution.uncovered.size(), solution.witnesses.size(),
      most_helpers, together, made_seconds, coverage_seconds, spread.median, spread.most,
      bench::SpreadOf(cpu_seconds).median, check_seconds, bench::PeakMemoryMib());
}

int Run(Options options) {
  if (options.large) options.receivers = 500'000;
  if (options.receivers < 2'000) bench::Die("--receivers: at least 2000", bench::kWrongCall);
  fmt::print("{}\n{} receivers, {} helpers, seed {}, {} runs\n", bench::MachineLine(),
             options.receivers, options.receivers / 10, options.seed, options.runs);
  fmt::print("{:<10} {:>9} {:>9} {:>9} {:>9} {:>8} {:>7} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8}\n",
             "family", "pairs", "uncovered", "witnesses", "helpers", "together", "make s",
             "cover s", "median s", "most s", "cpu s", "check s", "peak MiB");
  for (const Family& family : kFamilies) {
    if (!options.only.empty() && options.only != family.name) continue;
    RunFamily(family, options);
    std::fflush(stdout);
  }
  return bench::kDone;
}

}  // namespace
}  // namespace jiedui

int main(int argc, char** argv) {
  jiedui::Options options;
  CLI::App app("Time to name who cannot be covered, why, and what would cure it");
  app.add_option("--receivers", options.receivers, "ten for each helper")->capture_default_str();
  app.add_flag("--large", options.large, "500,000 receivers");
  app.add_option("--runs", options.runs, "of which the median is shown")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  app.add_option("--seed", options.seed, "of the problems")->capture_default_str();
  app.add_option("--only", options.only, "one family: uniform, clustered, sparse, quotas");
  CLI11_PARSE(app, argc, argv);
  return jiedui::Run(options);
}
