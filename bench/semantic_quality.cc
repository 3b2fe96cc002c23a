// What semantic vectors add to words: graded demands and achievements ranked by the cosine of
// terms, of vectors, and of both, nDCG@10 over the demands with ten grades and more. Nothing is
// learned from the grades; the space is fitted on all texts.
//
// Two ways to put both together: in one cosine, and as two factors of a score (as the service
// does), the vectors in bytes.
//
//   bench_semantic_quality [--data DIR] [--dims N] [--context N]
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <map>
#include <sstream>

#include "app/city.h"
#include "base/text.h"
#include "bench/support/measure.h"
#include "bench/support/program.h"
#include "models/pair_scorer.h"
#include "models/ranking/metrics.h"
#include "models/semantic/semantic_space.h"
#include "models/semantic/semantic_vector.h"

namespace jiedui::bench {
namespace {

constexpr std::size_t kLeastGrades = 10;
constexpr std::size_t kDepth = 10;

struct Options {
  std::string data = SharedDataFolder();
  models::SemanticOptions space = {.dims = 128};
};

struct Demand {
  std::string id;
  std::string title;
  std::string text;
};

/// The lines of a file after the first, in cells.
std::vector<std::vector<std::string>> Rows(const Options& options, const std::string& name,
                                           char separator, bool header) {
  std::istringstream lines(
      OrDie(app::ReadFile(SharedFile(options.data, "demand_achievement/" + name))));
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(lines, line);) {
    if (std::exchange(header, false)) continue;
    const auto cells = base::Split(line, separator);
    rows.emplace_back(cells.begin(), cells.end());
  }
  return rows;
}

std::vector<Demand> Demands(const Options& options, const std::string& name) {
  std::vector<Demand> demands;
  for (const auto& row : Rows(options, name, '\t', true))
    demands.push_back({row[0], row[1], row.size() > 2 ? row[2] : ""});
  return demands;
}

/// A way to see a text: its grams, and which of a demand's texts count how much.
struct View {
  std::string_view name;
  double title = 1;
  double text = 0;
};

constexpr std::array<View, 2> kViews = {{{"title", 1, 0}, {"title and text", 2, 1}}};
constexpr std::array<double, 6> kShares = {0.0, 0.1, 0.2, 0.3, 0.5, 1.0};

/// How words and vectors become one figure.
enum class Blend : std::uint8_t { kCosine, kFactors };

struct Vectors {
  models::TermVector terms;
  std::vector<float> semantic;
  models::SemanticVector compact;
};

/// (1 − share) of words + share of vectors.
double Likeness(const Vectors& asked, const Vectors& offer, double share, Blend blend) {
  models::PairFacts facts;
  facts.text_cosine = models::Cosine(asked.terms, offer.terms);
  if (blend == Blend::kCosine) {
    return (1 - share) * facts.text_cosine + share * models::Cosine(asked.semantic, offer.semantic);
  }
  facts.semantic_nearness = models::Nearness(asked.compact, offer.compact);
  const models::FactorValues values = models::Values(facts);
  return (1 - share) * values[static_cast<std::size_t>(models::FactorKind::kText)] +
         share * values[static_cast<std::size_t>(models::FactorKind::kSemantic)];
}

class Experiment {
 public:
  explicit Experiment(const Options& options) : demands_(Demands(options, "queries.tsv")) {
    std::vector<std::string> texts;
    for (const auto& row : Rows(options, "docs.tsv", '\t', true)) {
      at_[row[0]] = texts.size();
      texts.push_back(row[1]);
    }
    const std::size_t achievements = texts.size();
    for (const Demand& one : demands_) texts.push_back(one.title + "\n" + one.text);
    for (const Demand& one : Demands(options, "more_demands.tsv"))
      texts.push_back(one.title + "\n" + one.text);
    for (const auto& row : Rows(options, "qrels.tsv", ' ', false))
      grades_[row[0]].emplace_back(at_.at(row[2]), std::stoi(row[3]));
    terms_ = models::TermSpace::Fit(texts);
    std::vector<models::TermVector> vectors;
    for (const std::string& text : texts)
      vectors.push_back(terms_.Vectorize(std::array{models::WeightedText{text, 1}}));
    const Stopwatch watch;
    space_ = OrDie(models::SemanticSpace::Fit(vectors, terms_.size(), options.space));
    fit_seconds_ = watch.Seconds();
    for (std::size_t i = 0; i < achievements; ++i) achievements_.push_back(VectorsOf(vectors[i]));
  }

