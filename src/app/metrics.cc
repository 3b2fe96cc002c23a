#include "app/metrics.h"

#include <arpa/inet.h>
#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <map>
#include <mutex>

#include "app/process_stats.h"
#include "store/write_stats.h"

namespace jiedui::app {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;

// From a cached answer to a workbook of the whole city.
const prometheus::Histogram::BucketBoundaries kSeconds = {0.001, 0.005, 0.025, 0.1, 0.25, 1, 5, 30};

/// Figures that are read when they are asked for.
class Reading {
 public:
  void Counter(const char* name, const char* help, double value, Labels labels = {}) {
    Add(name, help, MetricType::Counter, std::move(labels)).counter.value = value;
  }
  void Gauge(const char* name, const char* help, double value, Labels labels = {}) {
    Add(name, help, MetricType::Gauge, std::move(labels)).gauge.value = value;
  }
  ClientMetric& Add(const char* name, const char* help, MetricType type, Labels labels) {
    if (families_.empty() || families_.back().name != name)
      families_.push_back({name, help, type, {}});
    ClientMetric& metric = families_.back().metric.emplace_back();
    metric.label = std::move(labels);
    return metric;
  }
  std::vector<MetricFamily> Take() { return std::move(families_); }

 private:
  std::vector<MetricFamily> families_;
};

double AsDouble(std::uint64_t value) { return static_cast<double>(value); }

void ReadEdge(Reading& out, const edge::ServerStats& edge) {
  out.Gauge("jiedui_connections", "Connections of clients.", AsDouble(edge.connections));
  out.Gauge("jiedui_requests_in_flight", "Requests read but not wholly answered.",
            AsDouble(edge.in_flight));
  out.Gauge("jiedui_requests_waiting", "Of these, waiting for a worker.", AsDouble(edge.waiting));
  out.Gauge("jiedui_request_body_bytes", "Request bodies held in memory.",
            AsDouble(edge.buffered_body_bytes));
  out.Counter("jiedui_connections_accepted_total", "Connections accepted.",
              AsDouble(edge.accepted));
  out.Counter("jiedui_requests_refused_total",
              "Refused by the edge itself: malformed, too large, too slow, overloaded.",
              AsDouble(edge.refused));
}

void ReadProcess(Reading& out, const MetricSources& sources) {
  const ProcessStats process = ReadProcessStats();
  out.Gauge("jiedui_build_info", "1, with the version.", 1, {{"version", sources.version}});
  out.Counter("process_cpu_seconds_total", "Processor time.", process.cpu_seconds);
  out.Gauge("process_open_fds", "Open descriptors.", AsDouble(process.open_descriptors));
  out.Gauge("process_max_fds", "Most descriptors.", AsDouble(process.most_descriptors));
  out.Gauge("process_resident_memory_bytes", "Resident memory.", AsDouble(process.resident_bytes));
  out.Gauge("process_start_time_seconds", "When the process started.", process.start_seconds);
  out.Gauge("jiedui_data_free_bytes", "Free bytes of the disk that holds the data.",
            AsDouble(FreeBytes(sources.data)));
}

void ReadWrites(Reading& out) {
  const store::WriteStats writes = store::ReadWriteStats();
  out.Counter("jiedui_store_write_units_total", "Units of work of all groups.",
              AsDouble(writes.units));
  out.Counter("jiedui_store_write_failures_total", "Groups of which nothing was written.",
              AsDouble(writes.failures));
  ClientMetric& times = out.Add("jiedui_store_write_seconds", "Groups by the time they took.",
                                MetricType::Histogram, {});
  times.histogram.sample_count = writes.groups;
  times.histogram.sample_sum = writes.seconds;
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < store::kWriteBoundsSeconds.size(); ++i) {
    below += writes.within[i];
    times.histogram.bucket.push_back(
        {.cumulative_count = below, .upper_bound = store::kWriteBoundsSeconds[i]});
  }
}

/// What cannot be read now is left out; /readyz says why.
void ReadStore(Reading& out, const store::Store& store) {
  for (const std::string_view consumer : store::kOutboxConsumers) {
    if (const auto depth = store.OutboxDepth(consumer)) {
      out.Gauge("jiedui_outbox_depth", "Changes that a consumer has yet to take in.",
                static_cast<double>(*depth), {{"consumer", std::string(consumer)}});
    }
  }
  if (const auto head = store.AuditHead())
    out.Gauge("jiedui_audit_head", "Number of the newest audit row.",
              static_cast<double>(head->seq));
}

