#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "app/command.h"
#include "app/commands/named.h"
#include "base/json_writer.h"
#include "services/evidence_files.h"
#include "services/spot_checks.h"

namespace jiedui::app {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

struct EvidenceArguments {
  std::string file;
  std::string enterprise;
  std::string category;
  std::string title;
  std::string campaign;
  services::SpotCheckRequest draw;
};

Status AddFile(const CommonOptions& common, const EvidenceArguments& arguments) {
  JIEDUI_ASSIGN(const std::string bytes, ReadFile(arguments.file));
  JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common));
  services::Workspace& workspace = opened.workspace();
  services::EvidenceUpload upload;
  JIEDUI_ASSIGN(upload.enterprise,
                EnterpriseNamed(workspace, arguments.enterprise, "--enterprise"));
  const auto category = domain::FromCode<domain::EvidenceCategory>(arguments.category);
  if (!category)
    return Fail(ErrorCode::kInvalid, "没有类别 “" + arguments.category + "”", "--category");
  upload.category = *category;
  upload.title = arguments.title;
  upload.file_name = fs::path(arguments.file).filename().string();
  upload.bytes = bytes;
  JIEDUI_ASSIGN(const domain::EvidenceFile file,
                services::UploadEvidence(workspace, opened.actor, upload));
  base::JsonWriter json;
  json.StartObject().Key("id").Id(file.id).Member("title", file.title);
  json.Member("media_type", file.media_type).Member("digest", file.digest);
  json.Member("reused", file.reused).EndObject();
  Print(common.json ? json.Text()
                    : fmt::format("已保存 evidence_file:{}  {}（{}，{} 字节）{}", file.id,
                                  file.title, file.media_type, file.size_bytes,
                                  file.reused ? "；与其他企业的材料相同" : ""));
  return {};
}

Status Check(const CommonOptions& common, const EvidenceArguments& /*arguments*/) {
  JIEDUI_ASSIGN(const std::unique_ptr<City> city, OpenCity(common));
  services::Workspace& workspace = city->workspace();
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const services::EvidenceReport report,
                services::CheckEvidence(session, workspace.evidence, true, ConsoleProgress()));
  base::JsonWriter json;
  json.StartObject().Member("files", report.files).Member("bytes", report.bytes);
  json.Key("faults").StartArray();
  for (const services::EvidenceFault& fault : report.faults) {
    json.StartObject().Key("record").Id(fault.record_id).Member("title", fault.title);
    json.Member("enterprise", fault.enterprise).Member("what", fault.what).EndObject();
    if (!common.json)
      Print(fmt::format("evidence_file:{}  {}（{}）: {}", fault.record_id, fault.title,
                        fault.enterprise, fault.what));
  }
  json.EndArray().EndObject();
  if (common.json) Print(json.Text());
  if (!report.faults.empty())
    return Fail(ErrorCode::kInternal, fmt::format("{} 个证明材料中有 {} 个缺失或损坏", report.files,
                                                  report.faults.size()));
  if (!common.json) Print(fmt::format("{} 个证明材料都完好", report.files));
  return {};
}

Status Clean(const CommonOptions& common, const EvidenceArguments& /*arguments*/) {
  JIEDUI_ASSIGN(const std::unique_ptr<City> city, OpenCity(common));
  services::Workspace& workspace = city->workspace();
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const std::int64_t removed,
                services::CleanEvidence(session, workspace.evidence, base::SystemClock().NowMs()));
  Print(common.json ? fmt::format("{{\"removed\":{}}}", removed)
                    : fmt::format("已清除 {} 个没有登记的文件", removed));
  return {};
}

Status Draw(const CommonOptions& common, const EvidenceArguments& arguments) {
  JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common));
  services::Workspace& workspace = opened.workspace();
  services::SpotCheckRequest request = arguments.draw;
  if (!arguments.campaign.empty()) {
    JIEDUI_ASSIGN(const auto found,
                  workspace.store.FindByKey<domain::Campaign>({arguments.campaign}));
    if (!found)
      return Fail(ErrorCode::kInvalid, "没有行动 “" + arguments.campaign + "”", "--campaign");
    request.campaign_id = found->id;
  }
  JIEDUI_ASSIGN(const services::SpotCheckDraw draw,
                services::DrawSpotChecks(workspace, opened.actor, request));
  base::JsonWriter json;
  json.StartObject().Member("seed", draw.seed).Member("population", draw.population);
  json.Member("population_digest", draw.population_digest).Key("checks").StartArray();
  std::string text =
      fmt::format("从 {} 家已销号企业中抽取 {} 家，种子 {}，总体指纹 {}\n", draw.population,
                  draw.checks.size(), draw.seed, draw.population_digest);
  for (const domain::SpotCheck& check : draw.checks) {
    JIEDUI_ASSIGN(const domain::Enterprise enterprise, workspace.store.Get(check.enterprise));
    text += fmt::format("  spot_check:{}  {}  {}\n", check.id, check.number, enterprise.name);
    json.StartObject().Key("id").Id(check.id).Member("number", check.number);
    json.Key("sign_off").Id(check.sign_off.value).EndObject();
  }
  Print(common.json ? json.EndArray().EndObject().Text() : text);
  return {};
}

using Use = Status (*)(const CommonOptions&, const EvidenceArguments&);

}  // namespace

void AddEvidenceCommands(CLI::App& app, CommandLine& line) {
  auto a = std::make_shared<EvidenceArguments>();
  const auto add = [&line, a](CLI::App* parent, const char* name, const char* help, Use use) {
    CLI::App* const command = parent->add_subcommand(name, help);
    command->callback([&line, a, use] {
      line.action = [&line, a, use] { return Finish(use(line.common, *a)); };
    });
    return command;
  };
  CLI::App* const evidence = app.add_subcommand("evidence", "证明材料的文件 / evidence files");
  evidence->require_subcommand(1);
  CLI::App* const file = add(evidence, "add", "上传一个文件 / hands in a file", AddFile);
  file->add_option("FILE", a->file, "PDF、JPEG、PNG 或 Office 文档")->required();
  file->add_option("--enterprise", a->enterprise, "统一社会信用代码或编号")->required();
  file->add_option("--category", a->category, "institution_setup、photo …")->required();
  file->add_option("--title", a->title, "材料名称；不写则取文件名");
  add(evidence, "check", "逐个核对文件与登记的指纹 / every file against its record", Check);
  add(evidence, "clean", "清除一天以上没有登记的文件 / removes what no record names", Clean);
  CLI::App* const checks = app.add_subcommand("spot-check", "销号抽查 / spot checks");
  checks->require_subcommand(1);
  CLI::App* const draw = add(checks, "draw", "按种子随机抽取 / draws a recorded sample", Draw);
  draw->add_option("--campaign", a->campaign, "行动名称；不写则为进行中的行动");
  draw->add_option("--size", a->draw.size, "抽取数")->required();
  draw->add_option("--seed", a->draw.seed, "种子；不写则随机产生并记录");
}

}  // namespace jiedui::app
