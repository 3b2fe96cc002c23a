// The country on one machine: a generated programme from its files to plans, suggestions and
// searches, each stage with its time, processor time and memory, at several sizes.
//
//   bench_nation [--sizes 5000,50000] [--kinds expert-enterprise] [--clients 8] [--requests N]
//                [--parts N] [--database postgresql://…] [--folder DIR] [--files-only]
//                [--served-only] [--mixes search,recommend]
//
// Every stage is a process of its own on the same data folder, as one command of `jiedui` after
// the other would be, so its memory is its own; the service is `jiedui serve` from beside this
// program. The files of the operating system are warm: a stage reads what the one before wrote.
// With a database, which must be empty, there is one size, and its server's processor time and
// memory are not counted. Fails where a request failed.
#include "bench/support/nation.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "base/text.h"
#include "bench/support/child.h"
#include "bench/support/cities.h"
#include "bench/support/http_client.h"
#include "bench/support/load.h"
#include "bench/support/measure.h"
#include "bench/support/program.h"
#include "services/accounts.h"
#include "services/plans.h"

namespace jiedui::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kSeed = 20261129;
constexpr std::string_view kLogin = "bench";
constexpr std::string_view kPassword = "Bench-of-the-nation-2026";
constexpr int kOk = 200;
constexpr int kUnavailable = 503;
constexpr std::size_t kSampled = 4000;  // records that requests name

struct Options {
  std::vector<std::size_t> sizes = {5'000, 50'000};
  std::vector<std::string> kinds = {"expert-enterprise"};
  std::size_t clients = 8;
  std::size_t requests = 1000;
  std::size_t parts = 1;  ///< of the index
  std::string database;   ///< empty: the folder's own
  std::string folder;     ///< empty: a temporary one, removed at the end
  bool files_only = false;
  bool served_only = false;
  std::vector<std::string> mixes = {"search", "recommend"};
};

/// What a stage took. Memory is the peak of its process, what it held before included.
struct Stage {
  std::string name;
  double seconds = 0;
  double cpu_seconds = 0;
  double peak_mib = 0;
  std::string what;
};

double CpuSeconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// Measures parts of one process, one after the other, and tells the parent of each.
class Meter {
 public:
  explicit Meter(int pipe) : pipe_(pipe) { Begin(); }

  void Begin() {
    ResetPeakMemory();
    watch_ = {};
    cpu_ = CpuSeconds();
  }
  void End(std::string_view name, std::string_view what) {
    WriteLine(pipe_, fmt::format("stage\t{}\t{:.4f}\t{:.4f}\t{:.1f}\t{}", name, watch_.Seconds(),
                                 CpuSeconds() - cpu_, PeakMemoryMib(), what));
    Begin();
  }

 private:
  int pipe_;
  Stopwatch watch_;
  double cpu_ = 0;
};

/// Everything of one size.
struct Nation {
  NationSize size;
  std::string index_parts;  ///< as --index-parts has them
  std::string database;     ///< as --database has it
  NationFiles files;
  fs::path data;
};

std::unique_ptr<app::City> Open(const Nation& nation) {
  app::CityOptions options;
  options.data = nation.data;
  options.database = nation.database;
  options.create = true;
  options.share = nation.files.share;
  options.index_parts = nation.index_parts;
  return OrDie(app::City::Open(options));
}

/// Runs `work` in a process of its own and takes in what it reports; other lines go to `other`.
template <class Work>
void InProcess(std::vector<Stage>& stages, const Work& work,
               std::vector<std::string>* other = nullptr) {
  Child child([&](int pipe) { work(pipe); });
  for (std::string line = child.ReadLine(); !line.empty(); line = child.ReadLine()) {
    const std::vector<std::string_view> cells = base::Split(line, '\t');
    if (cells.size() != 6 || cells[0] != "stage") {
      if (other != nullptr) other->push_back(line);
      continue;
    }
    stages.push_back({std::string(cells[1]), base::ParseNumber(cells[2]).value_or(0),
                      base::ParseNumber(cells[3]).value_or(0),
                      base::ParseNumber(cells[4]).value_or(0), std::string(cells[5])});
    const Stage& stage = stages.back();
    fmt::print("  {}: {:.2f} s, {:.2f} s of CPU, {:.0f} MiB; {}\n", stage.name, stage.seconds,
               stage.cpu_seconds, stage.peak_mib, stage.what);
    std::fflush(stdout);
  }
  if (!child.Wait()) Die("a stage failed");
}

