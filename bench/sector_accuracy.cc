// How well the sector classifier does on the hand-labelled rows of the registry, development and
// test apart, and how fast it is.
//
//   bench_sector_accuracy [REGISTRY.tsv] [--data DIR] [--share DIR] [--labels DIR] [--errors]
//   [--calibrate]
//
// --data is the folder of the shared data, from which the registry comes where none is named;
// --share what ships (data/ of the checkout), --labels tests/labels.
//
// --errors lists the rows of the sets for tuning that it gets wrong or sends to the work list,
// never those of the test set. --calibrate fits data/sector/calibration.tsv on the same sets and
// prints it.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <Eigen/Dense>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "app/city.h"
#include "base/text.h"
#include "bench/support/program.h"
#include "domain/tsv.h"
#include "models/sector/sector_classifier.h"

namespace jiedui {
namespace {

using bench::Die;
using bench::OrDie;

struct Options {
  std::string registry;
  std::string data = bench::SharedDataFolder();
  std::string share;
  std::string labels = std::string(JIEDUI_SOURCE_DIR) + "/tests/labels";
  bool errors = false;
  bool calibrate = false;
};

struct Row {
  std::string name;
  std::string scope;
};

struct Label {
  std::string credit_code;
  std::string sample;
  std::string sector_code;
  std::string programme_sector;  // empty: not industrial
};

struct Outcome {
  Label label;
  models::SectorGuess guess;
  [[nodiscard]] bool kept() const { return guess.confidence >= models::kSectorConfidence; }
  [[nodiscard]] bool right() const {
    return guess.confidence > 0 && guess.programme_sector == label.programme_sector;
  }
};

std::string Read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) Die("cannot read " + path, bench::kWrongCall);
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

std::map<std::string, Row> ReadRegistry(const std::string& path) {
  std::map<std::string, Row> rows;
  const std::string text = Read(path);
  const base::Status status = domain::ReadTsv(path, text, {"uscc", "name", "business_scope"},
                                              [&](const domain::TsvRow& row) {
                                                rows[row.cells[0]] = {row.cells[1], row.cells[2]};
                                                return base::Status{};
                                              });
  if (!status) Die(status.error().message);
  return rows;
}

std::vector<Label> ReadLabels(const std::string& path) {
  std::vector<Label> labels;
  const std::string text = Read(path);
  const base::Status status =
      domain::ReadTsv(path, text, {"credit_code", "sample", "gbt4754", "programme_sector"},
                      [&](const domain::TsvRow& row) {
                        labels.push_back({row.cells[0], row.cells[1], row.cells[2],
                                          row.cells[3] == "none" ? "" : row.cells[3]});
                        return base::Status{};
                      });
  if (!status) Die(status.error().message);
  return labels;
}

std::string Percent(std::size_t part, std::size_t whole) {
  if (whole == 0) return "-";
  const auto percent = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  return fmt::format("{:5.1f} % ({}/{})", percent, part, whole);
}

std::string_view OrNone(std::string_view sector) { return sector.empty() ? "none" : sector; }

struct Rate {
  std::string_view title;
  std::size_t part = 0;
  std::size_t whole = 0;

