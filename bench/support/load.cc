#include "bench/support/load.h"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "bench/support/http_client.h"
#include "bench/support/measure.h"

namespace jiedui::bench {
namespace {

constexpr std::size_t kShownBytes = 300;

struct Outcome {
  Sample sample;
  std::string problem;
};

Outcome Send(HttpClient& client, const MixedRequest& request) {
  const Stopwatch watch;
  const base::Result<HttpReply> reply = client.Get(request.target);
  Outcome outcome{{request.sort, watch.Seconds() * 1000, false, false}, {}};
  if (!reply) {
    outcome.problem = reply.error().message;
  } else if (reply->status != 200 || reply->body.empty()) {
    outcome.problem = fmt::format("{} {}", reply->status, reply->body.substr(0, kShownBytes));
  } else {
    outcome.sample.no_items = reply->body.find("\"items\":[]") != std::string::npos;
  }
  outcome.sample.error = !outcome.problem.empty();
  return outcome;
}

/// The requests not yet sent, for all clients.
struct Queue {
  const RequestMix& mix;
  std::size_t end;
  std::vector<Outcome> outcomes;
  std::atomic<std::size_t> next{0};
};

void SendAll(std::vector<std::unique_ptr<HttpClient>>& clients, Queue& queue) {
  std::vector<std::jthread> threads;
  for (const auto& client : clients) {
    threads.emplace_back([&queue, &client] {
      for (std::size_t i = queue.next++; i < queue.end; i = queue.next++)
        queue.outcomes[i] = Send(*client, queue.mix.requests[i]);
    });
  }
}

}  // namespace

LoadResult SendMix(const RequestMix& mix, const LoadOptions& options) {
  std::vector<std::unique_ptr<HttpClient>> clients;
  for (std::size_t i = 0; i < options.clients; ++i) {
    clients.push_back(std::make_unique<HttpClient>(options.port));
    clients.back()->LogIn(options.login, options.password);
  }
  const std::size_t count = mix.requests.size();
  const std::size_t warm_up = std::min(options.warm_up, count);
  Queue warming{mix, warm_up, std::vector<Outcome>(warm_up)};
  SendAll(clients, warming);

  LoadResult result;
  Queue queue{mix, count, std::vector<Outcome>(count)};
  const double server_before = CpuSecondsOf(options.server);
  const double client_before = CpuSecondsOf(::getpid());
  const Stopwatch watch;
  SendAll(clients, queue);
  result.seconds = watch.Seconds();
  result.server_cpu_seconds = CpuSecondsOf(options.server) - server_before;
  result.client_cpu_seconds = CpuSecondsOf(::getpid()) - client_before;
  for (std::size_t i = 0; i < count; ++i) {
    const Outcome& outcome = queue.outcomes[i];
    result.samples.push_back(outcome.sample);
    if (outcome.sample.error && result.first_error.empty())
      result.first_error = mix.requests[i].target + " → " + outcome.problem;
  }
  return result;
}

}  // namespace jiedui::bench