/// What `jiedui import KIND FILE` does.
void Import(const Nation& nation, domain::Kind kind, const fs::path& file, int pipe) {
  Meter meter(pipe);
  const std::unique_ptr<app::City> city = Open(nation);
  services::ImportRequest request;
  request.kind = kind;
  request.filename = file.filename().string();
  request.bytes = OrDie(app::ReadFile(file));
  const services::ImportReport report =
      OrDie(services::Import(city->workspace(), domain::Operator(), std::move(request)));
  if (report.created != report.rows)
    Die(fmt::format("{} of {} rows were stored; line {}: {}", report.created, report.rows,
                    report.errors.empty() ? 0 : report.errors.front().line,
                    report.errors.empty() ? "" : report.errors.front().reason));
  meter.End("import " + std::string(domain::TypeOf(kind).plural),
            fmt::format("{} rows", report.rows));
}

/// What `jiedui reindex` does, in its two parts.
void Reindex(const Nation& nation, int pipe) {
  Meter meter(pipe);
  const std::unique_ptr<app::City> city = Open(nation);
  const auto index = OrDie(city->workspace().search.Rebuild());
  meter.End("index", fmt::format("{} documents", index.documents));
  const auto vectors = OrDie(city->workspace().corpus.RenewSemantics());
  meter.End("vectors", fmt::format("{} dimensions of {} texts", vectors.dims, vectors.texts));
}

/// What `jiedui plan make` does, taken apart by what it says of its progress.
void MakePlan(const Nation& nation, const std::vector<std::string>& kinds, int pipe) {
  Meter meter(pipe);
  const std::unique_ptr<app::City> city = Open(nation);
  services::PlanRequest request;
  request.name = "nation";
  for (const std::string& kind : kinds)
    request.pair_kinds.push_back(*domain::FromCode<domain::PairKind>(kind));
  std::string part = "corpus";
  const auto turn = [&](const std::string& next) {
    if (next == part) return;
    meter.End("plan: " + part, "");
    part = next;
  };
  request.progress = [&](std::string_view stage, std::size_t /*done*/, std::size_t /*total*/) {
    if (stage == "candidates" || stage == "save") return turn(std::string(stage));
    turn(domain::FromCode<domain::PairKind>(stage) ? "candidates" : "solve");
  };
  const services::MadePlan made =
      OrDie(services::MakePlan(city->workspace(), domain::Operator(), request));
  std::string what;
  for (const services::MadePlan::Part& one : made.parts)
    what += fmt::format("{}: {} receivers, {} covered, {} pairs, {}, score {:.3f}, bound {:.3f}; ",
                        domain::Code(one.kind), one.receivers, one.covered, one.candidates,
                        one.status, one.total_score, one.upper_bound);
  meter.End("plan: " + part, what);
}

/// Every n-th record, so that there are kSampled at most.
template <class T, class Take>
void ForSome(const services::Workspace& workspace, std::size_t total, const Take& take) {
  const std::size_t step = std::max<std::size_t>(total / kSampled, 1);
  std::size_t at = 0;
  OrDie(workspace.store.ForEach<T>({}, [&](const T& record) {
    if (at++ % step == 0) take(record);
  }));
}

