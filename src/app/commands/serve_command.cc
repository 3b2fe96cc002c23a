#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <random>

#include "api/edge/server.h"
#include "api/edge/termination.h"
#include "api/service.h"
#include "app/backups.h"
#include "app/command.h"
#include "app/demo_accounts.h"
#include "app/metrics.h"
#include "app/process_stats.h"
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
#include "services/reminders.h"
#include "services/webhook_sender.h"

namespace jiedui::app {
namespace {

namespace fs = std::filesystem;
using base::Status;

constexpr std::chrono::minutes kRemindEvery{1};
constexpr std::chrono::minutes kBackupEvery{1};
/// What one node of several has at a time, and for how long since it last said so.
constexpr std::string_view kMessenger = "messenger";
constexpr base::TimeMs kMessengerMs = 3 * 60'000;

/// Login by other services as the file says; null without one.
base::Result<std::unique_ptr<services::ExternalLogins>> MakeExternalLogins(
    services::Workspace& workspace, const std::string& file, edge::ServerOptions& server) {
  if (file.empty()) return std::unique_ptr<services::ExternalLogins>();
  JIEDUI_ASSIGN(const services::SsoOptions options, ReadSsoFile(file));
  // So many may wait for a provider; the others' requests keep the workers that they had.
  server.workers += static_cast<std::size_t>(options.most_at_once);
  return services::ExternalLogins::Make(workspace, options);
}
constexpr std::chrono::minutes kPurgeEvery{10};

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

/// For /readyz: whether a search of what is committed now is answered.
base::Result<std::string> SearchState(services::Workspace& workspace) {
  index::Query query;
  query.limit = 1;
  query.facets = false;
  query.snippets = false;
  JIEDUI_ASSIGN(const index::SearchPage page, workspace.search.Search(query));
  if (page.away.empty()) return std::string("ok");
  return "partial: " + std::to_string(page.away.size()) + " of " + std::to_string(page.parts) +
         " parts away";
}

/// For /readyz: whether the files of evidence are where their records say.
base::Result<std::string> EvidenceState(services::Workspace& workspace) {
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const std::int64_t files, session.Count(domain::Kind::kEvidenceFile));
  if (files == 0 || fs::is_directory(workspace.evidence.folder())) return std::string("ok");
  return base::Fail(base::ErrorCode::kUnavailable,
                    "证明材料目录 " + workspace.evidence.folder().string() + " 不在");
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

base::Result<std::unique_ptr<services::WebhookSender>> MakeSender(
    services::Workspace& workspace, const base::Clock& clock, services::WebhookOptions options) {
  options.seed = std::random_device()();
  return services::WebhookSender::Make(workspace, clock, options);
}

/// Sends today's reminders where it is time.
void Remind(services::DailyReminders& daily) {
  const auto run = daily.Tick();
  if (!run)
    return base::Log(base::LogLevel::kWarning, "reminders", {{"reason", run.error().message}});
  if (*run)
    base::Log(base::LogLevel::kInfo, "reminders", {{"sent", std::to_string((*run)->sent.size())}});
}

/// For /readyz: whether the disk takes what is written. Before it is full the database says so
/// itself, one refused write at a time.
base::Result<std::string> DiskState(const fs::path& data) {
  constexpr std::uint64_t kLeastBytes = 64U << 20U;
  constexpr std::uint64_t kMegabyte = 1U << 20U;
  if (!IsWritable(data))
    return base::Fail(base::ErrorCode::kUnavailable, "数据目录 " + data.string() + " 只读");
  const std::string left = "剩余 " + std::to_string(FreeBytes(data) / kMegabyte) + " MiB";
  if (FreeBytes(data) >= kLeastBytes) return left;
  return base::Fail(base::ErrorCode::kUnavailable, "数据目录所在的磁盘将满，" + left);
}

/// For /readyz: how far the index is behind. Searches take in what is missing, so it only says.
base::Result<std::string> IndexState(services::Workspace& workspace) {
  JIEDUI_ASSIGN(const std::int64_t behind, workspace.store.OutboxDepth("index"));
  return behind == 0 ? std::string("ok") : "落后 " + std::to_string(behind) + " 条改动";
}

/// For /readyz: where reports are read. Without the replica they are as good, from the primary.
base::Result<std::string> ReplicaState(const store::ReplicaState& state) {
  const std::string lag =
      state.lag_seconds ? fmt::format("落后 {:.1f} 秒以内", *state.lag_seconds) : "";
  if (state.used) return "ok: " + lag;
  return "away, reports are read from the primary: " + state.reason +
         (lag.empty() ? "" : "，" + lag);
}

void AddReadyChecks(services::Workspace& workspace, services::DatabaseWatch& watch,
                    const fs::path& data, std::vector<api::ReadyCheck>& checks) {
  checks.push_back({"writes", [&watch] { return watch.Writes(); }});
  checks.push_back({"integrity", [&watch] { return watch.Integrity(); }});
  checks.push_back({"search", [&workspace] { return SearchState(workspace); }});
  // Without vectors it serves all the same, by words.
  checks.push_back({"semantics", [&workspace]() -> base::Result<std::string> {
                      return workspace.corpus.SemanticsState();
                    }});
  checks.push_back({"evidence", [&workspace] { return EvidenceState(workspace); }});
  checks.push_back({"index", [&workspace] { return IndexState(workspace); }});
  if (workspace.store.Replication()) {
    checks.push_back(
        {"replica", [&workspace] { return ReplicaState(*workspace.store.Replication()); }});
  }
  checks.push_back({"disk", [data] { return DiskState(data); }});
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

/// Does this node send reminders and messages, for some time from now? One of several does; a
/// SQLite file has one service.
bool IsMessenger(store::Store& store) {
  if (store.engine() == store::Engine::kSqlite) return true;
  return store.HoldLease(kMessenger, kMessengerMs).value_or(false);
}

/// Keeps this node the messenger, or makes it one when the other is gone.
void KeepMessenger(store::Store& store, services::WebhookSender& webhooks,
                   services::DailyReminders& daily, bool& sends) {
  const bool may = IsMessenger(store);
  if (may && !sends) webhooks.Start();
  if (!may && sends) webhooks.Stop();
  sends = may;
  if (may) Remind(daily);
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
  api::ServiceOptions service_options;
  service_options.version = std::string(Version());
  service_options.audit_sign_key = fs::path(common.data) / "audit-sign.key";
  service_options.secure_cookie = arguments.secure_cookie;
  JIEDUI_ASSIGN(service_options.trusted_proxies, ProxiesOf(arguments.trusted_proxies));
  JIEDUI_ASSIGN(service_options.contract, Contract(share));
  JIEDUI_ASSIGN(const std::unique_ptr<services::ExternalLogins> external_logins,
                MakeExternalLogins(workspace, arguments.sso, options));
  service_options.external_logins = external_logins.get();
  services::DatabaseWatch watch(workspace.store);
  AddReadyChecks(workspace, watch, common.data, service_options.ready_checks);
  service_options.takes_plan_solves = !arguments.no_plan_solves;
  workspace.store.ListenForCommits();
  Metrics metrics;
  service_options.observe = [&metrics](std::string_view operation, int status, double seconds) {
    metrics.Observe(operation, status, seconds);
  };
  CleanLeftovers(*city);
  api::Service service(workspace, files, std::move(service_options));
  workspace.search.Follow();
  const base::SystemClock clock;
  JIEDUI_ASSIGN(const std::unique_ptr<services::WebhookSender> webhooks,
                MakeSender(workspace, clock, common.webhooks));
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
  services::DailyReminders daily(workspace);
  bool sends = false;  // the recurring thread's only
  auto messenger = std::make_unique<services::Recurring>(
      kRemindEvery, [&] { KeepMessenger(workspace.store, *webhooks, daily, sends); });
  auto purging = std::make_unique<services::Recurring>(
      kPurgeEvery, [&workspace] { PurgeLogins(workspace.store); });
  Print(fmt::format("结对正在 http://{}:{} 服务；按 Ctrl-C 停止{}",
                    arguments.listen.substr(0, arguments.listen.rfind(':')), server.port(),
                    files.empty() ? "（未找到工作台页面，只提供 API）" : ""));
  if (!accounts.empty()) Print(accounts);
  std::fflush(stdout);
  TellSupervisor("READY=1");
  edge::WaitForTermination();
  TellSupervisor("STOPPING=1");
  service.SetReady(false);
  server.Stop();
  backing_up.reset();
  purging.reset();
  messenger.reset();
  webhooks->Stop();
  if (sends && workspace.store.engine() != store::Engine::kSqlite)
    static_cast<void>(workspace.store.ReturnLease(kMessenger));
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
