// What decisions teach the pair scorer, by how many there are: coordinators with hidden weights
// choose from the demo city's lists, too often what stands first; the model learns from that, with
// and without correction for the place.
//
//   bench_pair_learning [--decisions N,N,…] [--rounds N] [--pull X] [--slope X]
//
// The chooser sees the first six helpers of the model that ships, for an enterprise and kind drawn
// by chance, and takes one with odds exp(12 × hidden score) / rank. One decision in three is
// judged alone instead: taken with the odds exp(12 × (hidden score − its median)), else refused.
// Hidden weights are drawn anew each round. What is learned is measured against the hidden weights
// on all allowed helpers of enterprises that nobody decided about.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <numeric>
#include <random>

#include "bench/support/cities.h"
#include "bench/support/measure.h"
#include "bench/support/program.h"
#include "models/learning/training.h"
#include "services/nearest_text.h"
#include "services/ranking.h"

namespace jiedui::bench {
namespace {

using domain::PairKind;
using models::JudgedGroup;
using models::kFactors;
using models::kPairKinds;
using models::PairModel;
using services::MatchEntry;

constexpr std::uint64_t kSeed = 20201128;
constexpr std::size_t kShown = 6;
constexpr double kHiddenSlope = 12;

struct Options {
  std::vector<std::size_t> decisions = {0, 10, 30, 100, 300, 1000, 3000};
  std::size_t rounds = 20;
  models::FitOptions fit;
};

/// One enterprise with the helpers of a kind that it may have, as values only.
struct Field {
  PairKind kind = PairKind::kExpert;
  std::int64_t enterprise = 0;
  std::vector<models::FactorValues> helpers;
};

double Share(std::mt19937_64& random) {
  return static_cast<double>(random() >> 11) / static_cast<double>(1ULL << 53);
}

std::vector<Field> FieldsOf(const services::Corpus& corpus) {
  std::vector<Field> fields;
  for (std::size_t k = 0; k < kPairKinds; ++k) {
    const auto kind = static_cast<PairKind>(k);
    for (const MatchEntry& receiver : corpus.receivers()) {
      if (!receiver.receives) continue;
      Field field{kind, receiver.key.id, {}};
      for (const MatchEntry& helper : corpus.helpers(kind)) {
        if (BarOf(corpus, kind, helper, receiver) == services::Bar::kNone)
          field.helpers.push_back(models::Values(FactsOf(kind, helper, receiver, {})));
      }
      if (field.helpers.size() >= kShown) fields.push_back(std::move(field));
    }
  }
  return fields;
}

/// Weights between the shipped ones and any others, per kind.
PairModel Hidden(std::mt19937_64& random) {
  PairModel hidden = models::PriorModel();
  std::array<double, kFactors> common{};
  for (double& factor : common) factor = std::exp(1.2 * (2 * Share(random) - 1));
  for (models::PairWeights& kind : hidden.weights) {
    double sum = 0;
    for (std::size_t i = 0; i < kFactors; ++i) {
      kind.weight[i] *= common[i] * std::exp(0.8 * (2 * Share(random) - 1));
      sum += kind.weight[i];
    }
    for (double& weight : kind.weight) weight /= sum;
  }
  return hidden;
}

double ScoreBy(const PairModel& model, PairKind kind, const models::FactorValues& values) {
  return models::WeightedMean(values, model.WeightsOf(kind));
}

/// The helpers' positions, best first by the model.
std::vector<std::size_t> Order(const PairModel& model, const Field& field) {
  std::vector<std::size_t> order(field.helpers.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return ScoreBy(model, field.kind, field.helpers[a]) >
           ScoreBy(model, field.kind, field.helpers[b]);
  });
  return order;
}

/// A choice among the first shown, swayed by their places.
JudgedGroup Choose(const PairModel& hidden, const Field& field, std::mt19937_64& random) {
  const std::vector<std::size_t> order = Order(models::PriorModel(), field);
  std::array<double, kShown> odds{};
  for (std::size_t i = 0; i < kShown; ++i) {
    odds[i] = std::exp(kHiddenSlope * ScoreBy(hidden, field.kind, field.helpers[order[i]])) /
              static_cast<double>(i + 1);
  }
  double draw = Share(random) * std::accumulate(odds.begin(), odds.end(), 0.0);
  std::size_t chosen = 0;
  while (chosen + 1 < kShown && draw >= odds[chosen]) draw -= odds[chosen++];
  JudgedGroup judgement{field.kind, field.enterprise, {}};
  for (std::size_t i = 0; i < kShown; ++i) {
    judgement.pairs.push_back({field.helpers[order[i]],
                               i == chosen ? models::Outcome::kTaken : models::Outcome::kPassedOver,
                               i + 1, 1, 0, i == 0});
  }
  return judgement;
}

/// Yes or no to the first of the list alone.
JudgedGroup Answer(const PairModel& hidden, double median, const Field& field,
                   std::mt19937_64& random) {
  const std::vector<std::size_t> order = Order(models::PriorModel(), field);
  const models::FactorValues& values = field.helpers[order.front()];
  const double z = kHiddenSlope * (ScoreBy(hidden, field.kind, values) - median);
  const bool taken = Share(random) < 1 / (1 + std::exp(-z));
  return {field.kind,
          field.enterprise,
          {{values, taken ? models::Outcome::kTaken : models::Outcome::kRefused, 1, 1, 0, true}}};
}

/// Hidden score of what stands first for everyone, per kind: what a median helper is worth.
double MedianOf(const PairModel& hidden, PairKind kind, const std::vector<Field>& fields) {
  std::vector<double> scores;
  for (const Field& field : fields) {
    if (field.kind != kind) continue;
    scores.push_back(
        ScoreBy(hidden, kind, field.helpers[Order(models::PriorModel(), field).front()]));
  }
  return scores.empty() ? 0 : Quantile(scores, 0.5);
}

/// How well a model orders helpers as the hidden one would.
struct Rank {
  double concordance = 0;  ///< of pairs of helpers of one enterprise, hidden scores apart by 0.01
  double regret = 0;       ///< hidden score lost by taking the model's first
};

Rank Measure(const PairModel& model, const PairModel& hidden, const std::vector<Field>& fields) {
  double right = 0;
  double all = 0;
  double regret = 0;
  for (const Field& field : fields) {
    std::vector<double> by_model;
    std::vector<double> by_hidden;
    for (const models::FactorValues& values : field.helpers) {
      by_model.push_back(ScoreBy(model, field.kind, values));
      by_hidden.push_back(ScoreBy(hidden, field.kind, values));
    }
    for (std::size_t a = 0; a < by_model.size(); ++a) {
      for (std::size_t b = 0; b < by_model.size(); ++b) {
        if (by_hidden[a] < by_hidden[b] + 0.01) continue;
        right += by_model[a] > by_model[b] ? 1 : by_model[a] == by_model[b] ? 0.5 : 0;
        all += 1;
      }
    }
    const auto first = std::max_element(by_model.begin(), by_model.end()) - by_model.begin();
    regret += *std::max_element(by_hidden.begin(), by_hidden.end()) -
              by_hidden[static_cast<std::size_t>(first)];
  }
  return {right / all, regret / static_cast<double>(fields.size())};
}

/// Figures of one way to learn at one number of decisions, summed over the rounds.
struct Line {
  double concordance = 0;
  double regret = 0;
  std::size_t worse = 0;  ///< rounds in which the model orders worse than the one that ships
  double bound = 0;
  double error_before = 0;  ///< calibration error of the score itself on new decisions
  double error_after = 0;
  double position = 0;
};

struct Setting {
  std::string_view name;
  bool correct_position = true;
  bool only_asked = false;  ///< what stood beside teaches nothing
};

constexpr std::array<Setting, 3> kSettings = {{
    {"corrected", true, false},
    {"uncorrected", false, false},
    {"asked pairs only", true, true},
}};

std::vector<JudgedGroup> WithoutPassedOver(std::vector<JudgedGroup> judgements) {
  for (JudgedGroup& one : judgements) {
    std::erase_if(one.pairs, [](const models::JudgedPair& pair) { return !pair.asked; });
  }
  return judgements;
}

class Simulation {
 public:
  Simulation(const Options& options, const std::vector<Field>& fields) : options_(options) {
    std::mt19937_64 random(kSeed);
    for (const Field& field : fields) {
      // Every third enterprise is for measuring.
      (field.enterprise % 3 == 0 ? measured_ : decided_).push_back(field);
    }
    thin_ = measured_;  // concordance is quadratic in helpers: 200 fields tell enough
    for (std::size_t i = thin_.size(); i > 1; --i) std::swap(thin_[i - 1], thin_[random() % i]);
    thin_.resize(std::min<std::size_t>(thin_.size(), 200));
    lines_.resize(options.decisions.size());
  }

