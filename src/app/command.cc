#include "app/command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>

#include "app/config_file.h"
#include "app/version.h"
#include "services/posts.h"

namespace jiedui::app {
namespace {

/// The help of the command that the words name, as `plan make` does; kInvalid names the word that
/// is none.
base::Result<std::string> HelpOf(const CLI::App& app, const std::vector<std::string>& words) {
  const CLI::App* at = &app;
  std::string name = app.get_name();
  for (const std::string& word : words) {
    const std::vector<const CLI::App*> commands = at->get_subcommands({});
    const auto found = std::find_if(commands.begin(), commands.end(), [&](const CLI::App* command) {
      return command->get_name() == word;
    });
    if (found == commands.end())
      return base::Fail(base::ErrorCode::kInvalid, "没有命令 “" + word + "”", "COMMAND");
    at = *found;
    name += " " + word;
  }
  // Not CLI::App::help, which speaks of the command that was called: of this one.
  return at->get_formatter()->make_help(at, name, CLI::AppFormatMode::Normal);
}

/// `jiedui help COMMAND …` explains as `jiedui COMMAND … --help` does.
void AddHelpCommand(CLI::App& app, CommandLine& line) {
  auto topic = std::make_shared<std::vector<std::string>>();
  CLI::App* const help = app.add_subcommand("help", "解释一个命令 / explains a command");
  help->add_option("COMMAND", *topic, "命令 / command，例如 plan make");
  help->callback([&app, &line, topic] {
    line.action = [&app, topic] {
      const base::Result<std::string> text = HelpOf(app, *topic);
      if (text) Print(*text);
      return Finish(text ? base::Status{} : tl::unexpected(text.error()));
    };
  });
}

/// `$JIEDUI_NOW`, a moment (`2020-07-01T01:00:00.000Z`) or a day in China (nine in the morning), at
/// which all of a rehearsal's clocks stand; null where it is not set.
base::Result<const base::Clock*> FrozenClock() {
  const char* const text = std::getenv("JIEDUI_NOW");  // NOLINT(concurrency-mt-unsafe)
  if (text == nullptr) return nullptr;
  constexpr base::TimeMs kNineMs = 9 * 3'600'000;
  base::Result<base::TimeMs> now_ms = base::ParseUtc(text);
  if (!now_ms) {
    const base::Result<base::Date> day = base::ParseDate(text);
    if (!day)
      return base::Fail(base::ErrorCode::kInvalid, "JIEDUI_NOW 不是时间: " + std::string(text));
    now_ms = base::StartOfDayInChina(*day) + kNineMs;
  }
  static const base::FixedClock clock(*now_ms);
  return &clock;
}

base::Result<std::unique_ptr<City>> Open(const CommonOptions& common, bool create) {
  JIEDUI_ASSIGN(const base::Clock* const clock, FrozenClock());
  CityOptions options;
  options.clock = clock;
  options.data = common.data;
  options.database = common.database;
  options.replica = common.replica;
  options.replica_max_lag_seconds = common.replica_max_lag_seconds;
  options.node = static_cast<std::uint8_t>(common.node);
  options.create = create;
  options.auth = common.auth;
  options.evidence = common.evidence;
  options.index_parts = common.index_parts;
  options.index_timeout_ms = common.index_timeout_ms;
  JIEDUI_ASSIGN(options.share, FindShare());
  return City::Open(options);
}

}  // namespace

base::Result<std::unique_ptr<City>> OpenCity(const CommonOptions& common, bool create) {
  if (common.as.empty()) return Open(common, create);
  return base::Fail(base::ErrorCode::kInvalid, "这个命令只由运维办理，不能用 --as", "--as");
}

base::Result<OpenedCity> OpenCityAs(const CommonOptions& common, bool create) {
  OpenedCity opened;
  JIEDUI_ASSIGN(opened.city, Open(common, create));
  opened.actor = domain::Operator();
  if (common.as.empty()) return opened;
  JIEDUI_ASSIGN(const auto user, opened.workspace().store.FindByKey<domain::User>({common.as}));
  if (!user) return base::Fail(base::ErrorCode::kInvalid, "没有账号 “" + common.as + "”", "--as");
  if (user->disabled)
    return base::Fail(base::ErrorCode::kForbidden, "账号 “" + common.as + "” 已停用", "--as");
  JIEDUI_ASSIGN(opened.actor, services::ActorToday(opened.workspace(), *user));
  opened.actor.remote_address = "命令行";
  return opened;
}

int Finish(const base::Status& status) {
  if (status) return kDone;
  PrintError(status.error());
  return ExitCodeOf(status.error());
}

int Run(int argc, char** argv) {
  CLI::App app(
      "结对 — 企业技术创新全覆盖的匹配与推荐服务 / matching enterprises with those who help them "
      "innovate",
      "jiedui");
  app.set_version_flag("--version", std::string(Version()));
  app.require_subcommand(1);
  app.fallthrough();
  CommandLine line;
  app.add_option("--data", line.common.data, "数据目录 / data folder")
      ->envname("JIEDUI_DATA")
      ->capture_default_str();
  app.add_option("--database", line.common.database,
                 "postgresql://… 代替数据目录中的 SQLite 文件 / instead of the SQLite file")
      ->envname("JIEDUI_DATABASE");
  app.add_option("--node", line.common.node,
                 "本进程的编号，同一数据库的各个服务应各不相同 / each node's own number")
      ->envname("JIEDUI_NODE")
      ->check(CLI::Range(0, 255))
      ->capture_default_str();
  if (const char* const scan = std::getenv("JIEDUI_SCAN"))  // NOLINT(concurrency-mt-unsafe)
    line.common.evidence.scan.command = scan;
  app.add_option("--config", line.config, "配置文件，见 jiedui config / configuration file")
      ->envname("JIEDUI_CONFIG");
  app.add_flag("--json", line.common.json, "输出 JSON / print JSON");
  app.add_option("--as", line.common.as,
                 "以该账号的权限和范围办理；不写为运维 / with an account's rights");

  app.add_option(
         "--index-parts", line.common.index_parts,
         "检索索引的分片，逗号分隔: 文件夹、文件夹@主机:端口 或 @主机:端口 / parts of the index")
      ->envname("JIEDUI_INDEX_PARTS");
  app.add_option("--index-timeout-ms", line.common.index_timeout_ms,
                 "等待别处的分片应答的时限（毫秒）")
      ->envname("JIEDUI_INDEX_TIMEOUT_MS")
      ->capture_default_str();

  AddDemoCommand(app, line);
  AddServeCommands(app, line);
  AddConfigCommands(app, line);
  AddTransferCommands(app, line);
  AddSearchCommands(app, line);
  AddRecommendCommand(app, line);
  AddPlanCommands(app, line);
  AddRecordCommands(app, line);
  AddSurveyCommands(app, line);
  AddLedgerCommands(app, line);
  AddSolveCommand(app, line);
  AddBenchCommand(app, line);
  AddEvaluateCommand(app, line);
  AddRankCommand(app, line);
  AddBackupCommands(app, line);
  AddCheckCommand(app, line);
  AddDatabaseCommands(app, line);
  AddEvidenceCommands(app, line);
  AddReportCommands(app, line);
  AddOrganisationCommands(app, line);
  AddModelCommands(app, line);
  AddWebhookCommands(app, line);
  AddAdminCommands(app, line);
  AddAuditCommands(app, line);
  AddHelpCommand(app, line);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kDone : kWrongCall;
  }
  if (!line.action) return kWrongCall;
  if (!line.config.empty()) {
    if (const base::Status read = ApplyConfigFile(app, line.config); !read) return Finish(read);
  }
  return line.action();
}

}  // namespace jiedui::app
