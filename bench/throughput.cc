// How many requests a second the service answers, and what it keeps up for an hour.
//
//   bench_throughput --binary build/release/bin/jiedui [--city DIR] [--clients 1,2,4,8,16,32,64]
//                    [--seconds N] [--nginx /usr/sbin/nginx] [--only read,search,…]
//   bench_throughput --binary … --soak SECONDS [--share 0.7] [--soak-clients N]
//
// The demonstration city, served by the real program: single reads, searches, suggestions,
// approvals (a change of a pairing's state with its audit row) and new needs, each on disk before
// it is answered; bare and behind nginx, beside the HTTP library alone that answers every request
// with the body of the single read. Clients run on the same machine, each sends its next request
// once it has the reply to the last. A soak finds the peak of a mixed load first, then sends that
// share of it and fails on an error, on growing memory and on growing descriptors.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <optional>
#include <random>
#include <thread>

#include "base/json_reader.h"
#include "base/text.h"
#include "bench/support/http_client.h"
#include "bench/support/measure.h"
#include "bench/support/program.h"
#include "bench/support/served.h"

namespace jiedui::bench {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

struct Options {
  std::string binary;
  std::string city;
  std::string nginx = "/usr/sbin/nginx";
  std::vector<std::size_t> clients = {1, 2, 4, 8, 16, 32, 64};
  std::vector<std::string> only = {"library", "read", "search", "recommend", "approve", "write"};
  double seconds = 5;
  double soak_seconds = 0;
  double share = 0.7;
  std::size_t soak_clients = 16;
};

constexpr std::array<std::string_view, 8> kWords = {"水泵", "铸件",   "煤层气",   "机器视觉",
                                                    "检测", "新材料", "智能制造", "丝绸"};

/// What the requests are made of.
struct Ground {
  std::string login;
  std::string password;
  std::vector<std::string> enterprises;  ///< ids
  std::vector<std::string> pairings;     ///< ids of those that await approval
  std::string read_body;                 ///< of the first enterprise
};

base::JsonDocument JsonOf(const HttpReply& reply) {
  return OrDie(base::JsonDocument::Parse(reply.body));
}

std::vector<std::string> IdsOf(const HttpReply& reply) {
  std::vector<std::string> ids;
  const base::JsonDocument document = JsonOf(reply);
  const auto items = document.root().Find("items");
  if (!items) Die("no items: " + reply.body.substr(0, 200));
  for (const base::JsonValue& item : items->Items())
    ids.emplace_back(item.Find("id")->AsString().value());
  return ids;
}

Ground LookAround(std::uint16_t port) {
  HttpClient client(port);
  Ground ground;
  const base::JsonDocument reference = JsonOf(OrDie(client.Get("/api/v1/reference")));
  const auto accounts = reference.root().Find("demo_accounts");
  if (!accounts) Die("no demonstration: this changes data");
  for (const base::JsonValue& account : accounts->Items()) {
    if (account.Find("role")->AsString() != "city_office") continue;
    ground.login = account.Find("login")->AsString().value();
    ground.password = account.Find("password")->AsString().value();
  }
  client.LogIn(ground.login, ground.password);
  ground.enterprises = IdsOf(OrDie(client.Get("/api/v1/records/enterprises?limit=200")));
  ground.pairings = IdsOf(OrDie(client.Get("/api/v1/pairings?state=suggested&limit=200")));
  if (ground.enterprises.empty()) Die("no enterprises");
  ground.read_body =
      OrDie(client.Get("/api/v1/records/enterprises/" + ground.enterprises.front())).body;
  return ground;
}

/// One client's requests; for one thread.
class Sender {
 public:
  Sender(const Ground& ground, std::uint16_t port, std::size_t number, std::size_t clients)
      : ground_(ground), client_(port), random_(number) {
    // A pairing belongs to one client: what two change at once is refused, as it should be.
    for (std::size_t i = number; i < ground.pairings.size(); i += clients)
      mine_.push_back({ground.pairings[i], 0, false});
  }
  void LogIn() { client_.LogIn(ground_.login, ground_.password); }

