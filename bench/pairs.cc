// How fast pairs are found, scored and cut to the best 50 of each receiver, on both cores, how many
// of the best are found, and how long the explanation of one pair takes; on a generated programme.
//
//   bench_pairs [--large] [--receivers N] [--helpers N] [--scan-below N] …
//
// A candidate pair is one that was looked at: its rule checked, its facts gathered, scored. Recall
// is the share of the exact best ten (and fifty) by score, over a fixed sample of receivers.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <ctime>

#include "bench/support/cities.h"
#include "bench/support/generated_programme.h"
#include "bench/support/measure.h"
#include "bench/support/program.h"
#include "services/candidates.h"

namespace jiedui::bench {
namespace {

using domain::PairKind;

constexpr std::size_t kRecallSample = 200;
constexpr std::size_t kExplained = 4000;
constexpr GeneratedSize kLarge = {.receivers = 500'000, .leaders = 50'000, .experts = 50'000};

struct Options {
  bool large = false;
  bool vectors = true;
  GeneratedSize size;
  services::CandidateOptions candidates = {.scan_below = 0};
};

/// Seconds that the process has kept cores busy: what a machine shared with others still tells.
double CpuSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// Of the exact best `depth` of a receiver, how many have their place in the list; equal scores
/// count.
double Recall(std::span<const services::ScoredPair> found,
              const std::vector<services::ScoredPair>& exact, std::size_t depth) {
  const std::size_t wanted = std::min(depth, exact.size());
  if (wanted == 0) return 1;
  std::size_t hits = 0;
  for (std::size_t i = 0; i < std::min(wanted, found.size()); ++i)
    hits += found[i].score >= exact[wanted - 1].score ? 1 : 0;
  return static_cast<double>(hits) / static_cast<double>(wanted);
}

class Run {
 public:
  Run(const services::Corpus& corpus, const Options& options) : corpus_(corpus), options_(options) {
    for (const services::MatchEntry& entry : corpus.receivers()) {
      if (entry.receives) receivers_.push_back(&entry);
    }
  }

  void Measure(PairKind kind) const {
    ResetPeakMemory();
    const Stopwatch building;
    const services::CandidateIndex index(corpus_, kind, loads_, options_.candidates);
    const double build_seconds = building.Seconds();
    double score_sum = 0;
    const double cpu_before = CpuSeconds();
    const Stopwatch finding;
    const services::CandidateCounts counts = services::GenerateCandidates(
        index, receivers_,
        [&](std::size_t, const services::MatchEntry&, std::span<const services::ScoredPair> pairs) {
          for (const services::ScoredPair& pair : pairs) score_sum += pair.score;
        });
    const double seconds = finding.Seconds();
    const double cpu_seconds = CpuSeconds() - cpu_before;
    const auto receivers = static_cast<double>(receivers_.size());
    const auto looked_at = static_cast<double>(counts.looked_at);
    fmt::print("\n{}: {} receivers x {} helpers, {}\n", domain::Code(kind), receivers_.size(),
               corpus_.helpers(kind).size(), index.scans() ? "all scanned" : "by blocks");
    fmt::print(
        "  index {:.2f} s; {:.2f} s ({:.2f} s of CPU) for {:.0f} pairs looked at ({:.0f} a "
        "receiver), {} kept\n",
        build_seconds, seconds, cpu_seconds, looked_at, looked_at / receivers, counts.kept);
    fmt::print(
        "  {:.2f} M pairs/s, {:.2f} M per CPU-second; {:.0f} receivers/s, peak {:.0f} MiB, scores "
        "sum to {:.6f}\n",
        looked_at / seconds / 1e6, looked_at / cpu_seconds / 1e6, receivers / seconds,
        PeakMemoryMib(), score_sum);
    MeasureRecall(kind, index);
  }

  void MeasureExplanation(PairKind kind) const {
    std::vector<double> micros;
    double sum = 0;
    for (std::size_t i = 0; i < kExplained; ++i) {
      const services::MatchEntry& receiver = *receivers_[i * 7919 % receivers_.size()];
      const services::MatchEntry& helper =
          corpus_.helpers(kind)[i * 104'729 % corpus_.helpers(kind).size()];
      const Stopwatch watch;
      sum += services::ExplainPair(corpus_, kind, helper, receiver, {}).score;
      micros.push_back(watch.Seconds() * 1e6);
    }
    fmt::print(
        "\n{}: explanation of one pair p50 {:.0f} us, p99 {:.0f} us, most {:.0f} us "
        "({} pairs, scores sum to {:.6f})\n",
        domain::Code(kind), Quantile(micros, 0.5), Quantile(micros, 0.99), Quantile(micros, 1),
        kExplained, sum);
  }

 private:
  void MeasureRecall(PairKind kind, const services::CandidateIndex& index) const {
    services::CandidateScratch scratch;
    std::vector<services::ScoredPair> found;
    double ten = 0;
    double fifty = 0;
    double scan_seconds = 0;
    for (std::size_t i = 0; i < kRecallSample; ++i) {
      const services::MatchEntry& receiver = *receivers_[i * receivers_.size() / kRecallSample];
      index.Best(receiver, scratch, found);
      const double before = CpuSeconds();
      const auto exact =
          services::RankHelpers(corpus_, kind, receiver, loads_, index.options().keep);
      scan_seconds += CpuSeconds() - before;
      ten += Recall(found, exact, 10) / kRecallSample;
      fifty += Recall(found, exact, 50) / kRecallSample;
    }
    fmt::print(
        "  recall of the best 10: {:.4f}, of the best 50: {:.4f} (of {} receivers); "
        "one exact scan {:.3f} ms of CPU\n",
        ten, fifty, kRecallSample, scan_seconds * 1e3 / kRecallSample);
  }

  const services::Corpus& corpus_;
  const Options& options_;
  const services::Loads loads_;
  std::vector<const services::MatchEntry*> receivers_;
};

int Main(const Options& options) {
  OrDie(options.candidates.Validate());
  const GeneratedSize size = options.large ? kLarge : options.size;
  fmt::print("{}; seed {}\n", MachineLine(), size.seed);
  const TemporaryFolder folder;
  const std::unique_ptr<app::City> city = OpenCity(folder.path());
  ResetPeakMemory();
  const Stopwatch watch;
  std::shared_ptr<const services::Corpus> corpus;
  {
    const services::CorpusInput input = GenerateProgramme(city->workspace().reference, size);
    const auto learn = [](const services::Corpus& words) {
      return std::make_shared<const models::SemanticLexicon>(words.LearnSemantics(0));
    };
    corpus = services::Corpus::Build(input, city->workspace().reference, {},
                                     options.vectors ? services::SemanticsFor(learn) : nullptr);
  }
  fmt::print("corpus: {:.1f} s, {} terms, {} dimensions, peak {:.0f} MiB\n", watch.Seconds(),
             corpus->space().size(), corpus->helper_vectors(PairKind::kExpert).dims(),
             PeakMemoryMib());
  const Run run(*corpus, options);
  for (const PairKind kind : {PairKind::kExpert, PairKind::kEnterprise}) run.Measure(kind);
  for (const PairKind kind : {PairKind::kExpert, PairKind::kEnterprise})
    run.MeasureExplanation(kind);
  return kDone;
}

}  // namespace
}  // namespace jiedui::bench

int main(int argc, char** argv) {
  jiedui::bench::Options options;
  CLI::App app(
      "How fast pairs are found, scored and explained, and how many of the best are found");
  app.add_flag("--large", options.large, "500,000 receivers and 50,000 helpers of each kind");
  app.add_option("--receivers", options.size.receivers)->capture_default_str();
  app.add_option_function<std::size_t>(
      "--helpers", [&](std::size_t count) { options.size.leaders = options.size.experts = count; },
      "of each of the two kinds; 5000 by default");
  app.add_option("--keep", options.candidates.keep)->capture_default_str();
  app.add_option("--by-text", options.candidates.by_text)->capture_default_str();
  app.add_option("--by-vector", options.candidates.by_vector)->capture_default_str();
  app.add_option("--compared", options.candidates.compared, "vectors, for --by-vector")
      ->capture_default_str();
  app.add_flag("!--no-vectors", options.vectors, "learn no semantic vectors");
  app.add_option("--by-sector", options.candidates.by_sector)->capture_default_str();
  app.add_option("--postings", options.candidates.postings)->capture_default_str();
  app.add_option("--scan-below", options.candidates.scan_below, "scan kinds with fewer helpers")
      ->capture_default_str();
  app.add_option("--threads", options.candidates.threads)->capture_default_str();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? jiedui::bench::kDone : jiedui::bench::kWrongCall;
  }
  return jiedui::bench::Main(options);
}
