#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "api/edge/server.h"
#include "api/edge/termination.h"
#include "api/service.h"
#include "app/backups.h"
#include "app/command.h"
#include "app/demo_accounts.h"
#include "app/messenger.h"
#include "app/metrics.h"
#include "app/ready_checks.h"
#include "app/serve_options.h"
#include "app/sso_file.h"
#include "app/supervisor.h"
#include "app/version.h"
#include "base/log.h"
#include "net/network.h"
#include "services/database_watch.h"
#include "services/evidence_files.h"
#include "services/external_login.h"
#include "services/leftovers.h"
#include "services/recurring.h"

namespace jiedui::app {
namespace {

namespace fs = std::filesystem;
using base::Status;

constexpr std::chrono::minutes kBackupEvery{1};
constexpr std::chrono::minutes kPurgeEvery{10};

/// Login by other services as the file says; null without one.
base::Result<std::unique_ptr<services::ExternalLogins>> MakeExternalLogins(
    services::Workspace& workspace, const std::string& file, edge::ServerOptions& server) {
  if (file.empty()) return std::unique_ptr<services::ExternalLogins>();
  JIEDUI_ASSIGN(const services::SsoOptions options, ReadSsoFile(file));
  // So many may wait for a provider; the others' requests keep the workers that they had.
  server.workers += static_cast<std::size_t>(options.most_at_once);
  return services::ExternalLogins::Make(workspace, options);
}

/// The workbench: what was asked for, what is installed, or what the checkout built.
fs::path WebFolder(const ServeOptions& arguments, const fs::path& share) {
  if (!arguments.web.empty()) return arguments.web;
  if (fs::is_directory(share / "web")) return share / "web";
  return fs::path(JIEDUI_SOURCE_DIR) / "web" / "dist";
}

base::Result<std::string> Contract(const fs::path& share) {
  const fs::path installed = share / "openapi.yaml";
  return ReadFile(fs::exists(installed) ? installed
                                        : fs::path(JIEDUI_SOURCE_DIR) / "api" / "openapi.yaml");
}

/// What interrupted processes left goes at once; evidence that no record names is not kept longer
/// than a day. The files' times are the machine's.
void CleanLeftovers(City& city) {
  services::Workspace& workspace = city.workspace();
  if (const std::int64_t left = services::RemoveLeftovers(city.options().data); left > 0)
    base::Log(base::LogLevel::kInfo, "leftovers", {{"removed", std::to_string(left)}});
  const auto session = workspace.store.Read();
  if (!session) return;
  const auto removed =
      services::CleanEvidence(*session, workspace.evidence, base::SystemClock().NowMs());
  if (removed && *removed > 0)
    base::Log(base::LogLevel::kInfo, "evidence", {{"removed", std::to_string(*removed)}});
}

base::Result<std::vector<net::Network>> ProxiesOf(const std::vector<std::string>& texts) {
  std::vector<net::Network> proxies;
  for (const std::string& text : texts) {
    const auto network = net::Network::Parse(text);
    if (!network)
      return base::Fail(base::ErrorCode::kInvalid, "“" + text + "” 不是地址或网段",
                        "--trusted-proxy");
    proxies.push_back(*network);
  }
  return proxies;
}

/// A hurried page, or a hundred people at nine in the morning, may use up some seconds' worth at
/// once.
CommonOptions WithBursts(CommonOptions common) {
  const auto burst = [](services::RateLimit& limit, double seconds) {
    limit.burst = std::max(1.0, limit.per_second * seconds);
  };
  burst(common.auth.requests_per_account, 10);
  burst(common.auth.requests_per_address, 5);
  return common;
}

/// Sessions that are over and failures long past are not kept.
void PurgeLogins(store::Store& store) {
  const auto purged = store.PurgeLogins();
  if (!purged) base::Log(base::LogLevel::kWarning, "logins", {{"reason", purged.error().message}});
}

/// Null where no folder was named.
std::unique_ptr<services::Recurring> StartBackups(City& city, const BackupSchedule& schedule) {
  if (schedule.folder.empty()) return nullptr;
  auto daily = std::make_shared<DailyBackup>(city, schedule);
  return std::make_unique<services::Recurring>(
      kBackupEvery, [daily] { daily->Tick(base::SystemClock().NowMs()); });
}

/// Null where nobody asked for metrics. On a port of its own, so that no proxy can show them.
base::Result<std::unique_ptr<edge::Server>> ServeMetrics(const ServeOptions& options,
                                                         const Metrics& metrics,
                                                         const MetricSources& sources,
                                                         const base::Clock& clock) {
  JIEDUI_ASSIGN(const auto asked, MetricsOptionsOf(options));
  if (!asked) return nullptr;
  auto server = std::make_unique<edge::Server>(
      asked->edge,
      MetricsHandler([&metrics, &sources] { return metrics.Text(sources); }, asked->token), clock);
  JIEDUI_CHECK(server->Start());
  base::Log(base::LogLevel::kInfo, "metrics", {{"port", std::to_string(server->port())}});
  return server;
}

/// The first suggestion should not wait for the corpus: it is built before anybody is served, or,
/// where that takes too long to wait for, beside it.
Status WarmCorpus(services::Workspace& workspace) {
  JIEDUI_ASSIGN(const std::int64_t enterprises, workspace.store.Count(domain::Kind::kEnterprise));
  base::Log(base::LogLevel::kInfo, "corpus", {{"enterprises", std::to_string(enterprises)}});
  if (enterprises >= services::CorpusCache::kManyEnterprises) {
    workspace.corpus.Warm();
    return {};
  }
  JIEDUI_CHECK(workspace.corpus.ForSuggestions());
  return {};
}

Status CheckServe(const CommonOptions& common, const ServeOptions& options) {
  JIEDUI_ASSIGN(const edge::ServerOptions edge, EdgeOptionsOf(options, common));
  JIEDUI_CHECK(edge.Validate());
  JIEDUI_ASSIGN(const auto metrics, MetricsOptionsOf(options));
  if (metrics) JIEDUI_CHECK(metrics->edge.Validate());
  JIEDUI_CHECK(ProxiesOf(options.trusted_proxies));
  JIEDUI_CHECK(WithBursts(common).auth.Validate());
  JIEDUI_CHECK(common.evidence.Validate());
  JIEDUI_CHECK(options.backup.Validate());
  if (!options.sso.empty()) JIEDUI_CHECK(ReadSsoFile(options.sso));
  if (!common.replica.empty() && common.database.empty())
    return base::Fail(base::ErrorCode::kInvalid, "只读副本须与 database 一起使用", "replica");
  return common.webhooks.Validate();
}

/// What the options and the installed files say of the API.
base::Result<api::ServiceOptions> ServiceOptionsOf(const CommonOptions& common,
                                                   const ServeOptions& arguments,
                                                   const fs::path& share) {
  api::ServiceOptions options;
  options.version = std::string(Version());
  options.audit_sign_key = fs::path(common.data) / "audit-sign.key";
  options.secure_cookie = arguments.secure_cookie;
  JIEDUI_ASSIGN(options.trusted_proxies, ProxiesOf(arguments.trusted_proxies));
  options.takes_plan_solves = !arguments.no_plan_solves;
  JIEDUI_ASSIGN(options.contract, Contract(share));
  return options;
}

/// Says to people and to the supervisor that it serves.
void Announce(const std::string& listen, std::uint16_t port, bool api_only,
              const std::string& accounts) {
  Print(fmt::format("结对正在 http://{}:{} 服务；按 Ctrl-C 停止{}",
                    listen.substr(0, listen.rfind(':')), port,
                    api_only ? "（未找到工作台页面，只提供 API）" : ""));
  if (!accounts.empty()) Print(accounts);
  std::fflush(stdout);
  TellSupervisor("READY=1");
}

Status Serve(const CommonOptions& common, const ServeOptions& arguments) {
  edge::BlockTerminationSignals();
  base::ConfigureLog(arguments.json_log ? base::LogFormat::kJson : base::LogFormat::kText,
                     base::LogLevel::kInfo);
  JIEDUI_ASSIGN(edge::ServerOptions options, EdgeOptionsOf(arguments, common));
  options.inherited_socket = SocketOfSupervisor();
  JIEDUI_ASSIGN(const std::unique_ptr<City> city, OpenCity(WithBursts(common)));
  const fs::path& share = city->options().share;
  JIEDUI_ASSIGN(const api::StaticFiles files, api::StaticFiles::Load(WebFolder(arguments, share)));
  services::Workspace& workspace = city->workspace();
  JIEDUI_ASSIGN(api::ServiceOptions service_options, ServiceOptionsOf(common, arguments, share));
  JIEDUI_ASSIGN(const std::unique_ptr<services::ExternalLogins> external_logins,
                MakeExternalLogins(workspace, arguments.sso, options));
  service_options.external_logins = external_logins.get();
  services::DatabaseWatch watch(workspace.store);
  AddReadyChecks(workspace, watch, common.data, service_options.ready_checks);
  Metrics metrics;
  service_options.observe = [&metrics](std::string_view operation, int status, double seconds) {
    metrics.Observe(operation, status, seconds);
  };
  CleanLeftovers(*city);
  workspace.store.ListenForCommits();
  api::Service service(workspace, files, std::move(service_options));
  workspace.search.Follow();
  const base::SystemClock clock;
  JIEDUI_ASSIGN(const std::unique_ptr<Messenger> messenger,
                Messenger::Make(workspace, clock, common.webhooks));
  JIEDUI_CHECK(WarmCorpus(workspace));
  JIEDUI_ASSIGN(const std::string accounts, DemoAccountLines(workspace.store));
  edge::Server server(
      std::move(options),
      [&service](const edge::Request& request) { return service.Handle(request); }, clock);
  JIEDUI_CHECK(server.Start());
  const MetricSources sources{workspace, service, [&server] { return server.stats(); },
                              std::string(Version()), common.data};
  JIEDUI_ASSIGN(const std::unique_ptr<edge::Server> watched,
                ServeMetrics(arguments, metrics, sources, clock));
  if (arguments.check_hours > 0) watch.CheckEvery(std::chrono::hours(arguments.check_hours));
  auto backing_up = StartBackups(*city, arguments.backup);
  messenger->Start();
  auto purging = std::make_unique<services::Recurring>(
      kPurgeEvery, [&workspace] { PurgeLogins(workspace.store); });
  Announce(arguments.listen, server.port(), files.empty(), accounts);
  edge::WaitForTermination();
  TellSupervisor("STOPPING=1");
  service.SetReady(false);
  server.Stop();
  backing_up.reset();
  purging.reset();
  messenger->Stop();
  Print("已停止");
  return {};
}

}  // namespace

void AddServeCommands(CLI::App& app, CommandLine& line) {
  auto options = std::make_shared<ServeOptions>();
  CLI::App* const serve =
      app.add_subcommand("serve", "提供 API 和工作台 / the API and the web workbench");
  AddServeOptions(*serve, *options, line.common);
  line.check_serve = [&line, options] { return CheckServe(line.common, *options); };
  serve->callback([&line, options] {
    line.action = [&line, options] { return Finish(Serve(line.common, *options)); };
  });
}

}  // namespace jiedui::app