  void Count(bool counts, bool hit) {
    whole += counts ? 1 : 0;
    part += counts && hit ? 1 : 0;
  }
};

void PrintRates(std::string_view title, const std::vector<Outcome>& outcomes) {
  Rate kept{"programme sector, rows kept"};
  Rate work_list{"sent to the work list"};
  Rate all{"programme sector, all rows"};
  Rate side{"industrial or not, all rows"};
  Rate industrial_kept{"industrial rows, kept"};
  Rate industrial_all{"industrial rows, all"};
  Rate division{"division, industrial rows kept"};
  for (const Outcome& o : outcomes) {
    const bool industrial = !o.label.programme_sector.empty();
    kept.Count(o.kept(), o.right());
    work_list.Count(true, !o.kept());
    all.Count(true, o.right());
    side.Count(true, o.guess.confidence > 0 && o.guess.industrial == industrial);
    industrial_kept.Count(industrial && o.kept(), o.right());
    industrial_all.Count(industrial, o.right());
    division.Count(industrial && o.kept() && o.label.sector_code.size() >= 2,
                   o.guess.sector_code.substr(0, 2) == o.label.sector_code.substr(0, 2));
  }
  fmt::print("{}\n", title);
  for (const Rate& rate : {kept, work_list, all, side, industrial_kept, industrial_all, division})
    fmt::print("  {:32} {}\n", rate.title, Percent(rate.part, rate.whole));
}

void PrintBins(const std::vector<Outcome>& outcomes) {
  constexpr std::size_t kBins = 10;
  std::array<std::size_t, kBins> count = {};
  std::array<std::size_t, kBins> right = {};
  std::array<double, kBins> confidence = {};
  for (const Outcome& o : outcomes) {
    const auto bin = std::min(kBins - 1, static_cast<std::size_t>(o.guess.confidence * kBins));
    ++count[bin];
    right[bin] += o.right();
    confidence[bin] += o.guess.confidence;
  }
  double gap = 0;
  fmt::print("  confidence: mean, share right\n");
  for (std::size_t i = 0; i < kBins; ++i) {
    if (count[i] == 0) continue;
    const auto n = static_cast<double>(count[i]);
    fmt::print("    {:.1f} … {:.1f}: {:.3f}, {}\n", static_cast<double>(i) / kBins,
               static_cast<double>(i + 1) / kBins, confidence[i] / n, Percent(right[i], count[i]));
    gap += std::abs(confidence[i] - static_cast<double>(right[i]));
  }
  fmt::print("    expected calibration error {:.3f}\n", gap / static_cast<double>(outcomes.size()));
}

void PrintConfusion(const std::vector<Outcome>& outcomes) {
  std::map<std::pair<std::string_view, std::string_view>, std::size_t> cells;
  for (const Outcome& o : outcomes) {
    ++cells[{OrNone(o.label.programme_sector),
             o.kept() ? OrNone(o.guess.programme_sector) : std::string_view("(work list)")}];
  }
  fmt::print("  label → guess\n");
  for (const auto& [cell, count] : cells)
    fmt::print("    {:18} → {:18} {:4}{}\n", cell.first, cell.second, count,
               cell.first == cell.second || cell.second == "(work list)" ? "" : "  wrong");
}

void PrintErrors(const std::vector<Outcome>& outcomes, const std::map<std::string, Row>& registry) {
  for (const Outcome& o : outcomes) {
    if (o.right() && o.kept()) continue;
    const Row& row = registry.at(o.label.credit_code);
    std::string words;
    for (const models::SectorEvidence& e : o.guess.evidence)
      words += fmt::format(" {}={:.2f}", e.word, e.weight);
    for (const models::SectorAlternate& a : o.guess.alternates)
      words += fmt::format(" [{} {} {:.2f}]", a.sector_code, OrNone(a.programme_sector), a.share);
    fmt::print("{} {} → {} {} ({:.2f}){}\n    {} | {}\n", o.right() ? "unsure" : "WRONG",
               o.label.sector_code, o.guess.sector_code, OrNone(o.guess.programme_sector),
               o.guess.confidence, words, row.name, row.scope.substr(0, 360));
  }
}

/// Logistic regression of "right" on the signals by Newton's method, with a quadratic penalty.
void Calibrate(const models::SectorClassifier& classifier, const std::vector<Outcome>& outcomes,
               const std::map<std::string, Row>& registry) {
  constexpr auto kSignals = static_cast<Eigen::Index>(models::SectorClassifier::kSignals);
  constexpr double kPenalty = 0.3;
  // The lexicon was tuned on these rows, so that fewer go wrong here than elsewhere.
  constexpr double kErrorWeight = 2;
  constexpr int kSteps = 50;
  std::vector<Outcome> known;
  for (const Outcome& o : outcomes)
    if (o.guess.confidence > 0) known.push_back(o);
  Eigen::MatrixXd x(static_cast<Eigen::Index>(known.size()), kSignals);
  Eigen::VectorXd y(x.rows());
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    const Outcome& o = known[static_cast<std::size_t>(i)];
    const Row& row = registry.at(o.label.credit_code);
    const auto signals = classifier.Clearness({row.name, row.scope});
    for (Eigen::Index j = 0; j < kSignals; ++j) x(i, j) = signals[static_cast<std::size_t>(j)];
    y(i) = o.right() ? 1 : 0;
  }
  const Eigen::VectorXd weight =
      (y.array() > 0).select(1.0, Eigen::ArrayXd::Constant(y.size(), kErrorWeight));
  Eigen::VectorXd w = Eigen::VectorXd::Zero(kSignals);
  for (int step = 0; step < kSteps; ++step) {
    const Eigen::VectorXd p = (1 + (-(x * w)).array().exp()).inverse();
    const Eigen::MatrixXd hessian =
        x.transpose() * (weight.array() * p.array() * (1 - p.array())).matrix().asDiagonal() * x +
        kPenalty * Eigen::MatrixXd::Identity(kSignals, kSignals);
    w -= hessian.ldlt().solve(x.transpose() * weight.cwiseProduct(p - y) + kPenalty * w);
  }
  constexpr std::array<std::string_view, 4> kNames = {"bias", "share", "lead", "amount"};
  fmt::print("signal\tweight\n");
  for (Eigen::Index j = 0; j < kSignals; ++j)
    fmt::print("{}\t{:.4f}\n", kNames[static_cast<std::size_t>(j)], w(j));
}

