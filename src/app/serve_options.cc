#include "app/serve_options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <thread>

#include "app/metrics.h"
#include "base/log.h"
#include "base/text.h"

namespace jiedui::app {
namespace {

using std::chrono::milliseconds;

constexpr const char* kNetwork = "网络 / network";
constexpr const char* kDatabase = "数据库 / database";
constexpr const char* kLimits = "容量和时限 / limits and deadlines";
constexpr const char* kWatching = "日志和监控 / logs and metrics";
constexpr const char* kSafety = "备份和检查 / backups and checks";
constexpr const char* kSignIn = "账号和频率 / accounts and rates";
constexpr const char* kEvidence = "证明材料 / evidence files";
constexpr const char* kWebhooks = "变更推送 / webhooks";

/// The options of one group, one a line. Those that have a default show it; limits are checked.
class Group {
 public:
  Group(CLI::App& serve, const char* title) : serve_(serve), title_(title) {}

  /// Empty, or none, by default.
  template <typename T>
  CLI::Option* Empty(const char* name, T& value, const char* text) const {
    return serve_.add_option(name, value, text)->group(title_);
  }
  template <typename T>
  CLI::Option* Shown(const char* name, T& value, const char* text) const {
    return Empty(name, value, text)->capture_default_str();
  }
  template <typename T, typename Limit>
  void Within(const char* name, T& value, Limit least, Limit most, const char* text) const {
    Shown(name, value, text)->check(CLI::Range(least, most));
  }
  void Switch(const char* name, bool& value, const char* text) const {
    serve_.add_flag(name, value, text)->group(title_);
  }

