// The real registry from its file to a plan, each stage timed: a fresh city, import, index, plan
// enterprise→enterprise; then the plan in which every enterprise has a sector, so that the solver
// plans for all of them.
//
//   bench_registry_city [--data DIR] [--runs N]
//
// Every run is a process of its own. Times are medians with the least and the greatest; memory is
// the greatest peak of resident memory within the stage, what the process held before included.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <random>

#include "base/text.h"
#include "bench/support/child.h"
#include "bench/support/cities.h"
#include "bench/support/measure.h"
#include "bench/support/program.h"
#include "services/plans.h"
#include "services/settle.h"

namespace jiedui::bench {
namespace {

constexpr std::uint64_t kSeed = 20261123;
constexpr std::size_t kClassDigits = 4;

struct Options {
  std::string data = SharedDataFolder();
  int runs = 3;
};

/// What a run reports of a stage: `stage<TAB>name<TAB>rows<TAB>seconds<TAB>MiB`, and remarks as
/// `note<TAB>text`.
class Report {
 public:
  explicit Report(int pipe) : pipe_(pipe) {}

  /// `work` gives its number of rows.
  template <class Work>
  void Stage(std::string_view name, Work work) {
    ResetPeakMemory();
    const Stopwatch watch;
    const std::size_t rows = work();
    const double seconds = watch.Seconds();
    WriteLine(pipe_,
              fmt::format("stage\t{}\t{}\t{:.6f}\t{:.1f}", name, rows, seconds, PeakMemoryMib()));
  }
  void Note(std::string_view text) { WriteLine(pipe_, fmt::format("note\t{}", text)); }

