// How long the API takes to search and to recommend with several clients at once, through the real
// server, on two cities of five thousand enterprises.
//
//   bench_api_latency [--data DIR] [--city registry,demo] [--mix search,recommend]
//                     [--workers 2,3,4] [--clients 8] [--requests N] [--runs N]
//
// registry: the demonstration city with its helpers and half a campaign of history, and the real
// registry imported on top. demo: a demonstration city of 5,000 enterprises. The server runs in a
// process of its own as `jiedui serve` does, the clients in another on the same machine: they send
// without pause, so that the machine is always full.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <thread>

#include "api/edge/server.h"
#include "api/edge/termination.h"
#include "api/service.h"
#include "base/log.h"
#include "base/text.h"
#include "bench/support/child.h"
#include "bench/support/cities.h"
#include "bench/support/load.h"
#include "bench/support/measure.h"
#include "bench/support/program.h"
#include "services/accounts.h"

namespace jiedui::bench {
namespace {

constexpr std::uint64_t kSeed = 20261123;
constexpr std::string_view kLogin = "bench";
constexpr std::string_view kPassword = "Bench-of-latency-2026";
constexpr std::size_t kWarmUpShare = 5;  // one of so many requests is sent before
constexpr std::int64_t kLargeDemo = 5000;

struct Options {
  std::string data = SharedDataFolder();
  std::vector<std::string> cities = {"registry", "demo"};
  std::vector<std::string> mixes = {"search", "recommend"};
  std::vector<std::size_t> workers = {2, 3, 4};
  std::size_t clients = 8;
  std::size_t requests = 2000;
  int runs = 3;
};

/// The workers that `jiedui serve` has on this machine.
std::size_t ServedWorkers() {
  return std::max<std::size_t>(std::thread::hardware_concurrency(), 2);
}

MixSource SourceOf(services::Workspace& workspace) {
  MixSource source;
  source.enterprises = OrDie(workspace.store.All<domain::Enterprise>());
  const auto corpus = OrDie(workspace.corpus.Get());
  for (std::size_t kind = 0; kind < domain::kPairKindNames.size(); ++kind) {
    for (const services::MatchEntry& helper : corpus->helpers(static_cast<domain::PairKind>(kind)))
      source.helpers.push_back(helper.key);
  }
  for (const domain::Region& region : workspace.reference.regions()) {
    if (region.level == "county" || region.level == "zone") source.counties.push_back(region.code);
  }
  for (const domain::Department& department : workspace.reference.departments()) {
    if (!workspace.reference.SectorsOfDepartment(department.code).empty())
      source.departments.push_back(department.code);
  }
  return source;
}

void WriteMix(int pipe, const RequestMix& mix) {
  for (const std::string& sort : mix.sorts) WriteLine(pipe, "sort\t" + sort);
  for (const MixedRequest& request : mix.requests)
    WriteLine(pipe, fmt::format("{}\t{}", request.sort, request.target));
  WriteLine(pipe, "end");
}

RequestMix ReadMix(Child& child, std::string name) {
  RequestMix mix{std::move(name), {}, {}};
  for (std::string line = child.ReadLine(); line != "end"; line = child.ReadLine()) {
    const std::size_t tab = line.find('\t');
    if (tab == std::string::npos) Die("the city could not be made");
    const std::string value = line.substr(tab + 1);
    const auto sort = base::ParseInteger(line.substr(0, tab));
    sort ? mix.requests.push_back({static_cast<std::size_t>(*sort), value})
         : mix.sorts.push_back(value);
  }
  return mix;
}

/// Makes the city, its index and an account, and tells the parent what it holds and the mixes.
void MakeCity(const Options& options, const std::string& name, const std::filesystem::path& folder,
              int pipe) {
  services::DemoOptions demo;
  if (name == "demo") demo.enterprises = kLargeDemo;
  MakeDemoCityIn(folder, demo);
  const std::unique_ptr<app::City> city = OpenCity(folder);
  if (name == "registry")
    ImportRegistry(*city, SharedFile(options.data, "registry/jincheng_enterprises.tsv"));
  services::Workspace& workspace = city->workspace();
  const services::ReindexReport index = OrDie(workspace.search.Rebuild());
  auto user = std::make_unique<domain::User>();
  user->login = kLogin;
  user->display_name = kLogin;
  user->role = domain::Role::kCityOffice;
  OrDie(services::CreateAccount(workspace, domain::Operator(), std::move(user),
                                std::string(kPassword), services::PasswordUse::kFinal));
  const MixSource source = SourceOf(workspace);
  WriteLine(pipe, fmt::format("{} enterprises, {} helpers, {} documents in the index",
                              source.enterprises.size(), source.helpers.size(), index.documents));
  WriteMix(pipe, SearchMix(source, options.requests, kSeed));
  WriteMix(pipe, RecommendMix(source, options.requests, kSeed));
}

/// What `jiedui serve` does, with its log thrown away; tells the parent the port.
void Serve(const std::filesystem::path& folder, std::size_t workers, int pipe) {
  edge::BlockTerminationSignals();
  if (std::freopen("/dev/null", "w", stderr) == nullptr) Die("no /dev/null");
  base::ConfigureLog(base::LogFormat::kText, base::LogLevel::kInfo);
  const std::unique_ptr<app::City> city = OpenCity(folder);
  const api::StaticFiles files{{}};
  api::Service service(city->workspace(), files, {.version = "bench", .contract = ""});
  city->workspace().search.Follow();
  OrDie(city->workspace().corpus.Get());
  edge::ServerOptions options;
  options.port = 0;
  options.workers = workers;
  options.access_log = [](const edge::AccessRecord& record) {
    base::Log(base::LogLevel::kInfo, "request",
              {{"request_id", record.request_id},
               {"target", record.target},
               {"status", std::to_string(record.status)},
               {"microseconds", std::to_string(record.duration_us)}});
  };
  const base::SystemClock clock;
  edge::Server server(
      std::move(options),
      [&service](const edge::Request& request) { return service.Handle(request); }, clock);
  OrDie(server.Start());
  WriteLine(pipe, std::to_string(server.port()));
  edge::WaitForTermination();
  service.SetReady(false);
  server.Stop();
}

std::vector<double> Times(const LoadResult& result, std::optional<std::size_t> sort = {}) {
  std::vector<double> times;
  for (const Sample& sample : result.samples)
    if (!sort || sample.sort == *sort) times.push_back(sample.milliseconds);
  return times;
}

std::size_t Count(const LoadResult& result, bool Sample::*what) {
  return static_cast<std::size_t>(
      std::count_if(result.samples.begin(), result.samples.end(),
                    [&](const Sample& sample) { return sample.*what; }));
}

/// The run whose p99 is the median.
const LoadResult& MedianRun(std::vector<LoadResult>& runs) {
  const auto p99 = [](const LoadResult& run) { return Quantile(Times(run), 0.99); };
  std::sort(runs.begin(), runs.end(),
            [&](const LoadResult& a, const LoadResult& b) { return p99(a) < p99(b); });
  return runs[runs.size() / 2];
}

void PrintHead() {
  fmt::print(
      "\n| mix | workers | requests/s | p50 ms | p90 ms | p99 ms | max ms | p99 of all runs |"
      " errors | without hits | server CPU ms each | client CPU ms each |\n"
      "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
}

void PrintRow(const std::string& mix, std::size_t workers, std::vector<LoadResult>& runs) {
  std::vector<double> p99;
  std::size_t errors = 0;
  for (const LoadResult& run : runs) {
    p99.push_back(Quantile(Times(run), 0.99));
    errors += Count(run, &Sample::error);
  }
  const Spread spread = SpreadOf(p99);
  const LoadResult& run = MedianRun(runs);
  const std::vector<double> times = Times(run);
  const auto count = static_cast<double>(times.size());
  fmt::print(
      "| {} | {} | {:.0f} | {:.1f} | {:.1f} | {:.1f} | {:.1f} | {:.1f} … {:.1f} | {} | {} | "
      "{:.2f} | {:.2f} |\n",
      mix, workers, count / run.seconds, Quantile(times, 0.5), Quantile(times, 0.9),
      Quantile(times, 0.99), Quantile(times, 1), spread.least, spread.most, errors,
      Count(run, &Sample::no_items), run.server_cpu_seconds * 1000 / count,
      run.client_cpu_seconds * 1000 / count);
  for (const LoadResult& one : runs)
    if (!one.first_error.empty()) fmt::print(stderr, "{}\n", one.first_error);
}

/// The median run by sorts of request.
void PrintSorts(const RequestMix& mix, const LoadResult& run) {
  fmt::print("\n| {} | requests | p50 ms | p90 ms | p99 ms | max ms |\n", mix.name);
  fmt::print("|---|---:|---:|---:|---:|---:|\n");
  for (std::size_t sort = 0; sort < mix.sorts.size(); ++sort) {
    const std::vector<double> times = Times(run, sort);
    fmt::print("| {} | {} | {:.1f} | {:.1f} | {:.1f} | {:.1f} |\n", mix.sorts[sort], times.size(),
               Quantile(times, 0.5), Quantile(times, 0.9), Quantile(times, 0.99),
               Quantile(times, 1));
  }
}

/// All runs of one mix on a server started for them; true where no request failed.
bool Measure(const Options& options, const std::filesystem::path& folder, const RequestMix& mix,
             std::size_t workers, std::vector<LoadResult>& runs) {
  Child server([&](int pipe) { Serve(folder, workers, pipe); });
  const auto port = base::ParseInteger(server.ReadLine());
  if (!port) Die("the server did not start");
  const LoadOptions load{static_cast<std::uint16_t>(*port),
                         server.id(),
                         std::string(kLogin),
                         std::string(kPassword),
                         options.clients,
                         options.requests / kWarmUpShare};
  for (int run = 0; run < options.runs; ++run) runs.push_back(SendMix(mix, load));
  const bool ended = server.Stop();
  return ended && std::all_of(runs.begin(), runs.end(),
                              [](const LoadResult& run) { return run.first_error.empty(); });
}

/// True where no request failed.
bool MeasureCity(const Options& options, const std::string& name) {
  const TemporaryFolder folder;
  Child maker([&](int pipe) { MakeCity(options, name, folder.path(), pipe); });
  fmt::print("\n{}: {}\n", name, maker.ReadLine());
  std::vector<RequestMix> mixes;
  for (const char* mix : {"search", "recommend"}) mixes.push_back(ReadMix(maker, mix));
  if (!maker.Wait()) Die("the city could not be made");
  PrintHead();
  bool good = true;
  std::vector<std::pair<const RequestMix*, LoadResult>> served;
  for (const RequestMix& mix : mixes) {
    if (std::find(options.mixes.begin(), options.mixes.end(), mix.name) == options.mixes.end())
      continue;
    for (const std::size_t workers : options.workers) {
      std::vector<LoadResult> runs;
      good = Measure(options, folder.path(), mix, workers, runs) && good;
      PrintRow(mix.name, workers, runs);
      if (workers == ServedWorkers()) served.emplace_back(&mix, MedianRun(runs));
    }
  }
  for (const auto& [mix, run] : served) PrintSorts(*mix, run);
  return good;
}

int Main(const Options& options) {
  fmt::print("{}; {} clients, {} requests a run, {} runs; `jiedui serve` takes {} workers here\n",
             MachineLine(), options.clients, options.requests, options.runs, ServedWorkers());
  bool good = true;
  for (const std::string& city : options.cities) {
    if (city == "registry") SharedFile(options.data, "registry/jincheng_enterprises.tsv");
    good = MeasureCity(options, city) && good;
  }
  return good ? kDone : kFailed;
}

}  // namespace
}  // namespace jiedui::bench

int main(int argc, char** argv) {
  jiedui::bench::Options options;
  CLI::App app("How long the API takes to search and to recommend with several clients at once");
  app.add_option("--data", options.data, "folder of the shared data")->capture_default_str();
  app.add_option("--city", options.cities, "registry, demo")
      ->delimiter(',')
      ->check(CLI::IsMember({"registry", "demo"}))
      ->capture_default_str();
  app.add_option("--mix", options.mixes, "search, recommend")
      ->delimiter(',')
      ->check(CLI::IsMember({"search", "recommend"}))
      ->capture_default_str();
  app.add_option("--workers", options.workers, "handlers at once, one table row each")
      ->delimiter(',')
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  app.add_option("--clients", options.clients, "concurrent clients")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  app.add_option("--requests", options.requests, "requests of a run")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  app.add_option("--runs", options.runs, "runs of each row; the one with the median p99 is shown")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? jiedui::bench::kDone : jiedui::bench::kWrongCall;
  }
  return jiedui::bench::Main(options);
}