  void Print() const {
    fmt::print("{} texts, {} terms, {} dimensions, fitted in {:.1f} s, fingerprint {:016x}\n\n",
               achievements_.size() + demands_.size(), terms_.size(), space_.dims(), fit_seconds_,
               space_.fingerprint());
    Print("one cosine", Blend::kCosine);
    Print("two factors", Blend::kFactors);
  }

 private:
  void Print(std::string_view name, Blend blend) const {
    fmt::print("| {}, demand's |", name);
    for (const double share : kShares) fmt::print(" vectors {:.1f} |", share);
    fmt::print("\n|---|");
    for (std::size_t i = 0; i < kShares.size(); ++i) fmt::print("---:|");
    for (const View& view : kViews) {
      fmt::print("\n| {} |", view.name);
      for (const double share : kShares) fmt::print(" {:.4f} |", Quality(view, share, blend));
    }
    fmt::print("\n\n");
  }

  [[nodiscard]] Vectors VectorsOf(models::TermVector terms) const {
    Vectors vectors;
    vectors.semantic = space_.Embed(terms);
    vectors.compact = models::Compact(vectors.semantic);
    vectors.terms = std::move(terms);
    return vectors;
  }

  /// Mean nDCG@10 by Likeness.
  [[nodiscard]] double Quality(const View& view, double share, Blend blend) const {
    double sum = 0;
    std::size_t count = 0;
    for (const Demand& demand : demands_) {
      const auto graded = grades_.find(demand.id);
      if (graded == grades_.end() || graded->second.size() < kLeastGrades) continue;
      const Vectors asked =
          VectorsOf(terms_.Vectorize(std::array{models::WeightedText{demand.title, view.title},
                                                models::WeightedText{demand.text, view.text}}));
      std::vector<std::pair<double, int>> ranked;
      std::vector<int> all;
      for (const auto& [at, grade] : graded->second) {
        ranked.emplace_back(Likeness(asked, achievements_[at], share, blend), grade);
        all.push_back(grade);
      }
      // Equal scores by grade ascending: ties never flatter.
      std::sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) {
        return a.first != b.first ? a.first > b.first : a.second < b.second;
      });
      std::vector<int> order;
      for (const auto& [score, grade] : ranked) order.push_back(grade);
      sum += models::ExponentialNdcg(order, all, kDepth);
      ++count;
    }
    return sum / static_cast<double>(std::max<std::size_t>(count, 1));
  }

  std::vector<Demand> demands_;
  std::map<std::string, std::size_t> at_;
  std::map<std::string, std::vector<std::pair<std::size_t, int>>> grades_;
  models::TermSpace terms_;
  models::SemanticSpace space_;
  std::vector<Vectors> achievements_;
  double fit_seconds_ = 0;
};

}  // namespace
}  // namespace jiedui::bench

int main(int argc, char** argv) {
  jiedui::bench::Options options;
  CLI::App app("What semantic vectors add to words on graded demands and achievements");
  app.add_option("--data", options.data, "folder of the shared data")->capture_default_str();
  app.add_option("--dims", options.space.dims, "dimensions")->capture_default_str();
  app.add_option("--context", options.space.context_terms, "terms of a text that count")
      ->capture_default_str();
  app.add_option("--least-documents", options.space.least_documents, "of a term that counts")
      ->capture_default_str();
  app.add_option("--max-pairs", options.space.max_pairs)->capture_default_str();
  app.add_option("--iterations", options.space.iterations)->capture_default_str();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? jiedui::bench::kDone : jiedui::bench::kWrongCall;
  }
  jiedui::bench::Experiment(options).Print();
  return jiedui::bench::kDone;
}
