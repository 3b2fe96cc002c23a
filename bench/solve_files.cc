// How fast `jiedui solve` reads its tables, and what memory that takes.
//
//   bench_solve_files [--receivers N] [--candidates N] [--seed N]
//
// Writes the tables of a problem with ten receivers a helper into the temporary folder (30 bytes a
// pair), reads them back as the command does, and makes the problem. Memory is the peak of what is
// resident, beyond what was before.
#include "app/commands/solve_files.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <random>

#include "bench/support/measure.h"
#include "bench/support/program.h"

namespace jiedui {
namespace {

struct Options {
  int receivers = 50'000;
  int candidates = 50;
  std::uint32_t seed = 1;
};

app::SolvePaths WriteTables(const Options& options, const std::filesystem::path& folder) {
  std::mt19937 engine(options.seed);
  const int helpers = std::max(options.receivers / 10, options.candidates);
  app::SolvePaths paths{folder / "helpers.tsv", folder / "receivers.tsv", folder / "pairs.tsv"};
  std::ofstream helper_table(paths.helpers);
  helper_table << "helper_id\tmin\tmax\n";
  for (int h = 0; h < helpers; ++h) helper_table << fmt::format("h{}\t0\t10\n", h);
  std::ofstream receiver_table(paths.receivers);
  std::ofstream pair_table(paths.pairs);
  receiver_table << "receiver_id\tmin\tmax\n";
  pair_table << "helper_id\treceiver_id\tscore\tstate\n";
  const auto stride = static_cast<std::uint32_t>(helpers / options.candidates);
  for (int r = 0; r < options.receivers; ++r) {
    receiver_table << fmt::format("r{}\t1\t1\n", r);
    auto h = engine() % static_cast<std::uint32_t>(helpers);
    for (int k = 0; k < options.candidates; ++k) {
      pair_table << fmt::format("h{}\tr{}\t0.{:06}\tfree\n", h, r, engine() % 1'000'000);
      h = (h + 1 + engine() % stride) % static_cast<std::uint32_t>(helpers);
    }
  }
  if (!helper_table.flush() || !receiver_table.flush() || !pair_table.flush()) {
    bench::Die("cannot write the tables");
  }
  return paths;
}

int Run(const Options& options) {
  fmt::print("{}\n", bench::MachineLine());
  const bench::TemporaryFolder folder;
  const app::SolvePaths paths = WriteTables(options, folder.path());
  const double megabytes = static_cast<double>(std::filesystem::file_size(paths.pairs)) / 1e6;
  bench::ResetPeakMemory();
  const double before = bench::PeakMemoryMib();
  const double cpu_start = bench::CpuSecondsOf(::getpid());
  const bench::Stopwatch reading;
  std::vector<app::RowError> errors;
  matching::ProblemInput input = ReadSolveFiles(paths, errors);
  if (!errors.empty()) bench::Die(FormatRowError(errors.front()));
  const double read_seconds = reading.Seconds();
  const double read_cpu = bench::CpuSecondsOf(::getpid()) - cpu_start;
  const double read_peak = bench::PeakMemoryMib() - before;
  bench::ResetPeakMemory();
  const bench::Stopwatch making;
  const auto problem = bench::OrDie(matching::Problem::Make(std::move(input)));
  const double make_cpu = bench::CpuSecondsOf(::getpid()) - cpu_start - read_cpu;
  fmt::print("{} pairs, {:.0f} MB\n", problem.pair_count(), megabytes);
  fmt::print("read: {:.2f} s ({:.2f} CPU), peak {:.0f} MiB\n", read_seconds, read_cpu, read_peak);
  fmt::print("make: {:.2f} s ({:.2f} CPU), peak {:.0f} MiB\n", making.Seconds(), make_cpu,
             bench::PeakMemoryMib() - before);
  return bench::kDone;
}

}  // namespace
}  // namespace jiedui

int main(int argc, char** argv) {
  jiedui::Options options;
  CLI::App app("How fast jiedui solve reads its tables");
  app.add_option("--receivers", options.receivers, "ten for each helper")
      ->check(CLI::Range(10, 2'000'000))
      ->capture_default_str();
  app.add_option("--candidates", options.candidates, "pairs of each receiver")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_option("--seed", options.seed, "of the problem")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  return jiedui::Run(options);
}
