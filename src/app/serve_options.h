#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/edge/server.h"
#include "app/backups.h"
#include "app/command.h"

namespace jiedui::app {

/// What `serve` takes besides the common options. Times in milliseconds.
struct ServeOptions {
  std::string listen = "127.0.0.1:8080";  ///< address:port; port 0 is any free one
  std::string web;                        ///< folder of the workbench; empty: the one that ships
  bool json_log = false;
  bool secure_cookie = false;
  std::string sso;  ///< file that says how people log in by other services; empty: not at all
  std::vector<std::string>
      trusted_proxies;             ///< addresses or networks, whose word about clients counts
  std::string metrics_listen;      ///< address:port of /metrics; empty: none
  std::string metrics_token_file;  ///< needed where that address is not the machine's own

  bool no_plan_solves = false;  ///< other nodes solve what is asked for here

  std::uint32_t io_threads = 2;
  std::uint32_t workers = 0;  ///< 0: as many as cores
  std::uint32_t queue = 256;
  std::uint32_t max_connections = 4096;
  std::int64_t header_timeout_ms = 15'000;
  std::int64_t body_timeout_ms = 30'000;
  std::int64_t keep_alive_timeout_ms = 75'000;
  std::int64_t write_timeout_ms = 60'000;
  std::int64_t drain_deadline_ms = 20'000;

  std::int64_t check_hours = 24;  ///< between two looks over the whole database file; 0: never
  BackupSchedule backup;
};

/// Registers every option of `serve`: the one place. What is added here is taken by `--config`,
/// checked by `config check` and written by `config defaults` at once; give each a range or a check
/// where it has one, `capture_default_str()` where it has a default, and a group.
void AddServeOptions(CLI::App& serve, ServeOptions& options, CommonOptions& common);

/// What the options say of the edge. kInvalid names the option (`listen`) that is wrong.
base::Result<edge::ServerOptions> EdgeOptionsOf(const ServeOptions& options,
                                                const CommonOptions& common);

/// Where /metrics is served, and the token that it asks for.
struct MetricsOptions {
  edge::ServerOptions edge;
  std::string token;  ///< empty: none
};

/// Nothing where it is not served. kInvalid, naming the option, where the address is no
/// address:port, where it is not the machine's own and there is no token, or where the token is
/// shorter than 16 characters; kNotFound where its file is missing.
base::Result<std::optional<MetricsOptions>> MetricsOptionsOf(const ServeOptions& options);

/// An address and a port.
struct Endpoint {
  std::string address;
  std::uint16_t port = 0;
};

/// kInvalid, naming `field`, where the text is no `address:port`.
base::Result<Endpoint> ParseEndpoint(const std::string& text, std::string_view field);

}  // namespace jiedui::app
