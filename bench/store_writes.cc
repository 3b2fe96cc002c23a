// Durable units of work a second, by clients and by nodes: each inserts an enterprise with its
// audit and outbox rows and returns when it is on disk.
//
//   bench_store_writes [--database postgresql://…] [--nodes 1,2] [--clients 1,8,32] [--seconds 5]
//
// Without --database on a SQLite file in a temporary folder. Nodes are stores of their own within
// this process, as so many `jiedui serve` would be; the clients are spread over them. The database
// must be empty.
#include <fmt/format.h>
#include <stdlib.h>  // mkdtemp

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <mutex>
#include <thread>

#include "domain/helpers.h"
#include "store/store.h"

namespace jiedui::bench {
namespace {

using Nanoseconds = std::chrono::nanoseconds;
using Steady = std::chrono::steady_clock;

struct Options {
  std::string database;
  std::vector<int> nodes = {1, 2};
  std::vector<int> clients = {1, 8, 32};
  int seconds = 5;
};

struct Round {
  std::vector<double> ms;  ///< of every unit, sorted
  double seconds = 0;
  int failed = 0;
};

domain::Enterprise NewEnterprise() {
  static std::atomic<std::int64_t> made{0};
  const std::string number = std::to_string(++made);
  domain::Enterprise enterprise;
  enterprise.name = "晋城第" + number + "机械有限公司";
  enterprise.credit_code = "91140500" + std::string(10 - number.size(), '0') + number;
  enterprise.business_scope = "铸件、锻件、机械零部件的制造和销售；货物进出口";
  return enterprise;
}

Round Measure(const std::vector<std::unique_ptr<store::Store>>& nodes, int clients, int seconds) {
  Round round;
  std::mutex mutex;
  const auto begun = Steady::now();
  const auto until = begun + std::chrono::seconds(seconds);
  std::vector<std::thread> threads;
  for (int client = 0; client < clients; ++client) {
    threads.emplace_back([&, client] {
      store::Store& node = *nodes[static_cast<std::size_t>(client) % nodes.size()];
      std::vector<double> ms;
      int failed = 0;
      while (Steady::now() < until) {
        domain::Enterprise enterprise = NewEnterprise();
        const auto at = Steady::now();
        const base::Status written =
            node.Write({}, [&](store::UnitOfWork& unit) { return unit.Insert(enterprise); });
        if (!written) ++failed;
        ms.push_back(std::chrono::duration<double, std::milli>(Steady::now() - at).count());
      }
      const std::scoped_lock lock(mutex);
      round.ms.insert(round.ms.end(), ms.begin(), ms.end());
      round.failed += failed;
    });
  }
  for (std::thread& thread : threads) thread.join();
  round.seconds = std::chrono::duration<double>(Steady::now() - begun).count();
  std::sort(round.ms.begin(), round.ms.end());
  return round;
}

int Run(const Options& options) {
  std::string folder = (std::filesystem::temp_directory_path() / "jiedui_bench_XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) return 1;
  const base::SystemClock clock;
  fmt::print("nodes  clients  units/s   p50 ms   p99 ms  failed\n");
  for (const int count : options.nodes) {
    std::vector<std::unique_ptr<store::Store>> nodes;
    for (int node = 0; node < count; ++node) {
      store::StoreOptions one;
      one.path = std::filesystem::path(folder) / "jiedui.db";
      one.url = options.database;
      one.clock = &clock;
      one.node = static_cast<std::uint8_t>(node);
      auto opened = store::Store::Open(one);
      if (!opened) {
        fmt::print(stderr, "{}\n", opened.error().message);
        return 1;
      }
      nodes.push_back(std::move(opened).value());
    }
    for (const int clients : options.clients) {
      const Round round = Measure(nodes, clients, options.seconds);
      const auto quantile = [&](double share) {
        return round.ms[static_cast<std::size_t>(share * static_cast<double>(round.ms.size() - 1))];
      };
      fmt::print("{:>5}  {:>7}  {:>7.0f}  {:>7.2f}  {:>7.2f}  {:>6}\n", count, clients,
                 static_cast<double>(round.ms.size()) / round.seconds, quantile(0.5),
                 quantile(0.99), round.failed);
    }
    const auto report = nodes.front()->VerifyAudit();
    fmt::print("       audit chain of {} rows {}\n", report ? report->rows : 0,
               report && report->ok() ? "whole" : "BROKEN");
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  return 0;
}

}  // namespace
}  // namespace jiedui::bench

int main(int argc, char** argv) {
  jiedui::bench::Options options;
  CLI::App app("durable units of work a second");
  app.add_option("--database", options.database, "postgresql://…");
  app.add_option("--nodes", options.nodes)->delimiter(',');
  app.add_option("--clients", options.clients)->delimiter(',');
  app.add_option("--seconds", options.seconds);
  CLI11_PARSE(app, argc, argv);
  return jiedui::bench::Run(options);
}