void ReadReplica(Reading& out, const store::Store& store) {
  const auto replica = store.Replication();
  if (!replica) return;
  out.Gauge("jiedui_replica_used", "1 where reports are read from the replica.",
            replica->used ? 1 : 0);
  if (replica->lag_seconds)
    out.Gauge("jiedui_replica_lag_seconds", "How old what the replica shows is at most.",
              *replica->lag_seconds);
  const char* const reads = "Reads of reports, by where they went.";
  out.Counter("jiedui_report_reads_total", reads, AsDouble(replica->reads), {{"from", "replica"}});
  out.Counter("jiedui_report_reads_total", reads, AsDouble(replica->fallbacks),
              {{"from", "primary"}});
}

void ReadNodes(Reading& out, const store::Store& store) {
  if (store.engine() == store::Engine::kSqlite) return;
  out.Gauge("jiedui_commits_heard", "1 while the commits of every node are heard of.",
            store.HearsEveryCommit() ? 1 : 0);
}

void ReadService(Reading& out, const api::Service& service) {
  const services::PlanSolveCounts solves = service.plan_solves();
  out.Gauge("jiedui_plan_solves_waiting", "Plan solves that wait.", AsDouble(solves.waiting));
  out.Gauge("jiedui_plan_solves_running", "Plan solves that run.", AsDouble(solves.running));
  const char* const ended = "Plan solves that ended, by how.";
  out.Counter("jiedui_plan_solves_ended_total", ended, AsDouble(solves.done), {{"how", "done"}});
  out.Counter("jiedui_plan_solves_ended_total", ended, AsDouble(solves.failed),
              {{"how", "failed"}});
  out.Counter("jiedui_plan_solves_ended_total", ended, AsDouble(solves.cancelled),
              {{"how", "cancelled"}});
  for (const auto& [name, ok] : service.Checks())
    out.Gauge("jiedui_ready", "1 where that part is ready.", ok ? 1 : 0, {{"check", name}});
}

std::string StatusClass(int status) { return std::to_string(status / 100) + "xx"; }

/// What a try to log in came to.
const char* LoginResult(int status) {
  if (status < 300) return "ok";
  return status == 429 ? "limited" : "failed";
}

/// Takes the same time wherever two texts of one length differ.
bool SameSecret(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    difference |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
  return difference == 0;
}

}  // namespace

struct Metrics::Impl {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests =
      prometheus::BuildCounter()
          .Name("jiedui_requests_total")
          .Help("Answered requests by operation of the contract and class of status.")
          .Register(registry);
  prometheus::Family<prometheus::Histogram>& seconds =
      prometheus::BuildHistogram()
          .Name("jiedui_request_seconds")
          .Help("Time of the handler, without waiting for a worker and for the client.")
          .Register(registry);
  prometheus::Family<prometheus::Counter>& logins =
      prometheus::BuildCounter()
          .Name("jiedui_logins_total")
          .Help("Tries to log in by what they came to.")
          .Register(registry);
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {
  for (const char* result : {"ok", "failed", "limited"}) impl_->logins.Add({{"result", result}});
}

Metrics::~Metrics() = default;

void Metrics::Observe(std::string_view operation, int status, double seconds) {
  const std::string name(operation);
  impl_->requests.Add({{"operation", name}, {"status", StatusClass(status)}}).Increment();
  impl_->seconds.Add({{"operation", name}}, kSeconds).Observe(seconds);
  if (operation == "logIn") impl_->logins.Add({{"result", LoginResult(status)}}).Increment();
}

std::string Metrics::Text(const MetricSources& sources) const {
  Reading reading;
  ReadEdge(reading, sources.edge());
  ReadProcess(reading, sources);
  ReadWrites(reading);
  ReadStore(reading, sources.workspace.store);
  ReadReplica(reading, sources.workspace.store);
  ReadNodes(reading, sources.workspace.store);
  ReadService(reading, sources.service);
  std::vector<MetricFamily> families = impl_->registry.Collect();
  for (MetricFamily& family : reading.Take()) families.push_back(std::move(family));
  return prometheus::TextSerializer().Serialize(families);
}

edge::Handler MetricsHandler(std::function<std::string()> text, std::string token) {
  return [text = std::move(text), token = std::move(token)](const edge::Request& request) {
    if (request.path != "/metrics")
      return edge::ProblemResponse(404, "not_found", "这里只有 /metrics", request.id);
    if (request.method != "GET" && request.method != "HEAD")
      return edge::ProblemResponse(405, "invalid", "此地址只接受 GET", request.id);
    const std::string wanted = "Bearer " + token;
    if (!token.empty() && !SameSecret(request.headers.Get("Authorization").value_or(""), wanted))
      return edge::ProblemResponse(401, "unauthenticated", "需要指标口令", request.id);
    return edge::MakeResponse(200, "text/plain; version=0.0.4; charset=utf-8", text());
  };
}

bool IsLoopback(std::string_view address) {
  in_addr v4{};
  if (inet_pton(AF_INET, std::string(address).c_str(), &v4) == 1)
    return ntohl(v4.s_addr) >> 24U == 127;
  return address == "::1";
}

}  // namespace jiedui::app
