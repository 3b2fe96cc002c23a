#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "app/command.h"
#include "base/json_writer.h"
#include "services/city_check.h"

namespace jiedui::app {
namespace {

using services::CityReport;

std::string JsonOf(const CityReport& report) {
  base::JsonWriter json;
  json.StartObject().Member("ok", report.ok()).Key("database").StartArray();
  for (const std::string& problem : report.database) json.String(problem);
  json.EndArray().Key("audit").StartObject().Member("ok", report.audit.ok());
  json.Member("rows", report.audit.rows).Member("first_bad_seq", report.audit.first_bad_seq);
  json.EndObject().Key("evidence").StartObject().Member("files", report.evidence.files);
  json.Member("faults", static_cast<std::int64_t>(report.evidence.faults.size()));
  json.Member("strays", report.strays).EndObject();
  json.Key("index").StartObject().Member("trouble", report.index);
  json.Member("behind", report.outbox).EndObject().EndObject();
  return json.Text();
}

std::string TextOf(const CityReport& report) {
  std::string text = report.database.empty()
                         ? std::string("数据库    完好\n")
                         : fmt::format("数据库    已损坏: {}\n", report.database.front());
  text += report.audit.ok()
              ? fmt::format("审计链    完整，{} 条\n", report.audit.rows)
              : fmt::format("审计链    在第 {} 条之处不完整或被改动\n", report.audit.first_bad_seq);
  text += fmt::format("证明材料  {} 个，{} 个缺失或损坏；另有 {} 个文件没有登记\n",
                      report.evidence.files, report.evidence.faults.size(), report.strays);
  for (const services::EvidenceFault& fault : report.evidence.faults)
    text += fmt::format("  evidence_file:{}  {}（{}）: {}\n", fault.record_id, fault.title,
                        fault.enterprise, fault.what);
  text += report.index.empty() ? std::string("检索索引  完好")
                               : fmt::format("检索索引  {}", report.index);
  return text;
}

base::Status Check(const CommonOptions& common) {
  JIEDUI_ASSIGN(const std::unique_ptr<City> city, OpenCity(common));
  JIEDUI_ASSIGN(const CityReport report, services::CheckCity(city->workspace(), ConsoleProgress()));
  Print(common.json ? JsonOf(report) : TextOf(report));
  if (report.ok()) return {};
  return base::Fail(base::ErrorCode::kInternal, "数据有损坏或缺失，见上");
}

}  // namespace

void AddCheckCommand(CLI::App& app, CommandLine& line) {
  CLI::App* const check = app.add_subcommand(
      "check", "全面检查: 数据库、审计链、证明材料、检索索引 / looks everything over");
  check->callback([&line] { line.action = [&line] { return Finish(Check(line.common)); }; });
}

}  // namespace jiedui::app