/// Makes an account and writes the mixes of requests.
void Prepare(const Options& options, const Nation& nation, int pipe) {
  const std::unique_ptr<app::City> city = Open(nation);
  services::Workspace& workspace = city->workspace();
  auto user = std::make_unique<domain::User>();
  user->login = kLogin;
  user->display_name = kLogin;
  user->role = domain::Role::kCityOffice;
  auto made = services::CreateAccount(workspace, domain::Operator(), std::move(user),
                                      std::string(kPassword), services::PasswordUse::kFinal);
  // An earlier run of the folder made it.
  if (!made && made.error().code != base::ErrorCode::kConflict) OrDie(std::move(made));
  MixSource source;
  std::vector<services::RecordKey> leaders;
  ForSome<domain::Enterprise>(workspace, nation.size.enterprises, [&](const domain::Enterprise& e) {
    source.enterprises.push_back(e);
    if (e.capacity > 0) leaders.push_back({domain::Kind::kEnterprise, e.id});
  });
  source.helpers = leaders;
  ForSome<domain::Expert>(workspace, nation.size.helpers(), [&](const domain::Expert& e) {
    source.helpers.push_back({domain::Kind::kExpert, e.id});
  });
  for (const domain::Region& region : workspace.reference.regions())
    if (region.level == "county") source.counties.push_back(region.code);
  for (const domain::Department& department : workspace.reference.departments())
    if (!workspace.reference.SectorsOfDepartment(department.code).empty())
      source.departments.push_back(department.code);
  for (const RequestMix& mix : {SearchMix(source, options.requests, kSeed),
                                RecommendMix(source, options.requests, kSeed)}) {
    if (std::find(options.mixes.begin(), options.mixes.end(), mix.name) == options.mixes.end())
      continue;
    WriteLine(pipe, "mix " + mix.name);
    for (const std::string& sort : mix.sorts) WriteLine(pipe, "sort " + sort);
    for (const MixedRequest& request : mix.requests)
      WriteLine(pipe, fmt::format("{} {}", request.sort, request.target));
  }
}

std::vector<RequestMix> ReadMixes(const std::vector<std::string>& lines) {
  std::vector<RequestMix> mixes;
  for (const std::string& line : lines) {
    const std::size_t blank = line.find(' ');
    const std::string rest = line.substr(blank + 1);
    if (line.starts_with("mix ")) {
      mixes.push_back({rest, {}, {}});
    } else if (line.starts_with("sort ")) {
      mixes.back().sorts.push_back(rest);
    } else {
      const auto sort = base::ParseInteger(line.substr(0, blank));
      mixes.back().requests.push_back({static_cast<std::size_t>(sort.value_or(0)), rest});
    }
  }
  return mixes;
}

