#include <CLI/CLI.hpp>
#include <iostream>

#include "app/command.h"
#include "app/commands/evaluate.h"

namespace jiedui::app {

void AddEvaluateCommand(CLI::App& app, CommandLine& line) {
  auto arguments = std::make_shared<EvaluateArguments>();
  CLI::App* const evaluate = app.add_subcommand(
      "evaluate",
      "按 TREC 的定义评测一次排序 / nDCG@10, MAP, MRR@10, P@10, Recall@1000 as trec_eval -c");
  evaluate->add_option("--run", arguments->run, "RUN: qid Q0 docid rank score tag")->required();
  evaluate->add_option("--qrels", arguments->qrels, "QRELS: qid 0 docid grade")->required();
  evaluate->callback([&line, arguments] {
    line.action = [&line, arguments] {
      arguments->json = line.common.json;
      return RunEvaluate(*arguments, std::cout, std::cerr);
    };
  });
}

}  // namespace jiedui::app
