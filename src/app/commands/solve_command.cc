#include <CLI/CLI.hpp>
#include <iostream>

#include "app/command.h"
#include "app/commands/solve.h"

namespace jiedui::app {

void AddSolveCommand(CLI::App& app, CommandLine& line) {
  auto arguments = std::make_shared<SolveArguments>();
  CLI::App* const solve =
      app.add_subcommand("solve", "只用分配引擎求解任意问题 / the assignment engine alone");
  solve->add_option("--helpers", arguments->paths.helpers, "H.tsv: helper_id min max [group]")
      ->required();
  solve->add_option("--receivers", arguments->paths.receivers, "R.tsv: receiver_id min max")
      ->required();
  solve->add_option("--pairs", arguments->paths.pairs, "P.tsv: helper_id receiver_id score state")
      ->required();
  solve->add_option("--quotas", arguments->paths.quotas, "Q.tsv: group min max [parent]");
  solve
      ->add_option("--objective", arguments->objective,
                   "coverage, bottleneck, worst, balance, score")
      ->capture_default_str();
  solve->add_option("--time-limit", arguments->time_limit_seconds, "秒 / seconds; 0: none")
      ->check(CLI::NonNegativeNumber);
  solve->add_option("--out", arguments->out, "OUT.json")->required();
  solve->callback([&line, arguments] {
    line.action = [&line, arguments] {
      arguments->json = line.common.json;
      return RunSolve(*arguments, std::cout, std::cerr, {}, ConsoleProgress());
    };
  });
}

}  // namespace jiedui::app