  void Round(std::size_t round) {
    std::mt19937_64 random(kSeed + round);
    const PairModel hidden = Hidden(random);
    std::array<double, kPairKinds> medians{};
    for (std::size_t k = 0; k < kPairKinds; ++k)
      medians[k] = MedianOf(hidden, static_cast<PairKind>(k), decided_);
    const auto decide = [&](const std::vector<Field>& fields, bool alone) {
      const Field& field = fields[random() % fields.size()];
      return alone ? Answer(hidden, medians[static_cast<std::size_t>(field.kind)], field, random)
                   : Choose(hidden, field, random);
    };
    std::vector<JudgedGroup> judgements;
    for (std::size_t i = 0; i < options_.decisions.back(); ++i)
      judgements.push_back(decide(decided_, i % 3 == 2));
    std::vector<JudgedGroup> later;
    for (std::size_t i = 0; i < 2000; ++i) later.push_back(decide(measured_, i % 3 == 2));
    const Rank prior = Measure(models::PriorModel(), hidden, thin_);
    prior_.concordance += prior.concordance;
    prior_.regret += prior.regret;
    for (std::size_t n = 0; n < options_.decisions.size(); ++n) {
      const std::vector<JudgedGroup> first(
          judgements.begin(),
          judgements.begin() + static_cast<std::ptrdiff_t>(options_.decisions[n]));
      for (std::size_t s = 0; s < kSettings.size(); ++s)
        Learn(kSettings[s], first, hidden, prior, later, lines_[n][s]);
    }
  }

