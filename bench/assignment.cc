// The assignment engine on synthetic problems, beside LEMON's network simplex and cost scaling.
//
//   bench_assignment [--sizes 500,5000,50000] [--large] [--candidates K] [--seed S]
//   [--peer-limit SECONDS] [--no-peers] [--family NAME]
//
// Each figure comes from a process of its own. Ours is all of Solve: coverage, score, certificate,
// report, but not the check after it; LEMON's is the algorithm alone. The ratio is of processor
// time, which other work on the machine disturbs least; ours and LEMON's run in one thread each.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <functional>

#include "base/text.h"
#include "bench/support/assignment_instance.h"
#include "bench/support/child.h"
#include "bench/support/lemon_peer.h"
#include "bench/support/measure.h"
#include "bench/support/program.h"
#include "matching/check.h"
#include "matching/scale.h"
#include "matching/solve.h"

namespace jiedui {
namespace {

using bench::AssignmentFamily;
using bench::AssignmentSize;
using matching::Objective;

constexpr int kLargeSize = 500'000;

struct Options {
  std::vector<int> sizes = {500, 5'000, 50'000};
  bool large = false;
  bool no_peers = false;
  int candidates = 50;
  std::uint64_t seed = 7;
  unsigned peer_limit_seconds = 600;
  std::string family;  // empty: all
};

/// What a child found out.
struct Figure {
  bool done = false;
  double seconds = 0;
  double cpu_seconds = 0;
  double peak_mib = 0;
  int covered = 0;
  double total = 0;
  std::string note;
};

double OwnCpuSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// Runs it in a process of its own, which is ended after `limit` seconds (0: never).
Figure Measure(unsigned limit, const std::function<Figure()>& run) {
  bench::Child child([&](int pipe) {
    ::alarm(limit);
    const Figure figure = run();
    bench::WriteLine(pipe, fmt::format("{:.6f}\t{:.6f}\t{:.1f}\t{}\t{:.6f}\t{}", figure.seconds,
                                       figure.cpu_seconds, figure.peak_mib, figure.covered,
                                       figure.total, figure.note));
  });
  const std::string line = child.ReadLine();
  child.Wait();
  Figure figure;
  const auto cells = base::Split(line, '\t');
  if (cells.size() != 6) return figure;
  const auto number = [&](std::size_t i) { return base::ParseNumber(cells[i]).value_or(0); };
  figure.done = true;
  figure.seconds = number(0);
  figure.cpu_seconds = number(1);
  figure.peak_mib = number(2);
  figure.covered = static_cast<int>(number(3));
  figure.total = number(4);
  figure.note = std::string(cells[5]);
  return figure;
}

Figure RunOurs(const AssignmentFamily& family, const AssignmentSize& size, std::uint64_t seed,
               const std::vector<Objective>& objectives) {
  const matching::Problem problem = bench::MakeAssignment(family, size, seed);
  matching::SolveOptions options;
  options.objectives = objectives;
  Figure figure;
  const double cpu = OwnCpuSeconds();
  const bench::Stopwatch watch;
  const matching::Solution solution = bench::OrDie(matching::Solve(problem, options));
  figure.seconds = watch.Seconds();
  figure.cpu_seconds = OwnCpuSeconds() - cpu;
  figure.peak_mib = bench::PeakMemoryMib();  // before the check, which is not part of it
  figure.covered = solution.covered;
  figure.total = solution.total_score;
  const matching::CheckReport report = matching::Check(problem, solution);
  const bool proven = report.ok() && report.levels_proven == solution.levels.size() &&
                      solution.upper_bound == solution.total_score;
  figure.note = proven ? "proven" : "NOT PROVEN";
  return figure;
}

/// Covers as many receivers as possible and then maximises the total score, as one minimum cost
/// flow from receivers over helpers to a sink, in which leaving a receiver out costs more than any
/// exchange could gain.
bench::FlowProblem FlowOf(const matching::Problem& problem) {
  const matching::ScoreScale scale = matching::ChooseScale(problem);
  const int receivers = problem.receiver_count();
  const int sink = receivers + problem.helper_count();
  std::int64_t largest = 1;
  for (matching::Index e = 0; e < problem.pair_count(); ++e) {
    largest = std::max(largest, std::abs(scale.Of(problem.pair_score(e))));
  }
  bench::FlowProblem flow;
  flow.nodes = sink + 1;
  const auto add = [&flow](int from, int to, int capacity, std::int64_t cost) {
    flow.arcs.emplace_back(from, to);
    flow.capacity.push_back(capacity);
    flow.cost.push_back(cost);
  };
  for (matching::Index r = 0; r < receivers; ++r) {
    for (matching::Index e = problem.PairBegin(r); e < problem.PairBegin(r + 1); ++e) {
      add(r, receivers + problem.pair_helper(e), 1, -scale.Of(problem.pair_score(e)));
    }
    // An exchange passes every helper at most once.
    add(r, sink, 1, 2 * largest * (problem.helper_count() + 1));
  }
  for (matching::Index h = 0; h < problem.helper_count(); ++h) {
    add(receivers + h, sink, problem.helper(h).places.max, 0);
  }
  flow.supply.assign(static_cast<std::size_t>(flow.nodes), 0);
  std::fill_n(flow.supply.begin(), receivers, 1);
  flow.supply.back() = -receivers;
  return flow;
}

Figure RunPeer(const AssignmentFamily& family, const AssignmentSize& size, std::uint64_t seed,
               bench::Peer peer) {
  const matching::Problem problem = bench::MakeAssignment(family, size, seed);
  const bench::FlowAnswer answer = bench::SolveByLemon(FlowOf(problem), peer);
  Figure figure;
  figure.seconds = answer.seconds;
  figure.cpu_seconds = answer.cpu_seconds;
  figure.peak_mib = bench::PeakMemoryMib();
  figure.note = answer.optimal ? "" : "fails";
  if (!answer.optimal) return figure;
  long double total = 0;
  problem.ForEachPair([&](matching::Index e, matching::Index, matching::Index r) {
    if (!answer.used[static_cast<std::size_t>(e) + static_cast<std::size_t>(r)]) return;
    total += problem.pair_score(e);
    ++figure.covered;
  });
  figure.total = static_cast<double>(total);
  return figure;
}

std::string PeerCell(const Figure& figure, unsigned limit) {
  if (!figure.done) return fmt::format("over {} s or memory", limit);
  if (!figure.note.empty()) return figure.note;
  return fmt::format("{:.3f} ({:.3f}) / {:.0f}", figure.seconds, figure.cpu_seconds,
                     figure.peak_mib);
}

/// Against the best peer that has finished.
std::string RatioCell(const Figure& ours, const std::vector<Figure>& peers) {
  double best = 0;
  for (const Figure& peer : peers) {
    if (!peer.done || !peer.note.empty()) continue;
    best = best == 0 ? peer.cpu_seconds : std::min(best, peer.cpu_seconds);
  }
  return best == 0 ? "–" : fmt::format("{:.1f}", best / std::max(0.001, ours.cpu_seconds));
}

std::string EqualCell(const Figure& ours, const std::vector<Figure>& peers) {
  int equal = 0;
  for (const Figure& peer : peers) {
    if (!peer.done || !peer.note.empty()) continue;
    const double margin = 1e-9 * std::max(1.0, std::fabs(ours.total));
    if (peer.covered != ours.covered || std::fabs(peer.total - ours.total) > margin) return "NO";
    ++equal;
  }
  return equal == 0 ? "–" : "yes";
}

void PrintRow(const AssignmentFamily& family, const AssignmentSize& size, const Options& options) {
  const Figure ours = Measure(0, [&] {
    return RunOurs(family, size, options.seed, {Objective::kCoverage, Objective::kScore});
  });
  std::vector<Figure> peers(2);
  for (int i = 0; i < 2 && !options.no_peers; ++i) {
    const auto peer = i == 0 ? bench::Peer::kNetworkSimplex : bench::Peer::kCostScaling;
    peers[static_cast<std::size_t>(i)] = Measure(
        options.peer_limit_seconds, [&] { return RunPeer(family, size, options.seed, peer); });
  }
  const auto peer_cell = [&](std::size_t i) {
    return options.no_peers ? "–" : PeerCell(peers[i], options.peer_limit_seconds);
  };
  fmt::print("| {} | {} | {} | {:.3f} ({:.3f}) / {:.0f} | {} | {} | {} | {} | {} |\n", family.name,
             size.receivers, size.receivers - ours.covered, ours.seconds, ours.cpu_seconds,
             ours.peak_mib, peer_cell(0), peer_cell(1), RatioCell(ours, peers),
             EqualCell(ours, peers), ours.done ? ours.note : "FAILED");
  std::fflush(stdout);
}

void PrintLevelsRow(const AssignmentFamily& family, const AssignmentSize& size,
                    std::uint64_t seed) {
  const Figure ours = Measure(0, [&] {
    return RunOurs(
        family, size, seed,
        {Objective::kCoverage, Objective::kBottleneck, Objective::kBalance, Objective::kScore});
  });
  fmt::print("| {} | {} | {:.3f} ({:.3f}) | {:.0f} | {} |\n", family.name, size.receivers,
             ours.seconds, ours.cpu_seconds, ours.peak_mib, ours.done ? ours.note : "FAILED");
  std::fflush(stdout);
}

int Main(Options options) {
  if (options.large) options.sizes.push_back(kLargeSize);
  fmt::print("{}; seed {}, {} candidates a receiver\n\n", bench::MachineLine(), options.seed,
             options.candidates);
  fmt::print("Seconds (of them processor) / peak MiB of the whole process.\n\n");
  fmt::print(
      "| coverage, score | receivers | uncovered | ours | LEMON NetworkSimplex | LEMON CostScaling "
      "| best LEMON / ours | totals equal | certificate |\n");
  fmt::print("|---|---:|---:|---:|---:|---:|---:|---|---|\n");
  auto families = bench::AssignmentFamilies();
  families.erase(std::remove_if(families.begin(), families.end(),
                                [&](const AssignmentFamily& family) {
                                  return !options.family.empty() && family.name != options.family;
                                }),
                 families.end());
  for (const int receivers : options.sizes) {
    for (const auto& family : families) PrintRow(family, {receivers, options.candidates}, options);
  }
  fmt::print(
      "\n| coverage, bottleneck, balance, score | receivers | seconds | peak MiB | "
      "certificate |\n|---|---:|---:|---:|---|\n");
  for (const int receivers : options.sizes) {
    for (const auto& family : families) {
      PrintLevelsRow(family, {receivers, options.candidates}, options.seed);
    }
  }
  return bench::kDone;
}

}  // namespace
}  // namespace jiedui

int main(int argc, char** argv) {
  jiedui::Options options;
  CLI::App app("The assignment engine beside LEMON's, on synthetic problems");
  app.add_option("--sizes", options.sizes, "numbers of receivers")
      ->delimiter(',')
      ->check(CLI::Range(10, 5'000'000))
      ->capture_default_str();
  app.add_flag("--large", options.large, "500000 receivers as well");
  app.add_flag("--no-peers", options.no_peers, "ours alone");
  app.add_option("--candidates", options.candidates, "candidates a receiver")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_option("--seed", options.seed, "of the problems")->capture_default_str();
  app.add_option("--peer-limit", options.peer_limit_seconds, "seconds that LEMON may take")
      ->check(CLI::Range(1, 36'000))
      ->capture_default_str();
  std::vector<std::string> families;
  for (const auto& family : jiedui::bench::AssignmentFamilies()) families.push_back(family.name);
  app.add_option("--family", options.family, "this family alone")->check(CLI::IsMember(families));
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? jiedui::bench::kDone : jiedui::bench::kWrongCall;
  }
  return jiedui::Main(options);
}
