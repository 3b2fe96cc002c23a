#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "app/command.h"
#include "services/exposure_json.h"

namespace jiedui::app {
namespace {

using base::Status;

std::string Table(std::string_view title, const std::vector<services::ExposureRow>& rows) {
  std::string text = fmt::format("{}\n", title);
  for (const services::ExposureRow& row : rows) {
    text += fmt::format("  {}: 名册 {}（{:.1f}%），推荐 {} 次（{:.1f}%），通过 {} 次\n", row.zh,
                        row.roster, row.roster_share * 100, row.suggestions,
                        row.suggestion_share * 100, row.approvals);
  }
  return text;
}

std::string Text(const services::Exposure& exposure) {
  std::string text = "各类帮扶方被推荐的次数\n";
  for (const services::KindExposure& kind : exposure.kinds) {
    text += fmt::format(
        "  {}: {} 个帮扶方，推荐 {} 次，通过 {} 次；从未被推荐 {} 个；基尼系数 "
        "{:.3f}，最多的一成占 "
        "{:.1f}%\n",
        domain::NameOf(kind.kind).zh, kind.helpers, kind.suggestions, kind.approvals, kind.never,
        kind.gini, kind.top_share * 100);
  }
  text += Table("帮扶方，按地区", exposure.helper_regions);
  text += Table("受助企业，按地区", exposure.regions);
  text += Table("受助企业，按规模", exposure.sizes);
  text += Table("受助企业，按登记类型", exposure.ownerships);
  text.pop_back();
  return text;
}

Status ShowExposure(const CommonOptions& common) {
  JIEDUI_ASSIGN(const std::unique_ptr<City> city, OpenCity(common));
  JIEDUI_ASSIGN(const services::Exposure exposure,
                services::ExposureOf(city->workspace(), domain::Operator()));
  base::JsonWriter json;
  services::WriteExposure(json, exposure);
  Print(common.json ? json.Text() : Text(exposure));
  return {};
}

}  // namespace

void AddReportCommands(CLI::App& app, CommandLine& line) {
  CLI::App* const report = app.add_subcommand("report", "报表 / reports");
  report->require_subcommand(1);
  CLI::App* const exposure = report->add_subcommand(
      "exposure", "谁被推荐多少次，按地区、规模、登记类型 / who is recommended how often");
  exposure->callback(
      [&line] { line.action = [&line] { return Finish(ShowExposure(line.common)); }; });
}

}  // namespace jiedui::app
