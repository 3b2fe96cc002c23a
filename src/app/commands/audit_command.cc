#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>

#include "app/command.h"
#include "base/json_writer.h"
#include "services/audit_export.h"
#include "services/evidence_files.h"

namespace jiedui::app {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

struct AuditArguments {
  std::string anchor;
  std::string file;
  std::string key;
  std::string since;
  std::string until;
};

std::string WhatIsWrong(const store::AuditReport& report) {
  const std::string at = "审计链在第 " + std::to_string(report.first_bad_seq) + " 条之处";
  switch (report.problem) {
    case store::AuditProblem::kMissing:
      return at + "缺少记录";
    case store::AuditProblem::kHeadForged:
      return "审计链的首部被改动";
    case store::AuditProblem::kUnanchored:
      return "审计链完整，但不含给出的锚点（第 " + std::to_string(report.first_bad_seq) +
             " 条）：尾部被截去，或换成了旧的数据库";
    default:
      return at + "不完整或被改动";
  }
}

Result<std::optional<store::AuditAnchor>> AnchorOf(const AuditArguments& arguments) {
  if (arguments.anchor.empty()) return std::optional<store::AuditAnchor>();
  JIEDUI_ASSIGN(const store::AuditAnchor anchor, store::ParseAnchor(arguments.anchor));
  return std::optional(anchor);
}

Status Verify(const CommonOptions& common, const AuditArguments& arguments) {
  JIEDUI_ASSIGN(const std::optional<store::AuditAnchor> anchor, AnchorOf(arguments));
  JIEDUI_ASSIGN(const std::unique_ptr<City> city, OpenCity(common));
  services::Workspace& workspace = city->workspace();
  JIEDUI_ASSIGN(const store::AuditReport report,
                workspace.store.VerifyAudit(anchor ? &*anchor : nullptr, ConsoleProgress()));
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const services::EvidenceReport evidence,
                services::CheckEvidence(session, workspace.evidence, false));
  const auto missing = static_cast<std::int64_t>(evidence.faults.size());
  base::JsonWriter json;
  json.StartObject().Member("ok", report.ok()).Member("rows", report.rows);
  json.Member("first_bad_seq", report.first_bad_seq);
  json.Member("anchor", store::FormatAnchor(report.head));
  json.Member("evidence_files", evidence.files).Member("evidence_missing", missing).EndObject();
  if (common.json) Print(json.Text());
  if (!report.ok()) return Fail(ErrorCode::kInternal, WhatIsWrong(report));
  if (!common.json)
    Print(fmt::format("审计链完整，共 {} 条；证明材料 {} 个", report.rows, evidence.files));
  if (missing == 0) return {};
  return Fail(ErrorCode::kInternal,
              fmt::format("有 {} 个证明材料的文件不在，请运行 jiedui evidence check", missing));
}

Status ShowAnchor(const CommonOptions& common, const AuditArguments& /*arguments*/) {
  JIEDUI_ASSIGN(const std::unique_ptr<City> city, OpenCity(common));
  JIEDUI_ASSIGN(const store::AuditAnchor head, city->workspace().store.AuditHead());
  const std::string text = store::FormatAnchor(head);
  base::JsonWriter json;
  json.StartObject().Member("anchor", text).EndObject();
  Print(common.json ? json.Text() : text);
  return {};
}

Result<std::optional<base::Date>> DayOf(const std::string& text) {
  if (text.empty()) return std::optional<base::Date>();
  JIEDUI_ASSIGN(const base::Date day, base::ParseDate(text));
  return std::optional(day);
}

Status WriteAll(services::AuditExport& out, const fs::path& file) {
  if (fs::exists(file)) return Fail(ErrorCode::kConflict, "文件已存在: " + file.string(), "FILE");
  std::ofstream to(file, std::ios::binary);
  while (to) {
    JIEDUI_ASSIGN(const std::string lines, out.Next());
    if (lines.empty()) break;
    to << lines;
  }
  to.close();
  if (to) return {};
  return Fail(ErrorCode::kUnavailable, "写不了文件: " + file.string(), "FILE");
}

Status Export(const CommonOptions& common, const AuditArguments& arguments) {
  services::AuditExport::Days days;
  JIEDUI_ASSIGN(days.since, DayOf(arguments.since));
  JIEDUI_ASSIGN(days.until, DayOf(arguments.until));
  JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common));
  JIEDUI_ASSIGN(const store::AuditSigner signer,
                store::AuditSigner::Open(fs::path(common.data) / "audit-sign.key"));
  JIEDUI_ASSIGN(services::AuditExport out,
                services::AuditExport::Begin(opened.workspace(), opened.actor, signer, days));
  JIEDUI_CHECK(WriteAll(out, arguments.file));
  base::JsonWriter json;
  json.StartObject().Member("rows", out.rows()).Member("public_key", out.public_key());
  json.EndObject();
  Print(common.json
            ? json.Text()
            : fmt::format("已导出审计记录 {} 条\n签名公钥: {}", out.rows(), out.public_key()));
  return {};
}

Status CheckExport(const CommonOptions& common, const AuditArguments& arguments) {
  std::ifstream in(arguments.file, std::ios::binary);
  if (!in) return Fail(ErrorCode::kNotFound, "读不出文件: " + arguments.file, "FILE");
  JIEDUI_ASSIGN(const store::CheckedAuditExport found, store::CheckAuditExport(in, arguments.key));
  base::JsonWriter json;
  json.StartObject().Member("ok", true).Member("rows", found.rows);
  json.Member("first_seq", found.first_seq).Member("last_seq", found.last_seq);
  json.Member("exported_at", found.exported_at).Member("public_key", found.public_key);
  json.Member("anchor", store::FormatAnchor(found.head)).EndObject();
  if (common.json) {
    Print(json.Text());
  } else {
    Print(fmt::format("导出文件完整、未被改动，共 {} 条（第 {} 到 {} 条）\n签名公钥: {}\n锚点: {}",
                      found.rows, found.first_seq, found.last_seq, found.public_key,
                      store::FormatAnchor(found.head)));
  }
  return {};
}

}  // namespace

void AddAuditCommands(CLI::App& app, CommandLine& line) {
  auto a = std::make_shared<AuditArguments>();
  CLI::App* const audit = app.add_subcommand("audit", "审计 / the audit trail");
  audit->require_subcommand(1);
  const auto add = [&](const char* name, const char* help,
                       Status (*action)(const CommonOptions&, const AuditArguments&)) {
    CLI::App* const command = audit->add_subcommand(name, help);
    command->callback([&line, a, action] {
      line.action = [&line, a, action] { return Finish(action(line.common, *a)); };
    });
    return command;
  };
  add("verify", "检查整条审计链 / checks the whole chain", &Verify)
      ->add_option("--anchor", a->anchor,
                   "以前记下的锚点，链中须有它 / an anchor kept outside that the chain must hold");
  add("anchor", "显示当前锚点，供另处保存 / the present anchor, to be kept elsewhere", &ShowAnchor);
  CLI::App* const out =
      add("export", "导出签名的审计日志（JSON 行）/ a signed copy as JSON lines", &Export);
  out->add_option("FILE", a->file, "新文件")->required();
  out->add_option("--since", a->since, "起始日 / first day");
  out->add_option("--until", a->until, "截止日 / last day");
  CLI::App* const check =
      add("check-export", "核对导出文件，不需要数据库 / checks an export without the database",
          &CheckExport);
  check->add_option("FILE", a->file, "导出的文件")->required();
  check->add_option("--key", a->key, "应有的签名公钥 / the public key that it must be signed with");
}

}  // namespace jiedui::app