void PrintSpeed(const models::SectorClassifier& classifier,
                const std::map<std::string, Row>& registry) {
  const auto start = std::chrono::steady_clock::now();
  std::size_t kept = 0, industrial = 0;
  for (const auto& [code, row] : registry) {
    const models::SectorGuess guess = classifier.Guess({row.name, row.scope});
    kept += guess.confidence >= models::kSectorConfidence;
    industrial += guess.industrial;
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  fmt::print("registry: {} rows in {:.3f} s, {:.0f} rows/s; kept {}, industrial {}\n",
             registry.size(), seconds.count(),
             static_cast<double>(registry.size()) / seconds.count(), kept, industrial);
}

std::vector<Outcome> Judge(const models::SectorClassifier& classifier, const std::string& labels,
                           const std::map<std::string, Row>& registry) {
  std::vector<Outcome> outcomes;
  for (Label& label : ReadLabels(labels)) {
    const auto row = registry.find(label.credit_code);
    if (row == registry.end()) Die(labels + ": " + label.credit_code + " is not in the registry");
    outcomes.push_back({label, classifier.Guess({row->second.name, row->second.scope})});
  }
  return outcomes;
}

void Run(const Options& options) {
  const std::string folder = options.share + "/reference/";
  const domain::Reference reference =
      OrDie(domain::Reference::Parse({.regions = Read(folder + "regions.tsv"),
                                      .sectors = Read(folder + "sectors_gbt4754.tsv"),
                                      .programme_sectors = Read(folder + "programme_sectors.tsv"),
                                      .sector_map = Read(folder + "sector_map.tsv"),
                                      .departments = Read(folder + "departments.tsv")}));
  const models::SectorClassifier classifier = OrDie(
      models::SectorClassifier::Make(reference, {Read(options.share + "/sector/lexicon.tsv"),
                                                 Read(options.share + "/sector/calibration.tsv")}));
  const std::map<std::string, Row> registry = ReadRegistry(options.registry);
  const std::vector<Outcome> dev = Judge(classifier, options.labels + "/sector_dev.tsv", registry);
  const std::vector<Outcome> held =
      Judge(classifier, options.labels + "/sector_calibration.tsv", registry);
  if (options.calibrate) {
    std::vector<Outcome> both = dev;
    both.insert(both.end(), held.begin(), held.end());
    return Calibrate(classifier, both, registry);
  }
  if (options.errors) {
    PrintErrors(dev, registry);
    return PrintErrors(held, registry);
  }
  const std::vector<Outcome> test =
      Judge(classifier, options.labels + "/sector_test.tsv", registry);
  for (const auto& [title, all] :
       {std::pair{"development", dev}, std::pair{"calibration", held}, std::pair{"test", test}}) {
    PrintRates(title, all);
    for (const std::string_view sample : {"random", "making"}) {
      std::vector<Outcome> some;
      for (const Outcome& o : all)
        if (o.label.sample == sample) some.push_back(o);
      if (!some.empty()) PrintRates(fmt::format("{}, {} rows", title, sample), some);
    }
    PrintBins(all);
    PrintConfusion(all);
  }
  PrintSpeed(classifier, registry);
}

}  // namespace
}  // namespace jiedui

int main(int argc, char** argv) {
  jiedui::Options options;
  CLI::App app("How well the sector classifier does on the hand-labelled rows of the registry");
  app.add_option("REGISTRY", options.registry, "the registry, else that of the shared data");
  app.add_option("--data", options.data, "folder of the shared data")->capture_default_str();
  app.add_option("--share", options.share, "folder of what ships, else found as the program does");
  app.add_option("--labels", options.labels, "folder of the labels")->capture_default_str();
  app.add_flag("--errors", options.errors, "list what the sets for tuning get wrong");
  app.add_flag("--calibrate", options.calibrate, "fit and print the calibration");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? jiedui::bench::kDone : jiedui::bench::kWrongCall;
  }
  if (options.share.empty())
    options.share = jiedui::bench::OrDie(jiedui::app::FindShare()).string();
  if (options.registry.empty()) {
    options.registry =
        jiedui::bench::SharedFile(options.data, "registry/jincheng_enterprises.tsv").string();
  }
  jiedui::Run(options);
  return 0;
}