  /// Empty where the answer is right.
  std::string Send(std::string_view what) {
    if (what == "library") return Told(client_.Get("/"), 200);
    if (what == "read")
      return Told(client_.Get("/api/v1/records/enterprises/" + Enterprise()), 200);
    if (what == "search")
      return Told(client_.Get("/api/v1/search?q=" + PercentEncode(kWords[Below(kWords.size())])),
                  200);
    if (what == "recommend")
      return Told(client_.Get("/api/v1/recommendations?kind=expert&for=enterprise:" + Enterprise()),
                  200);
    if (what == "approve" && !mine_.empty()) return Approve();
    return Write();
  }
  /// One of a mix that leaves the city as large as it was: mostly reading, one in five a change.
  std::string SendMixed() {
    constexpr std::array<std::string_view, 10> kMix = {"read",    "read",   "read",   "read",
                                                       "read",    "search", "search", "recommend",
                                                       "approve", "approve"};
    return Send(kMix[Below(kMix.size())]);
  }

 private:
  struct Decided {
    std::string id;
    std::int64_t version;
    bool approved;
  };

  std::size_t Below(std::size_t count) { return random_() % count; }
  const std::string& Enterprise() { return ground_.enterprises[Below(ground_.enterprises.size())]; }

  static std::string Told(const base::Result<HttpReply>& reply, int status) {
    if (!reply) return reply.error().message;
    if (reply->status == status) return {};
    return fmt::format("{} {}", reply->status, reply->body.substr(0, 200));
  }

  std::string Write() {
    static std::atomic<std::size_t> serial{0};  // no two of a run are called the same
    const std::string body =
        fmt::format(R"({{"enterprise":"{}","title":"负载试验 {}","fields":["机器视觉"]}})",
                    Enterprise(), ++serial);
    return Told(client_.Post("/api/v1/records/needs", body), 201);
  }

  std::string Approve() {
    Decided& one = mine_[decided_++ % mine_.size()];
    if (one.version == 0) {
      const auto there = client_.Get("/api/v1/pairings/" + one.id);
      if (!there) return there.error().message;
      Note(one, *there);
    }
    const auto reply = client_.PostTo(
        "/api/v1/pairings/" + one.id + "/events",
        one.approved ? R"({"event":"reopen"})" : R"({"event":"approve"})", one.version);
    const std::string problem = Told(reply, 200);
    if (problem.empty()) Note(one, *reply);
    // A helper without a place left cannot be approved any more: that is an answer, too.
    return reply && reply->status == 409 ? std::string() : problem;
  }

  static void Note(Decided& one, const HttpReply& reply) {
    const base::JsonDocument document = JsonOf(reply);
    one.version = document.root().Find("version")->AsInt().value();
    one.approved = document.root().Find("state")->AsString() == "approved";
  }

  const Ground& ground_;
  HttpClient client_;
  std::mt19937_64 random_;
  std::size_t decided_ = 0;
  std::vector<Decided> mine_;
};

struct Measured {
  double seconds = 0;
  std::vector<double> milliseconds;
  std::size_t errors = 0;
  std::string first_error;
  [[nodiscard]] double PerSecond() const {
    return seconds > 0 ? static_cast<double>(milliseconds.size()) / seconds : 0;
  }
};

std::vector<std::unique_ptr<Sender>> Senders(const Ground& ground, std::uint16_t port,
                                             std::size_t clients, bool log_in) {
  std::vector<std::unique_ptr<Sender>> senders;
  for (std::size_t i = 0; i < clients; ++i) {
    senders.push_back(std::make_unique<Sender>(ground, port, i, clients));
    if (log_in) senders.back()->LogIn();
  }
  return senders;
}

/// Every sender on a thread of its own until `end`. `pace`: seconds between the requests of one
/// sender; 0 is as fast as it can. A request that comes late is not made up for.
Measured Run(std::vector<std::unique_ptr<Sender>>& senders, std::string_view what,
             Clock::time_point end, double pace, const std::function<void()>& meanwhile = {}) {
  std::vector<Measured> each(senders.size());
  const Stopwatch watch;
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < senders.size(); ++i) {
      threads.emplace_back([&, i] {
        Clock::time_point next = Clock::now();
        while (Clock::now() < end) {
          if (pace > 0) {
            next = std::max(next, Clock::now() - std::chrono::seconds(1));
            std::this_thread::sleep_until(next);
            next +=
                std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(pace));
          }
          const Stopwatch one;
          const std::string problem =
              what == "mixed" ? senders[i]->SendMixed() : senders[i]->Send(what);
          each[i].milliseconds.push_back(one.Seconds() * 1000);
          if (problem.empty()) continue;
          if (each[i].errors++ == 0) each[i].first_error = problem;
        }
      });
    }
    if (meanwhile) meanwhile();
  }
  Measured all;
  all.seconds = watch.Seconds();
  for (Measured& one : each) {
    all.milliseconds.insert(all.milliseconds.end(), one.milliseconds.begin(),
                            one.milliseconds.end());
    all.errors += one.errors;
    if (all.first_error.empty()) all.first_error = one.first_error;
  }
  return all;
}

