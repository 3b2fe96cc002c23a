#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>

#include "app/command.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "services/search.h"
#include "services/search_json.h"

namespace jiedui::app {
namespace {

using base::Status;

Status Reindex(const CommonOptions& common) {
  JIEDUI_ASSIGN(const std::unique_ptr<City> city, OpenCity(common));
  const auto start = std::chrono::steady_clock::now();
  JIEDUI_ASSIGN(const services::ReindexReport report,
                city->workspace().search.Rebuild(ConsoleProgress()));
  base::Report(ConsoleProgress(), "学习语义向量", 0, 1);
  JIEDUI_ASSIGN(const services::SemanticReport semantics,
                city->workspace().corpus.RenewSemantics());
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  if (common.json) {
    base::JsonWriter json;
    json.StartObject().Member("documents", report.documents).Member("revision", report.revision);
    json.Key("semantics").StartObject();
    json.Member("texts", static_cast<std::int64_t>(semantics.texts));
    json.Member("dims", static_cast<std::int64_t>(semantics.dims)).EndObject();
    json.Member("seconds", elapsed.count()).EndObject();
    Print(json.Text());
  } else {
    const std::string vectors =
        semantics.dims > 0
            ? fmt::format("由 {} 篇文本学得 {} 维语义向量", semantics.texts, semantics.dims)
            : fmt::format("文本只有 {} 篇，不设语义向量", semantics.texts);
    Print(fmt::format("已索引 {} 条记录（数据版本 {}），{}，用时 {:.2f} 秒", report.documents,
                      report.revision, vectors, elapsed.count()));
  }
  return {};
}

/// The snippet with its marks as 【】: a terminal may have no colours.
std::string Marked(const std::vector<index::SnippetSegment>& snippet) {
  std::string text;
  for (const index::SnippetSegment& segment : snippet)
    text += segment.highlight ? "【" + segment.text + "】" : segment.text;
  return text;
}

std::string Text(const index::Hit& hit, std::size_t place) {
  const auto kind = domain::FromCode<domain::Kind>(hit.kind);
  const std::string_view kind_name = kind ? domain::NameOf(*kind).zh : std::string_view(hit.kind);
  std::string text = fmt::format("{}. {}  [{} {}:{}]  {:.3f}{}\n", place, hit.title, kind_name,
                                 hit.kind, hit.id, hit.score, hit.exact ? "  完全匹配" : "");
  if (!hit.subtitle.empty()) text += fmt::format("     {}\n", hit.subtitle);
  const std::string snippet = Marked(hit.snippet);
  if (!snippet.empty()) text += fmt::format("     {}\n", snippet);
  return text;
}

Status RunSearch(const CommonOptions& common, const services::SearchRequest& request) {
  JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common));
  JIEDUI_ASSIGN(const services::SearchResult found,
                services::Search(opened.workspace(), opened.actor, request));
  if (common.json) {
    base::JsonWriter json;
    services::WriteSearchResult(json, found);
    Print(json.Text());
    return {};
  }
  std::string text;
  if (!found.corrected.empty()) text += "已改按 “" + found.corrected + "” 检索\n";
  if (found.relaxed) text += "完全符合的不足，以下含部分符合的结果\n";
  if (!found.away.empty())
    text += "索引分片 " + base::Join(found.away, "、") + " 没有应答，以下结果不全\n";
  for (std::size_t i = 0; i < found.hits.size(); ++i) text += Text(found.hits[i], i + 1);
  text += fmt::format("{} {} 条", found.estimated ? "约" : "共", found.total_estimate);
  if (!found.next_cursor.empty()) text += "，下一页: --cursor " + found.next_cursor;
  Print(text);
  return {};
}

}  // namespace

void AddSearchCommands(CLI::App& app, CommandLine& line) {
  CLI::App* const reindex =
      app.add_subcommand("reindex", "由数据库重建检索索引 / rebuild the search index");
  reindex->callback([&line] { line.action = [&line] { return Finish(Reindex(line.common)); }; });

  auto request = std::make_shared<services::SearchRequest>();
  request->limit = 10;
  CLI::App* const search = app.add_subcommand("search", "全文检索 / full-text search");
  search->add_option("QUERY", request->text, "检索词；为空则列出全部 / empty lists everything");
  search->add_option("--kind", request->kinds, "类别，可用逗号分隔多个: enterprise、expert、need…")
      ->delimiter(',');
  search->add_option("--region", request->regions, "地区代码，含下级")->delimiter(',');
  search->add_option("--sector", request->sectors, "GB/T 4754 行业代码，含下级")->delimiter(',');
  search->add_option("--programme-sector", request->programme_sectors, "归口行业代码")
      ->delimiter(',');
  search->add_option("--status", request->statuses, "需求状态、企业创新情况、帮扶方级别")
      ->delimiter(',');
  search->add_option("--limit", request->limit, "条数")
      ->check(CLI::Range(1, 200))
      ->capture_default_str();
  search->add_option("--cursor", request->cursor, "上一页给出的翻页标记");
  search->callback([&line, request] {
    line.action = [&line, request] { return Finish(RunSearch(line.common, *request)); };
  });
}

}  // namespace jiedui::app
