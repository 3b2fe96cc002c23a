#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <random>
#include <thread>

#include "api/edge/server.h"
#include "api/edge/termination.h"
#include "api/service.h"
#include "app/command.h"
#include "app/demo_accounts.h"
#include "app/version.h"
#include "base/log.h"
#include "base/text.h"
#include "services/evidence_files.h"
#include "services/recurring.h"
#include "services/reminders.h"
#include "services/webhook_sender.h"

namespace jiedui::app {
namespace {

namespace fs = std::filesystem;
using base::Status;

constexpr std::chrono::minutes kRemindEvery{1};

struct ServeArguments {
  std::string listen = "127.0.0.1:8080";
  std::string web;
  bool json_log = false;
  bool secure_cookie = false;
};

base::Result<edge::ServerOptions> OptionsOf(const std::string& listen, std::size_t evidence_bytes) {
  edge::ServerOptions options;
  const std::size_t colon = listen.rfind(':');
  const auto port = base::ParseInteger(colon == std::string::npos ? "" : listen.substr(colon + 1));
  if (!port || *port < 0 || *port > 65'535) {
    return base::Fail(base::ErrorCode::kInvalid, "“" + listen + "” 不是 地址:端口", "--listen");
  }
  options.address = listen.substr(0, colon);
  options.port = static_cast<std::uint16_t>(*port);
  options.limits.body_bytes = std::max<std::size_t>(64U << 20U, evidence_bytes);
  options.buffered_body_bytes = std::max(options.buffered_body_bytes, options.limits.body_bytes);
  // Handlers compute more than they wait: more workers than cores only make each other late.
  options.workers = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 2, 64);
  options.access_log = [](const edge::AccessRecord& record) {
    base::Log(base::LogLevel::kInfo, "request",
              {{"request_id", record.request_id},
               {"peer", record.peer},
               {"method", record.method},
               {"target", record.target},
               {"status", std::to_string(record.status)},
               {"bytes", std::to_string(record.bytes_sent)},
               {"microseconds", std::to_string(record.duration_us)}});
  };
  return options;
}

/// The workbench: what was asked for, what is installed, or what the checkout built.
fs::path WebFolder(const ServeArguments& arguments, const fs::path& share) {
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
  JIEDUI_CHECK(workspace.search.Search(query));
  return std::string("ok");
}

/// For /readyz: whether the files of evidence are where their records say.
base::Result<std::string> EvidenceState(services::Workspace& workspace) {
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const std::int64_t files, session.Count(domain::Kind::kEvidenceFile));
  if (files == 0 || fs::is_directory(workspace.evidence.folder())) return std::string("ok");
  return base::Fail(base::ErrorCode::kUnavailable,
                    "证明材料目录 " + workspace.evidence.folder().string() + " 不在");
}