/// Becomes `jiedui serve` of this build, with its words going to the pipe.
void Serve(const Nation& nation, int pipe) {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error).parent_path() / "jiedui";
  const int log = ::open((nation.data / "serve.log").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ::dup2(pipe, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
  ::setenv("JIEDUI_SHARE", nation.files.share.c_str(), 1);
  ::setenv("JIEDUI_INDEX_PARTS", nation.index_parts.c_str(), 1);
  std::vector<std::string> words = {program.string(), "--data", nation.data.string()};
  if (!nation.database.empty()) words.insert(words.end(), {"--database", nation.database});
  words.insert(words.end(),
               {"serve", "--listen", "127.0.0.1:0", "--account-rate", "0", "--address-rate", "0"});
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  ::execv(program.c_str(), arguments.data());
  Die("cannot run " + program.string());
}

/// The port that the service names in its first line; 0 where it ended.
std::uint16_t PortOf(Child& server) {
  constexpr std::string_view kBefore = "127.0.0.1:";
  for (std::string line = server.ReadLine(); !line.empty(); line = server.ReadLine()) {
    const std::size_t at = line.find(kBefore);
    if (at == std::string::npos) continue;
    const std::string rest = line.substr(at + kBefore.size());
    return static_cast<std::uint16_t>(
        base::ParseInteger(rest.substr(0, rest.find_first_not_of("0123456789"))).value_or(0));
  }
  return 0;
}

double PeakOf(pid_t process) {
  std::ifstream in(fmt::format("/proc/{}/status", process));
  for (std::string line; std::getline(in, line);)
    if (line.starts_with("VmHWM:"))
      return base::ParseNumber(base::Trim(line.substr(6, line.size() - 9))).value_or(0) / 1024;
  return 0;
}

Stage Since(const Stopwatch& watch, const Child& server, std::string name) {
  return {std::move(name), watch.Seconds(), CpuSecondsOf(server.id()), PeakOf(server.id()), ""};
}

std::string Quantiles(const std::vector<double>& times) {
  return fmt::format("p50 {:.1f}, p90 {:.1f}, p99 {:.1f}, most {:.1f} ms", Quantile(times, 0.5),
                     Quantile(times, 0.9), Quantile(times, 0.99), Quantile(times, 1));
}

/// Sends a mix. Dies where a request failed: times of refusals say nothing.
Stage Measure(const Options& options, const RequestMix& mix, const Child& server,
              std::uint16_t port) {
  const LoadResult result =
      SendMix(mix, {port, server.id(), std::string(kLogin), std::string(kPassword), options.clients,
                    mix.requests.size() / 5});
  std::vector<double> all;
  std::vector<std::vector<double>> by_sort(mix.sorts.size());
  for (const bench::Sample& sample : result.samples) {
    all.push_back(sample.milliseconds);
    by_sort[sample.sort].push_back(sample.milliseconds);
  }
  if (!result.first_error.empty()) Die("a request failed: " + result.first_error);
  for (std::size_t i = 0; i < by_sort.size(); ++i)
    fmt::print("    {}, {}: {}\n", mix.sorts[i], by_sort[i].size(), Quantiles(by_sort[i]));
  return {mix.name + " at " + std::to_string(options.clients) + " clients", result.seconds,
          result.server_cpu_seconds, PeakOf(server.id()),
          fmt::format("{} requests, {}", mix.requests.size(), Quantiles(all))};
}

/// Asks until the answer is not that the service is not ready yet. Dies where it is another
/// refusal.
void WaitFor(HttpClient& client, const std::string& target) {
  for (;;) {
    const HttpReply reply = OrDie(client.Get(target));
    if (reply.status == kOk) return;
    if (reply.status != kUnavailable) Die(target + ": " + reply.body);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

void Served(const Options& options, const Nation& nation, const std::vector<RequestMix>& mixes,
            std::vector<Stage>& stages) {
  const Stopwatch watch;
  Child server([&](int pipe) { Serve(nation, pipe); });
  const std::uint16_t port = PortOf(server);
  if (port == 0) Die("jiedui serve did not start: " + (nation.data / "serve.log").string());
  const auto add = [&](Stage stage) {
    fmt::print("  {}: {:.2f} s, {:.2f} s of CPU, {:.0f} MiB; {}\n", stage.name, stage.seconds,
               stage.cpu_seconds, stage.peak_mib, stage.what);
    std::fflush(stdout);
    stages.push_back(std::move(stage));
  };
  add(Since(watch, server, "cold start: it listens"));
  HttpClient client(port);
  client.LogIn(kLogin, kPassword);
  for (const RequestMix& mix : mixes) {
    WaitFor(client, mix.requests.front().target);
    add(Since(watch, server, "cold start: the first of " + mix.name + " is answered"));
  }
  for (const RequestMix& mix : mixes) add(Measure(options, mix, server, port));
  if (!server.Stop()) Die("jiedui serve did not end well");
}

void Place(Nation& nation, const fs::path& folder) {
  nation.data = folder / "city";
  nation.files = {folder / "share", folder / "enterprises.tsv", folder / "experts.tsv",
                  folder / "needs.tsv"};
}

/// From the files to the plan.
void Make(const Options& options, const Nation& nation, const fs::path& folder,
          std::vector<Stage>& stages) {
  const fs::path data = OrDie(app::FindShare());
  InProcess(stages, [&](int pipe) {
    Meter meter(pipe);
    WriteNation(data, folder, nation.size);
    meter.End("files", fmt::format("{:.0f} MB of needs",
                                   static_cast<double>(fs::file_size(nation.files.needs)) / 1e6));
  });
  if (options.files_only) return;
  using domain::Kind;
  for (const auto& [kind, file] :
       {std::pair(Kind::kEnterprise, nation.files.enterprises),
        std::pair(Kind::kExpert, nation.files.experts), std::pair(Kind::kNeed, nation.files.needs)})
    InProcess(stages, [&](int pipe) { Import(nation, kind, file, pipe); });
  InProcess(stages, [&](int pipe) { Reindex(nation, pipe); });
  InProcess(stages, [&](int pipe) { MakePlan(nation, options.kinds, pipe); });
}

std::vector<Stage> Run(const Options& options, std::size_t enterprises, const fs::path& folder) {
  Nation nation;
  nation.size.enterprises = enterprises;
  nation.database = options.database;
  for (std::size_t i = 1; options.parts > 1 && i <= options.parts; ++i)
    nation.index_parts += (i == 1 ? "p" : ",p") + std::to_string(i);
  fmt::print("\n{} enterprises, {} experts, {} needs; {}\n", enterprises, nation.size.helpers(),
             nation.size.needs(), MachineLine());
  std::vector<Stage> stages;
  Place(nation, folder);
  if (!options.served_only) Make(options, nation, folder, stages);
  if (options.files_only) return stages;
  std::vector<std::string> lines;
  InProcess(
      stages, [&](int pipe) { Prepare(options, nation, pipe); }, &lines);
  Served(options, nation, ReadMixes(lines), stages);
  return stages;
}

void PrintTable(const Options& options, const std::vector<std::vector<Stage>>& runs) {
  fmt::print("\n| stage |");
  for (const std::size_t size : options.sizes) fmt::print(" {} |", size);
  fmt::print("\n|---|");
  for (std::size_t i = 0; i < runs.size(); ++i) fmt::print("---:|");
  fmt::print("\n");
  for (std::size_t row = 0; row < runs.front().size(); ++row) {
    fmt::print("| {} |", runs.front()[row].name);
    for (const std::vector<Stage>& run : runs) {
      const Stage& stage = run.at(row);
      fmt::print(" {:.1f} / {:.1f} / {:.0f} |", stage.seconds, stage.cpu_seconds, stage.peak_mib);
    }
    fmt::print("\n");
  }
}

int Main(const Options& options) {
  if (!options.database.empty() && options.sizes.size() != 1)
    Die("a database takes one size: --sizes N");
  const TemporaryFolder temporary;
  const fs::path base = options.folder.empty() ? temporary.path() : fs::path(options.folder);
  std::vector<std::vector<Stage>> runs;
  for (const std::size_t size : options.sizes)
    runs.push_back(Run(options, size, base / std::to_string(size)));
  fmt::print("\nSeconds on the clock / of processor time / MiB at the peak\n");
  PrintTable(options, runs);
  return kDone;
}

}  // namespace
}  // namespace jiedui::bench

int main(int argc, char** argv) {
  jiedui::bench::Options options;
  CLI::App app("A generated country from its files to plans, suggestions and searches");
  app.add_option("--sizes", options.sizes, "enterprises; a tenth as many experts, twice the needs")
      ->delimiter(',')
      ->check(CLI::Range(100, 9'999'999))
      ->capture_default_str();
  app.add_option("--kinds", options.kinds, "kinds of pairs that are planned")
      ->delimiter(',')
      ->check(CLI::IsMember({"expert-enterprise", "enterprise-enterprise"}))
      ->capture_default_str();
  app.add_option("--clients", options.clients, "concurrent clients")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  app.add_option("--requests", options.requests, "requests of a mix")
      ->check(CLI::Range(10, 1'000'000))
      ->capture_default_str();
  app.add_option("--parts", options.parts, "parts of the search index, each built on a thread")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  app.add_option("--database", options.database, "an empty one: postgresql://…");
  CLI::Option* const folder =
      app.add_option("--folder", options.folder, "where files and data are left for another look");
  app.add_flag("--files-only", options.files_only, "only writes the files");
  app.add_flag("--served-only", options.served_only,
               "only serves and asks what an earlier run left in the folder")
      ->needs(folder);
  app.add_option("--mixes", options.mixes, "requests that are measured")
      ->delimiter(',')
      ->check(CLI::IsMember({"search", "recommend"}))
      ->capture_default_str();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? jiedui::bench::kDone : jiedui::bench::kWrongCall;
  }
  return jiedui::bench::Main(options);
}