  void Print() const {
    const auto rounds = static_cast<double>(options_.rounds);
    fmt::print("the model that ships: concordance {:.4f}, regret {:.4f}\n\n",
               prior_.concordance / rounds, prior_.regret / rounds);
    fmt::print(
        "| decisions | learning | concordance | regret | worse than shipped | bound | place γ | "
        "ECE score | ECE calibrated |\n|---:|---|---:|---:|---:|---:|---:|---:|---:|\n");
    for (std::size_t n = 0; n < options_.decisions.size(); ++n) {
      for (std::size_t s = 0; s < kSettings.size(); ++s) {
        const Line& line = lines_[n][s];
        fmt::print("| {} | {} | {:.4f} | {:.4f} | {} of {} | {:.3f} | {:.2f} | {:.3f} | {:.3f} |\n",
                   options_.decisions[n], kSettings[s].name, line.concordance / rounds,
                   line.regret / rounds, line.worse, options_.rounds, line.bound / rounds,
                   line.position / rounds, line.error_before / rounds, line.error_after / rounds);
      }
    }
    fmt::print(
        "\nreliability after the most decisions, last round:\n\n"
        "| chance foretold | pairs | mean foretold | taken |\n|---|---:|---:|---:|\n");
    for (const models::ReliabilityBin& bin : reliability_) {
      fmt::print("| {:.1f} … {:.1f} | {} | {:.3f} | {:.3f} |\n", bin.from, bin.to, bin.pairs,
                 bin.predicted, bin.observed);
    }
  }

 private:
  void Learn(const Setting& setting, const std::vector<JudgedGroup>& judgements,
             const PairModel& hidden, const Rank& prior, const std::vector<JudgedGroup>& later,
             Line& line) {
    models::TrainingOptions training;
    training.fit = options_.fit;
    training.fit.correct_position = setting.correct_position;
    const models::FittedModel fitted =
        models::FitModel(setting.only_asked ? WithoutPassedOver(judgements) : judgements,
                         models::PriorModel(), training);
    const Rank rank = Measure(fitted.model, hidden, thin_);
    line.concordance += rank.concordance;
    line.regret += rank.regret;
    line.worse += rank.concordance < prior.concordance - 1e-9 ? 1 : 0;
    line.bound += fitted.bound;
    line.position += fitted.fit.position;
    PairModel bare = fitted.model;
    bare.calibration = {};
    line.error_before += models::MeasureQuality(models::OutcomesOf(later, bare)).calibration_error;
    const models::Quality quality = models::MeasureQuality(models::OutcomesOf(later, fitted.model));
    line.error_after += quality.calibration_error;
    if (setting.correct_position && !setting.only_asked) reliability_ = quality.bins;
  }