/// What no record names is not kept longer than a day. The files' times are the machine's.
void CleanOrphans(services::Workspace& workspace) {
  const auto session = workspace.store.Read();
  if (!session) return;
  const auto removed =
      services::CleanEvidence(*session, workspace.evidence, base::SystemClock().NowMs());
  if (removed && *removed > 0)
    base::Log(base::LogLevel::kInfo, "evidence", {{"removed", std::to_string(*removed)}});
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

Status Serve(const CommonOptions& common, const ServeArguments& arguments) {
  edge::BlockTerminationSignals();
  base::ConfigureLog(arguments.json_log ? base::LogFormat::kJson : base::LogFormat::kText,
                     base::LogLevel::kInfo);
  JIEDUI_ASSIGN(edge::ServerOptions options,
                OptionsOf(arguments.listen, static_cast<std::size_t>(common.evidence.file_bytes)));
  JIEDUI_ASSIGN(const std::unique_ptr<City> city, OpenCity(common));
  const fs::path& share = city->options().share;
  JIEDUI_ASSIGN(const api::StaticFiles files, api::StaticFiles::Load(WebFolder(arguments, share)));
  services::Workspace& workspace = city->workspace();
  api::ServiceOptions service_options{std::string(Version()), {}, arguments.secure_cookie};
  JIEDUI_ASSIGN(service_options.contract, Contract(share));
  service_options.ready_checks.push_back(
      {"search", [&workspace] { return SearchState(workspace); }});
  // Without vectors it serves all the same, by words.
  service_options.ready_checks.push_back({"semantics", [&workspace]() -> base::Result<std::string> {
                                            return workspace.corpus.SemanticsState();
                                          }});
  service_options.ready_checks.push_back(
      {"evidence", [&workspace] { return EvidenceState(workspace); }});
  CleanOrphans(workspace);
  api::Service service(workspace, files, std::move(service_options));
  workspace.search.Follow();
  const base::SystemClock clock;
  JIEDUI_ASSIGN(const std::unique_ptr<services::WebhookSender> webhooks,
                MakeSender(workspace, clock, common.webhooks));
  // The first suggestion should not wait for the corpus.
  JIEDUI_ASSIGN(const auto corpus, workspace.corpus.Get());
  base::Log(base::LogLevel::kInfo, "corpus",
            {{"enterprises", std::to_string(corpus->receivers().size())}});
  JIEDUI_ASSIGN(const std::string accounts, DemoAccountLines(workspace.store));
  edge::Server server(
      std::move(options),
      [&service](const edge::Request& request) { return service.Handle(request); }, clock);
  JIEDUI_CHECK(server.Start());
  webhooks->Start();
  services::DailyReminders daily(workspace);
  auto reminding = std::make_unique<services::Recurring>(kRemindEvery, [&daily] { Remind(daily); });
  Print(fmt::format("结对正在 http://{}:{} 服务；按 Ctrl-C 停止{}",
                    arguments.listen.substr(0, arguments.listen.rfind(':')), server.port(),
                    files.empty() ? "（未找到工作台页面，只提供 API）" : ""));
  if (!accounts.empty()) Print(accounts);
  std::fflush(stdout);
  edge::WaitForTermination();
  service.SetReady(false);
  server.Stop();
  reminding.reset();
  webhooks->Stop();
  Print("已停止");
  return {};
}

}  // namespace

void AddServeCommands(CLI::App& app, CommandLine& line) {
  auto arguments = std::make_shared<ServeArguments>();
  CLI::App* const serve =
      app.add_subcommand("serve", "提供 API 和工作台 / the API and the web workbench");
  serve->add_option("--listen", arguments->listen, "地址:端口；端口 0 为任意空闲端口")
      ->capture_default_str();
  serve->add_option("--web", arguments->web, "工作台文件目录 / folder of the workbench");
  serve->add_flag("--json-log", arguments->json_log, "日志为 JSON / JSON log lines");
  serve->add_flag("--secure-cookie", arguments->secure_cookie,
                  "前面有 TLS 时使用 / set where TLS stands in front");
  services::EvidenceOptions& evidence = line.common.evidence;
  serve->add_option("--scan-command", evidence.scan.command,
                    "病毒扫描命令，文件路径接在后面；退出码 0 无毒、1 有毒 / virus scanner; also "
                    "$JIEDUI_SCAN");
  serve->add_option("--scan-timeout-ms", evidence.scan.timeout_ms, "扫描时限（毫秒）")
      ->capture_default_str();
  serve->add_option("--evidence-file-bytes", evidence.file_bytes, "每个证明材料的大小上限（字节）")
      ->capture_default_str();
  serve->add_option("--evidence-files", evidence.files_per_enterprise, "每家企业的证明材料个数上限")
      ->capture_default_str();
  services::WebhookOptions& webhooks = line.common.webhooks;
  serve->add_option("--webhook-timeout-ms", webhooks.timeout_ms, "变更推送的答复时限（毫秒）")
      ->capture_default_str();
  serve
      ->add_option("--webhook-wait-ms", webhooks.first_wait_ms,
                   "变更推送失败后第一次重试前的等待（毫秒），以后逐次加倍")
      ->capture_default_str();
  serve
      ->add_option("--webhook-give-up-ms", webhooks.give_up_ms,
                   "变更推送多久送不到即放弃（毫秒） / when a message is given up")
      ->capture_default_str();
  serve->callback([&line, arguments] {
    line.action = [&line, arguments] { return Finish(Serve(line.common, *arguments)); };
  });
}

}  // namespace jiedui::app
