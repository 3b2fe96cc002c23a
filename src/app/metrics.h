#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/edge/message.h"
#include "api/edge/server.h"
#include "api/service.h"
#include "services/workspace.h"

namespace jiedui::app {

/// What the figures of /metrics are read from; all outlive the metrics.
struct MetricSources {
  services::Workspace& workspace;
  const api::Service& service;
  std::function<edge::ServerStats()> edge;
  std::string version;
  std::string data;  ///< the city's folder, whose disk is watched
};

/// The figures of the service for Prometheus (text format 0.0.4). Labels have few values by
/// construction: operations of the route table, classes of status, states, consumers, checks;
/// never an account, an address or a path. Thread-safe.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  /// Counts one answered request; fits ServiceOptions::observe.
  void Observe(std::string_view operation, int status, double seconds);

  /// Everything as it is now.
  [[nodiscard]] std::string Text(const MetricSources& sources) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// A server of GET /metrics and nothing else. With a token, only to `Authorization: Bearer TOKEN`.
edge::Handler MetricsHandler(std::function<std::string()> text, std::string token);

/// Whether only programs of this machine can reach that numeric address.
bool IsLoopback(std::string_view address);

}  // namespace jiedui::app
