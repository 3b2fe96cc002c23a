// Clients that come and go, and whether anybody ever gets another's reply (row 3 of what was
// measured of the bare library: one in 500 did). A third leave right after sending, a third without
// reading, the others compare. The short form is Hostile.Rows3And4… in tests/unit/edge.
//
//   churn [REQUESTS = 500000] [bare|nginx = bare]
//
// Ends with 1 where a reply was another's or none came.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "unit/edge/client.h"
#include "unit/edge/nginx.h"

namespace {

using jiedui::edge::Client;
using jiedui::edge::Get;
using jiedui::edge::MakeResponse;
using jiedui::edge::Nginx;
using jiedui::edge::Request;
using jiedui::edge::Seen;

struct Counts {
  std::atomic<long> right{0};
  std::atomic<long> wrong{0};  // another's
  std::atomic<long> none{0};
};

void Churn(std::uint16_t port, long requests, int thread, Counts& counts) {
  for (long i = 0; i < requests; ++i) {
    const std::string path = "/" + std::to_string(thread) + "-" + std::to_string(i);
    Client client(port);
    client.Send(Get(path));
    if (i % 3 == 0) {
      client.Vanish();
    } else if (i % 3 == 1) {
      const Seen seen = client.Read();
      ++(seen.body == path ? counts.right : seen.status == 0 ? counts.none : counts.wrong);
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  const long requests = argc > 1 ? std::atol(argv[1]) : 500'000;
  const bool behind = argc > 2 && std::string(argv[2]) == "nginx";
  constexpr int kThreads = 4;
  jiedui::edge::ServerOptions options;
  options.workers = 2;
  const auto server = jiedui::edge::Serve(
      [](const Request& request) {
        if (request.path.ends_with('7')) std::this_thread::yield();
        return MakeResponse(200, "text/plain", request.path);
      },
      options);
  std::unique_ptr<Nginx> nginx;
  if (behind)
    nginx = std::make_unique<Nginx>(Nginx::Options{{server->port()}, Nginx::WithoutLimits()});
  const std::uint16_t port = behind ? nginx->plain() : server->port();
  Counts counts;
  const auto start = std::chrono::steady_clock::now();
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t)
    threads.emplace_back([&, t] { Churn(port, requests / kThreads, t, counts); });
  for (std::thread& thread : threads) thread.join();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  std::printf(
      "%s: %ld requests in %.0f s, %ld read: %ld right, %ld another's, %ld without a reply\n",
      behind ? "behind nginx" : "bare", requests, took.count(),
      counts.right + counts.wrong + counts.none, counts.right.load(), counts.wrong.load(),
      counts.none.load());
  return counts.wrong == 0 && counts.none == 0 ? 0 : 1;
}
