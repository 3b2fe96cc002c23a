#include <CLI/CLI.hpp>
#include <algorithm>

#include "app/command.h"
#include "app/config_file.h"
#include "app/console.h"

namespace jiedui::app {
namespace {

/// As `serve` would: the file itself, then what its values mean together.
base::Status Check(CLI::App& app, const CommandLine& line, const std::string& file) {
  JIEDUI_CHECK(ApplyConfigFile(app, file));
  const base::Status status = line.check_serve();
  if (status) return {};
  std::string key = status.error().field;
  std::replace(key.begin(), key.end(), '_', '-');
  return base::Fail(status.error().code, file + ": " + status.error().message, key);
}

}  // namespace

void AddConfigCommands(CLI::App& app, CommandLine& line) {
  CLI::App* const config =
      app.add_subcommand("config", "配置文件：检查、写出默认值 / the configuration file");
  config->require_subcommand(1);
  auto file = std::make_shared<std::string>();
  CLI::App* const check =
      config->add_subcommand("check", "检查配置文件，不启动服务 / checks a configuration file");
  check->add_option("FILE", *file, "配置文件 / configuration file")->required();
  check->callback([&app, &line, file] {
    line.action = [&app, &line, file] {
      const base::Status status = Check(app, line, *file);
      if (status) Print(*file + " 没有问题");
      return Finish(status);
    };
  });
  CLI::App* const defaults = config->add_subcommand(
      "defaults", "写出含全部选项和默认值的配置文件 / a file with every option at its default");
  defaults->callback([&app, &line] {
    line.action = [&app] {
      Print(DefaultConfigFile(app));
      return static_cast<int>(kDone);
    };
  });
}

}  // namespace jiedui::app
