#include <CLI/CLI.hpp>
#include <iostream>

#include "app/city.h"
#include "app/command.h"
#include "app/commands/rank.h"

namespace jiedui::app {

void AddRankCommand(CLI::App& app, CommandLine& line) {
  auto arguments = std::make_shared<RankArguments>();
  CLI::App* const rank =
      app.add_subcommand("rank", "只用文本匹配给任意文本排序 / the text matcher alone");
  RankPaths& paths = arguments->paths;
  rank->add_option("--queries", paths.queries, "Q.tsv: query_id title text")->required();
  rank->add_option("--docs", paths.documents, "D.tsv: doc_id text")->required();
  rank->add_option("--candidates", paths.candidates,
                   "C.tsv: query_id doc_id；只排这些 / rank only these");
  rank->add_option("--train", paths.train,
                   "TQ.tsv TD.tsv TQRELS；先从评判中学习 / learn from graded pairs first")
      ->expected(3);
  rank->add_option("--top", arguments->top, "每个查询最多几个 / at most so many per query")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  rank->add_option("--out", arguments->out, "RUN: qid Q0 docid rank score jiedui")->required();
  rank->callback([&line, arguments] {
    line.action = [&line, arguments] {
      const auto share = FindShare();
      if (!share) return Finish(tl::unexpected(share.error()));
      arguments->share = *share;
      arguments->json = line.common.json;
      return RunRank(*arguments, std::cout, std::cerr);
    };
  });
}

}  // namespace jiedui::app