Clock::time_point After(double seconds) {
  return Clock::now() +
         std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

/// One row a number of clients; true where no request failed.
bool MeasureRows(const Options& options, const Ground& ground, std::string_view where,
                 std::uint16_t port, std::string_view what) {
  bool good = true;
  for (const std::size_t clients : options.clients) {
    auto senders = Senders(ground, port, clients, what != "library");
    Run(senders, what, After(options.seconds / 5), 0);  // warm
    const Measured run = Run(senders, what, After(options.seconds), 0);
    fmt::print("| {} | {} | {} | {:.0f} | {:.2f} | {:.2f} | {:.2f} | {} |\n", what, where, clients,
               run.PerSecond(), Quantile(run.milliseconds, 0.5), Quantile(run.milliseconds, 0.99),
               Quantile(run.milliseconds, 1), run.errors);
    std::fflush(stdout);
    if (run.errors > 0) fmt::print(stderr, "{}\n", run.first_error);
    good = good && run.errors == 0;
  }
  return good;
}

bool Wanted(const Options& options, std::string_view what) {
  return std::find(options.only.begin(), options.only.end(), what) != options.only.end();
}

int Throughput(const Options& options, const fs::path& folder, const fs::path& city) {
  const Served service = ServeCity(options.binary, city);
  const Ground ground = LookAround(service.port);
  std::optional<Served> nginx;
  if (fs::exists(options.nginx)) nginx = ServeNginx(options.nginx, service.port, folder / "nginx");
  fmt::print("{}; {} s a row; {} pairings to approve; one read is {} bytes\n\n", MachineLine(),
             options.seconds, ground.pairings.size(), ground.read_body.size());
  fmt::print("| request | where | clients | requests/s | p50 ms | p99 ms | max ms | errors |\n");
  fmt::print("|---|---|---:|---:|---:|---:|---:|---:|\n");
  bool good = true;
  if (Wanted(options, "library")) {
    const Served library = ServePistache(ground.read_body);
    good = MeasureRows(options, ground, "library alone", library.port, "library");
  }
  for (const std::string_view what : {"read", "search", "recommend", "approve", "write"}) {
    if (!Wanted(options, what)) continue;
    good = MeasureRows(options, ground, "bare", service.port, what) && good;
    if (nginx) good = MeasureRows(options, ground, "nginx", nginx->port, what) && good;
  }
  return good ? kDone : kFailed;
}

struct Sampled {
  double seconds;
  double resident_mib;
  std::size_t descriptors;
};

double MedianOf(const std::vector<Sampled>& samples, std::size_t from, std::size_t to) {
  std::vector<double> values;
  for (std::size_t i = from; i < to; ++i) values.push_back(samples[i].resident_mib);
  return Quantile(values, 0.5);
}

/// Whether memory stayed where it was: the last quarter against the second one, for caches fill in
/// the first.
bool Steady(const std::vector<Sampled>& samples) {
  constexpr double kLetPass = 1.10;
  constexpr double kLetPassMib = 16;
  const std::size_t quarter = samples.size() / 4;
  if (quarter == 0) Die("too short for a judgement: at least 4 samples");
  const double before = MedianOf(samples, quarter, 2 * quarter);
  const double after = MedianOf(samples, samples.size() - quarter, samples.size());
  const std::size_t first = samples[quarter].descriptors;
  const std::size_t last = samples.back().descriptors;
  fmt::print("memory {:.1f} → {:.1f} MiB, descriptors {} → {}\n", before, after, first, last);
  return after <= before * kLetPass + kLetPassMib && last <= first + 8;
}

int Soak(const Options& options, const fs::path& city) {
  const Served service = ServeCity(options.binary, city);
  const Ground ground = LookAround(service.port);
  auto senders = Senders(ground, service.port, options.soak_clients, true);
  Run(senders, "mixed", After(2), 0);
  const double peak = Run(senders, "mixed", After(std::max(5.0, options.seconds)), 0).PerSecond();
  const double rate = peak * options.share;
  fmt::print("{}\npeak of the mix {:.0f}/s with {} clients; {:.0f}/s for {:.0f} s\n", MachineLine(),
             peak, options.soak_clients, rate, options.soak_seconds);
  std::fflush(stdout);
  const double every = std::max(1.0, options.soak_seconds / 60);
  std::vector<Sampled> samples;
  const Stopwatch watch;
  const auto sample = [&] {
    while (watch.Seconds() + every <= options.soak_seconds) {
      std::this_thread::sleep_for(std::chrono::duration<double>(every));
      samples.push_back({watch.Seconds(), ResidentMib(service.process->id()),
                         Descriptors(service.process->id())});
      fmt::print("{:6.0f} s  {:8.1f} MiB  {:5} descriptors\n", samples.back().seconds,
                 samples.back().resident_mib, samples.back().descriptors);
      std::fflush(stdout);
    }
  };
  const Measured run = Run(senders, "mixed", After(options.soak_seconds),
                           static_cast<double>(options.soak_clients) / rate, sample);
  fmt::print("{} requests, {:.0f}/s, p50 {:.2f} ms, p99 {:.2f} ms, max {:.0f} ms, {} errors {}\n",
             run.milliseconds.size(), run.PerSecond(), Quantile(run.milliseconds, 0.5),
             Quantile(run.milliseconds, 0.99), Quantile(run.milliseconds, 1), run.errors,
             run.first_error);
  const bool steady = Steady(samples);
  return steady && run.errors == 0 ? kDone : kFailed;
}

int Main(const Options& options) {
  const TemporaryFolder folder;
  const fs::path city = folder.path() / "city";
  if (options.city.empty()) {
    MakeDemo(options.binary, city);
  } else {
    fs::copy(options.city, city, fs::copy_options::recursive);
  }
  return options.soak_seconds > 0 ? Soak(options, city) : Throughput(options, folder.path(), city);
}

}  // namespace
}  // namespace jiedui::bench

int main(int argc, char** argv) {
  jiedui::bench::Options options;
  CLI::App app("How many requests a second the service answers, and what it keeps up for an hour");
  app.add_option("--binary", options.binary, "the program")->required()->check(CLI::ExistingFile);
  app.add_option("--city", options.city, "a demonstration's folder to copy; made where not given");
  app.add_option("--nginx", options.nginx, "left out where it is not there")->capture_default_str();
  app.add_option("--clients", options.clients, "numbers of clients, a row each")->delimiter(',');
  app.add_option("--only", options.only, "library, read, search, recommend, approve, write")
      ->delimiter(',');
  app.add_option("--seconds", options.seconds, "of each row")->check(CLI::Range(0.2, 600.0));
  app.add_option("--soak", options.soak_seconds, "seconds of mixed load instead of the rows");
  app.add_option("--share", options.share, "of the peak, for --soak")->check(CLI::Range(0.01, 1.0));
  app.add_option("--soak-clients", options.soak_clients, "for --soak")->check(CLI::Range(1, 256));
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? jiedui::bench::kDone : jiedui::bench::kWrongCall;
  }
  return jiedui::bench::Main(options);
}