 private:
  CLI::App& serve_;
  const char* title_;
};

void AddNetwork(const Group& group, ServeOptions& options) {
  group.Shown("--listen", options.listen, "地址:端口；端口 0 为任意空闲端口 / address:port");
  group.Empty("--web", options.web, "工作台文件目录，不写为随程序提供的 / folder of the workbench");
  group.Switch("--secure-cookie", options.secure_cookie,
               "前面有 TLS 时使用 / set where TLS stands in front");
  group.Empty("--sso", options.sso,
              "单点登录（OIDC、CAS）的配置文件，JSON / file of logins by other services");
  group
      .Empty("--trusted-proxy", options.trusted_proxies,
             "反向代理的地址或网段，逗号分开；只信它们的 X-Forwarded-For 和 X-Forwarded-Proto / "
             "addresses of proxies in front")
      ->delimiter(',');
}

void AddDatabase(const Group& group, ServeOptions& options, CommonOptions& common) {
  group.Empty("--replica", common.replica,
              "postgresql://… 只读副本的地址，报表和导出从它读取，不写则都读主库 / a standby that "
              "reports and exports are read from");
  group.Within("--replica-max-lag-seconds", common.replica_max_lag_seconds, 1, 3600,
               "只读副本最多落后几秒，超过即改读主库 / how far it may be behind");
  group.Switch("--no-plan-solves", options.no_plan_solves,
               "不在本服务求解方案，由同一数据库的其他服务求解 / leave solves to the other nodes");
}

void AddLimits(const Group& group, ServeOptions& options) {
  group.Within("--io-threads", options.io_threads, 1, 64,
               "收发线程数 / threads that read and write");
  group.Within("--workers", options.workers, 0, 256, "办理线程数，0 为处理器个数 / 0: one a core");
  group.Within("--queue", options.queue, 1, 65'536,
               "等待办理的请求数上限，超出答复 503 / requests that wait; beyond: 503");
  group.Within("--max-connections", options.max_connections, 1, 1'000'000,
               "连接数上限，每个占一个文件描述符 / each takes a descriptor");
  const auto time = [&group](const char* name, std::int64_t& value, const char* text) {
    group.Within(name, value, std::int64_t{10}, std::int64_t{3'600'000}, text);
  };
  time("--header-timeout-ms", options.header_timeout_ms,
       "请求头的接收时限（毫秒） / for the head of a request");
  time("--body-timeout-ms", options.body_timeout_ms,
       "请求体的接收时限（毫秒），每 4 KiB 另加一秒 / for its body, and a second each 4 KiB");
  time("--keep-alive-timeout-ms", options.keep_alive_timeout_ms,
       "空闲连接的保留时间（毫秒），应长于 nginx 的 keepalive_timeout / of an idle connection");
  time("--write-timeout-ms", options.write_timeout_ms,
       "对方完全不接收答复的时限（毫秒） / of a client that takes nothing");
  time("--drain-deadline-ms", options.drain_deadline_ms,
       "停止时等待正在办理的请求的时限（毫秒） / for requests in flight at a stop");
}

void AddWatching(const Group& group, ServeOptions& options) {
  group.Switch("--json-log", options.json_log, "日志为 JSON / JSON log lines");
  group.Empty("--metrics-listen", options.metrics_listen,
              "Prometheus 指标 /metrics 的地址:端口，不写则不提供 / address:port of /metrics");
  group.Empty("--metrics-token-file", options.metrics_token_file,
              "存放指标口令的文件，供 Authorization: Bearer 使用；地址不是本机回环时必须有 / token "
              "for /metrics");
}

void AddSafety(const Group& group, ServeOptions& options) {
  group.Within("--check-hours", options.check_hours, 0, 8760,
               "每隔几小时全面检查数据库文件，0 为不检查 / hours between two checks of the file");
  group.Empty("--backup-folder", options.backup.folder,
              "每天备份到这个目录并试恢复，不写则不备份 / daily backups, each verified");
  group.Shown("--backup-at", options.backup.at, "备份时刻，北京时间 / time of day in China");
  group.Within("--backup-keep", options.backup.keep, 1, 1000, "保留几份备份 / how many are kept");
}

/// AuthOptions has further ones, with reasons that no city needs to change.
void AddSignIn(const Group& group, services::AuthOptions& auth) {
  group.Within("--password-max-days", auth.password_max_days, 0, 3650,
               "密码最长使用天数，到期须修改；0 为不限 / age at which passwords must be changed");
  group.Within(
      "--account-rate", auth.requests_per_account.per_second, 0, 100'000,
      "每个账号每秒的请求数，可一次用掉十秒的量；0 为不限 / requests a second of one account");
  group.Within(
      "--address-rate", auth.requests_per_address.per_second, 0, 200'000,
      "每个地址每秒的请求数，可一次用掉五秒的量；0 为不限 / requests a second of one address");
}

void AddEvidence(const Group& group, services::EvidenceOptions& evidence) {
  group.Empty(
      "--scan-command", evidence.scan.command,
      "病毒扫描命令，文件路径接在后面；退出码 0 无毒、1 有毒 / virus scanner; also $JIEDUI_SCAN");
  group.Within("--scan-timeout-ms", evidence.scan.timeout_ms, 1, 600'000,
               "扫描时限（毫秒） / milliseconds");
  group.Within("--evidence-file-bytes", evidence.file_bytes, std::int64_t{1}, std::int64_t{1} << 30,
               "每个证明材料的大小上限（字节） / bytes of one file");
  group.Within("--evidence-files", evidence.files_per_enterprise, 1, 10'000,
               "每家企业的证明材料个数上限 / files of one enterprise");
}

void AddWebhooks(const Group& group, services::WebhookOptions& webhooks) {
  group.Within("--webhook-timeout-ms", webhooks.timeout_ms, 1, 300'000,
               "变更推送的答复时限（毫秒） / for an answer");
  group.Within(
      "--webhook-wait-ms", webhooks.first_wait_ms, 1, 86'400'000,
      "变更推送失败后第一次重试前的等待（毫秒），以后逐次加倍 / before the second attempt");
  group
      .Shown("--webhook-give-up-ms", webhooks.give_up_ms,
             "变更推送多久送不到即放弃（毫秒） / when a message is given up")
      ->check(CLI::PositiveNumber);
}

/// Without the query: what is searched for, tickets and codes of logins are nobody's business.
void LogAccess(const edge::AccessRecord& record) {
  base::Log(base::LogLevel::kInfo, "request",
            {{"request_id", record.request_id},
             {"peer", record.peer},
             {"method", record.method},
             {"path", record.target.substr(0, record.target.find('?'))},
             {"status", std::to_string(record.status)},
             {"bytes", std::to_string(record.bytes_sent)},
             {"microseconds", std::to_string(record.duration_us)}});
}

}  // namespace

void AddServeOptions(CLI::App& serve, ServeOptions& options, CommonOptions& common) {
  AddNetwork({serve, kNetwork}, options);
  AddDatabase({serve, kDatabase}, options, common);
  AddLimits({serve, kLimits}, options);
  AddWatching({serve, kWatching}, options);
  AddSafety({serve, kSafety}, options);
  AddSignIn({serve, kSignIn}, common.auth);
  AddEvidence({serve, kEvidence}, common.evidence);
  AddWebhooks({serve, kWebhooks}, common.webhooks);
}

base::Result<Endpoint> ParseEndpoint(const std::string& text, std::string_view field) {
  const std::size_t colon = text.rfind(':');
  const auto port = base::ParseInteger(colon == std::string::npos ? "" : text.substr(colon + 1));
  if (!port || *port < 0 || *port > 65'535) {
    return base::Fail(base::ErrorCode::kInvalid, "“" + text + "” 不是 地址:端口",
                      std::string(field));
  }
  return Endpoint{text.substr(0, colon), static_cast<std::uint16_t>(*port)};
}

base::Result<std::optional<MetricsOptions>> MetricsOptionsOf(const ServeOptions& options) {
  if (options.metrics_listen.empty()) return std::nullopt;
  MetricsOptions metrics;
  JIEDUI_ASSIGN(const Endpoint endpoint, ParseEndpoint(options.metrics_listen, "metrics_listen"));
  metrics.edge.address = endpoint.address;
  metrics.edge.port = endpoint.port;
  metrics.edge.io_threads = 1;
  metrics.edge.workers = 1;
  metrics.edge.queue_bound = 16;
  metrics.edge.max_connections = 32;
  metrics.edge.limits.body_bytes = 0;
  metrics.edge.drain_deadline = milliseconds(1000);
  if (options.metrics_token_file.empty()) {
    if (IsLoopback(endpoint.address)) return metrics;
    return base::Fail(base::ErrorCode::kInvalid,
                      "指标的地址不是本机回环时，须有 metrics-token-file", "metrics_listen");
  }
  JIEDUI_ASSIGN(const std::string text, ReadFile(options.metrics_token_file));
  metrics.token = std::string(base::Trim(text));
  constexpr std::size_t kShortest = 16;
  if (metrics.token.size() >= kShortest) return metrics;
  return base::Fail(base::ErrorCode::kInvalid, "指标口令至少 16 个字符", "metrics_token_file");
}

base::Result<edge::ServerOptions> EdgeOptionsOf(const ServeOptions& options,
                                                const CommonOptions& common) {
  edge::ServerOptions edge;
  JIEDUI_ASSIGN(const Endpoint endpoint, ParseEndpoint(options.listen, "listen"));
  edge.address = endpoint.address;
  edge.port = endpoint.port;
  const auto evidence_bytes = static_cast<std::size_t>(common.evidence.file_bytes);
  edge.limits.body_bytes = std::max<std::size_t>(64U << 20U, evidence_bytes);
  edge.buffered_body_bytes = std::max(edge.buffered_body_bytes, edge.limits.body_bytes);
  // Handlers compute more than they wait: more workers than cores only make each other late.
  const std::size_t cores = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 2, 64);
  edge.workers = options.workers == 0 ? cores : options.workers;
  edge.io_threads = options.io_threads;
  edge.queue_bound = options.queue;
  edge.max_connections = options.max_connections;
  edge.header_timeout = milliseconds(options.header_timeout_ms);
  edge.body_timeout = milliseconds(options.body_timeout_ms);
  edge.keep_alive_timeout = milliseconds(options.keep_alive_timeout_ms);
  edge.write_timeout = milliseconds(options.write_timeout_ms);
  edge.drain_deadline = milliseconds(options.drain_deadline_ms);
  edge.access_log = LogAccess;
  return edge;
}

}  // namespace jiedui::app
