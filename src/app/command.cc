#include "app/command.h"

#include <CLI/CLI.hpp>
#include <cstdlib>

#include "app/version.h"

namespace jiedui::app {
namespace {

/// `jiedui help COMMAND` explains as `jiedui COMMAND --help` does.
void AddHelpCommand(CLI::App& app, CommandLine& line) {
  auto topic = std::make_shared<std::string>();
  CLI::App* const help = app.add_subcommand("help", "解释一个命令 / explains a command");
  help->add_option("COMMAND", *topic, "命令 / command");
  help->callback([&app, &line, topic] {
    line.action = [&app, topic] {
      if (topic->empty()) {
        Print(app.help());
        return static_cast<int>(kDone);
      }
      for (const CLI::App* const command : app.get_subcommands({})) {
        if (command->get_name() != *topic) continue;
        Print(command->help());
        return static_cast<int>(kDone);
      }
      PrintError({base::ErrorCode::kInvalid, "没有命令 “" + *topic + "”", "COMMAND"});
      return static_cast<int>(kWrongCall);
    };
  });
}

}  // namespace

base::Result<std::unique_ptr<City>> OpenCity(const CommonOptions& common, bool create) {
  CityOptions options;
  options.data = common.data;
  options.create = create;
  JIEDUI_ASSIGN(options.share, FindShare());
  return City::Open(options);
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
  app.add_flag("--json", line.common.json, "输出 JSON / print JSON");

  AddDemoCommand(app, line);
  AddServeCommands(app, line);
  AddTransferCommands(app, line);
  AddSearchCommands(app, line);
  AddRecommendCommand(app, line);
  AddPlanCommands(app, line);
  AddSolveCommand(app, line);
  AddBenchCommand(app, line);
  AddEvaluateCommand(app, line);
  AddBackupCommands(app, line);
  AddAdminCommands(app, line);
  AddHelpCommand(app, line);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kDone : kWrongCall;
  }
  return line.action ? line.action() : static_cast<int>(kWrongCall);
}

}  // namespace jiedui::app