  const Options& options_;
  std::vector<Field> decided_;
  std::vector<Field> measured_;
  std::vector<Field> thin_;
  Rank prior_;
  std::vector<std::array<Line, kSettings.size()>> lines_;
  std::vector<models::ReliabilityBin> reliability_;
};

/// How fast pairs are scored and explained, on one thread.
void PrintSpeed(const services::Corpus& corpus) {
  const services::Loads loads;
  const MatchEntry& receiver = corpus.receivers().front();
  const std::vector<MatchEntry>& helpers = corpus.helpers(PairKind::kExpert);
  constexpr std::size_t kScores = 2'000'000;
  constexpr std::size_t kExplanations = 2'000;
  double sum = 0;
  const Stopwatch scoring;
  for (std::size_t i = 0; i < kScores; ++i) {
    const MatchEntry& helper = helpers[i % helpers.size()];
    sum += models::Score(loads.model(),
                         FactsOf(PairKind::kExpert, helper, receiver, loads.Of(helper.key),
                                 {static_cast<double>(i % 100) / 100, 0.5}));
  }
  const double scored = scoring.Seconds();
  const Stopwatch explaining;
  for (std::size_t i = 0; i < kExplanations; ++i) {
    sum += ExplainPair(corpus, PairKind::kExpert, helpers[i % helpers.size()],
                       corpus.receivers()[i % corpus.receivers().size()], loads)
               .score;
  }
  const double explained = explaining.Seconds();
  const Stopwatch searching;
  for (std::size_t i = 0; i < kExplanations; ++i) {
    sum += services::NearestOf(corpus, helpers[i % helpers.size()],
                               corpus.receivers()[i % corpus.receivers().size()])
               .cosine;
  }
  const double searched = searching.Seconds();
  fmt::print(
      "\none thread: {:.2f} M pairs/s from entries to score, {:.3f} ms an explanation, {:.3f} ms "
      "its nearest sentences (checksum {:.3f})\n",
      static_cast<double>(kScores) / scored / 1e6, explained / kExplanations * 1e3,
      searched / kExplanations * 1e3, sum);
}

int Main(const Options& options) {
  if (const base::Status valid = options.fit.Validate(); !valid)
    Die(valid.error().message, kWrongCall);
  const TemporaryFolder folder;
  MakeDemoCityIn(folder.path(), {});
  const std::unique_ptr<app::City> city = OpenCity(folder.path());
  const auto corpus = OrDie(city->workspace().corpus.Get());
  const std::vector<Field> fields = FieldsOf(*corpus);
  fmt::print(
      "{}; {} rounds, pull {}, slope {}; {} enterprises and kinds with at least {} helpers\n",
      MachineLine(), options.rounds, options.fit.pull, options.fit.slope, fields.size(), kShown);
  const Stopwatch watch;
  Simulation simulation(options, fields);
  for (std::size_t round = 0; round < options.rounds; ++round) simulation.Round(round);
  simulation.Print();
  fmt::print("\n{:.1f} s\n", watch.Seconds());
  PrintSpeed(*corpus);
  return kDone;
}

}  // namespace
}  // namespace jiedui::bench

int main(int argc, char** argv) {
  jiedui::bench::Options options;
  CLI::App app("What decisions teach the pair scorer, by how many there are");
  app.add_option("--decisions", options.decisions, "ascending")->delimiter(',');
  app.add_option("--rounds", options.rounds, "hidden weights drawn")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_option("--pull", options.fit.pull, "precision of the prior")->capture_default_str();
  app.add_option("--slope", options.fit.slope, "log-odds a point of score is worth before data")
      ->capture_default_str();
  app.add_option("--position-pull", options.fit.position_pull, "precision of the place's pull")
      ->capture_default_str();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? jiedui::bench::kDone : jiedui::bench::kWrongCall;
  }
  return jiedui::bench::Main(options);
}