 private:
  int pipe_;
};

/// The GB/T 4754 classes that belong to a programme sector.
std::vector<std::string> ProgrammeClasses(const domain::Reference& reference) {
  std::vector<std::string> classes;
  for (const domain::Sector& sector : reference.sectors()) {
    if (sector.code.size() == kClassDigits && !reference.ProgrammeSectorOf(sector.code).empty())
      classes.push_back(sector.code);
  }
  return classes;
}

/// What the classifier guessed for the work list, where that is a programme sector, by enterprise.
std::map<std::int64_t, std::string> Guesses(const services::Workspace& workspace) {
  std::map<std::int64_t, std::string> guesses;
  for (const domain::SectorProposal& proposal :
       OrDie(workspace.store.All<domain::SectorProposal>())) {
    if (!workspace.reference.ProgrammeSectorOf(proposal.sector_code).empty())
      guesses[proposal.enterprise.value] = proposal.sector_code;
  }
  return guesses;
}

struct GivenSectors {
  std::size_t had = 0;
  std::size_t guessed = 0;
  std::size_t drawn = 0;
};

/// Gives every enterprise a programme sector: its own, else the one guessed for the work list, else
/// one drawn.
GivenSectors GiveSectors(services::Workspace& workspace) {
  const std::vector<std::string> classes = ProgrammeClasses(workspace.reference);
  const std::map<std::int64_t, std::string> guesses = Guesses(workspace);
  std::mt19937_64 random(kSeed);
  GivenSectors given;
  OrDie(workspace.store.Write(
      store::ContextOf(domain::Operator()), [&](store::UnitOfWork& unit) -> base::Status {
        JIEDUI_ASSIGN(const auto enterprises, unit.All<domain::Enterprise>());
        for (domain::Enterprise enterprise : enterprises) {
          given.had += enterprise.programme_sector.empty() ? 0 : 1;
          if (!enterprise.programme_sector.empty()) continue;
          const auto guess = guesses.find(enterprise.id);
          given.guessed += guess == guesses.end() ? 0 : 1;
          given.drawn += guess == guesses.end() ? 1 : 0;
          enterprise.sector_code =
              guess == guesses.end() ? classes[random() % classes.size()] : guess->second;
          enterprise.sector_source = domain::SectorSource::kConfirmed;
          JIEDUI_CHECK(services::Settle(workspace.reference, unit, enterprise));
          JIEDUI_CHECK(unit.Update(enterprise));
        }
        return {};
      }));
  return given;
}

/// What `jiedui plan make --kind enterprise-enterprise --presume-leaders 0.1` does.
std::size_t Plan(services::Workspace& workspace, Report& report, std::string_view name) {
  services::PlanRequest request;
  request.name = name;
  request.pair_kinds = {domain::PairKind::kEnterprise};
  request.leaders = {.share = 0.1, .capacity = 12};
  const services::MadePlan made = OrDie(services::MakePlan(workspace, domain::Operator(), request));
  std::map<std::string, std::size_t> reasons;
  for (const domain::Uncovered& one : made.uncovered) ++reasons[one.reason];
  for (const services::MadePlan::Part& part : made.parts) {
    report.Note(fmt::format(
        "{}: {} receivers, {} covered, {} candidate pairs, score {:.6f}, bound {:.6f}, {}", name,
        part.receivers, part.covered, part.candidates, part.total_score, part.upper_bound,
        part.status));
  }
  for (const auto& [reason, count] : reasons)
    report.Note(fmt::format("{}: {} uncovered: {}", name, count, reason));
  return static_cast<std::size_t>(made.plan.receivers);
}

void Run(const Options& options, const std::filesystem::path& folder, Report report) {
  std::unique_ptr<app::City> city;
  report.Stage("open a fresh city", [&] {
    city = OpenCity(folder);
    return std::size_t{0};
  });
  services::Workspace& workspace = city->workspace();
  services::ImportReport imported;
  report.Stage("import", [&] {
    imported = ImportRegistry(*city, SharedFile(options.data, "registry/jincheng_enterprises.tsv"));
    return imported.rows;
  });
  report.Note(fmt::format(
      "import: {} created, {} bad; sectors: {} proposed, {} not industrial, {} on the work list",
      imported.created, imported.bad, imported.proposed, imported.not_industrial,
      imported.undecided));
  imported = {};
  report.Stage("index", [&] {
    return static_cast<std::size_t>(OrDie(workspace.search.Rebuild()).documents);
  });
  report.Stage("plan, as registered", [&] { return Plan(workspace, report, "as registered"); });
  const GivenSectors given = GiveSectors(workspace);
  report.Note(
      fmt::format("all with a sector: {} had one, {} take the work list's guess, {} draw "
                  "from the programme's GB/T 4754 classes (seed {})",
                  given.had, given.guessed, given.drawn, kSeed));
  report.Stage("plan, all with a sector",
               [&] { return Plan(workspace, report, "all with a sector"); });
}

/// The figures of one stage over all runs.
struct Row {
  std::string name;
  double rows = 0;
  std::vector<double> seconds;
  double peak_mib = 0;
};

/// Adds what one run reports; its remarks, which are alike in every run, are printed once.
void Collect(Child& child, bool print_notes, std::vector<Row>& table) {
  std::size_t at = 0;
  for (std::string line = child.ReadLine(); !line.empty(); line = child.ReadLine()) {
    const std::vector<std::string_view> cells = base::Split(line, '\t');
    if (cells.size() == 2 && print_notes) fmt::print("{}\n", cells[1]);
    if (cells.size() != 5) continue;
    if (at == table.size()) table.emplace_back().name = cells[1];
    Row& row = table[at++];
    row.rows = base::ParseNumber(cells[2]).value_or(0);
    row.seconds.push_back(base::ParseNumber(cells[3]).value_or(0));
    row.peak_mib = std::max(row.peak_mib, base::ParseNumber(cells[4]).value_or(0));
  }
}

void PrintTable(const std::vector<Row>& table) {
  fmt::print("\n| stage | rows | seconds | least … most | rows/s | peak MiB |\n");
  fmt::print("|---|---:|---:|---:|---:|---:|\n");
  for (const Row& row : table) {
    const Spread spread = SpreadOf(row.seconds);
    fmt::print("| {} | {} | {:.2f} | {:.2f} … {:.2f} | {} | {:.0f} |\n", row.name,
               row.rows > 0 ? fmt::format("{:.0f}", row.rows) : "", spread.median, spread.least,
               spread.most, row.rows > 0 ? fmt::format("{:.0f}", row.rows / spread.median) : "",
               row.peak_mib);
  }
}

int Main(const Options& options) {
  SharedFile(options.data, "registry/jincheng_enterprises.tsv");
  fmt::print("{}; {} runs\n", MachineLine(), options.runs);
  std::vector<Row> table;
  for (int run = 0; run < options.runs; ++run) {
    const TemporaryFolder folder;
    Child child([&](int pipe) { Run(options, folder.path(), Report(pipe)); });
    Collect(child, run == 0, table);
    if (!child.Wait()) Die("the run failed");
  }
  PrintTable(table);
  return kDone;
}

}  // namespace
}  // namespace jiedui::bench

int main(int argc, char** argv) {
  jiedui::bench::Options options;
  CLI::App app("The real registry from its file to a plan, each stage timed");
  app.add_option("--data", options.data, "folder of the shared data")->capture_default_str();
  app.add_option("--runs", options.runs, "how often, each in a process of its own")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? jiedui::bench::kDone : jiedui::bench::kWrongCall;
  }
  return jiedui::bench::Main(options);
}
