#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "app/backups.h"
#include "app/command.h"
#include "base/json_writer.h"

namespace jiedui::app {
namespace {

namespace fs = std::filesystem;
using base::Status;

constexpr const char* kFile = "FILE";
constexpr const char* kFolder = "FOLDER";

struct BackupArguments {
  std::string file;
  std::size_t keep = BackupSchedule().keep;
  bool without_evidence = false;
};

void PrintFiles(const CommonOptions& common, std::string_view member, const fs::path& file,
                const fs::path& key, const fs::path& evidence, const std::string& text) {
  if (!common.json) return Print(text);
  base::JsonWriter json;
  json.StartObject().Member(member, file.string()).Member("audit_key", key.string());
  json.Member("evidence", evidence.string()).EndObject();
  Print(json.Text());
}

Status Backup(const CommonOptions& common, const BackupArguments& arguments) {
  JIEDUI_ASSIGN(const std::unique_ptr<City> city, OpenCity(common));
  const Status made = MakeBackup(*city, arguments.file);
  const fs::path key = BackupKey(arguments.file);
  const fs::path evidence = BackupEvidence(arguments.file);
  if (!made && !fs::exists(BackupManifest(arguments.file))) return made;
  PrintFiles(common, "backup", arguments.file, key, evidence,
             "已备份到 " + arguments.file + "，证明材料在 " + evidence.string() + "，审计密钥在 " +
                 key.string() + "；请把密钥分开保管: 有密钥的人能改写审计链");
  return made;
}

Status Verify(const CommonOptions& common, const BackupArguments& arguments) {
  JIEDUI_ASSIGN(const BackupReport report, VerifyBackup(arguments.file));
  base::JsonWriter json;
  json.StartObject().Member("ok", true).Member("records", report.records);
  json.Member("audit_rows", report.audit_rows);
  json.Member("evidence_files", report.evidence_files).EndObject();
  Print(common.json ? json.Text()
                    : fmt::format("备份完好，已试恢复: 记录 {} 条，审计链 {} 条，证明材料 {} 个",
                                  report.records, report.audit_rows, report.evidence_files));
  return {};
}

Status MakeOne(const CommonOptions& common, const BackupArguments& arguments) {
  BackupSchedule schedule{.folder = arguments.file, .keep = arguments.keep};
  JIEDUI_CHECK(schedule.Validate());
  JIEDUI_ASSIGN(const std::unique_ptr<City> city, OpenCity(common));
  JIEDUI_ASSIGN(const fs::path made,
                MakeBackupIn(*city, arguments.file, arguments.keep, base::SystemClock().NowMs()));
  base::JsonWriter json;
  json.StartObject().Member("backup", made.string()).EndObject();
  Print(common.json ? json.Text() : "已备份并试恢复: " + made.string());
  return {};
}

Status List(const CommonOptions& common, const BackupArguments& arguments) {
  base::JsonWriter json;
  json.StartArray();
  for (const fs::path& backup : ListBackups(arguments.file)) {
    json.String(backup.string());
    if (!common.json) Print(backup.string());
  }
  if (common.json) Print(json.EndArray().Text());
  return {};
}

/// The files of a city that is being restored; taken away again unless kept.
class Draft {
 public:
  ~Draft() {
    std::error_code ignored;
    for (const fs::path& file : files_) fs::remove(file, ignored);
  }
  Status Add(const fs::path& from, const fs::path& to) {
    JIEDUI_CHECK(CopyPrivately(from, to));
    files_.push_back(to);
    return {};
  }
  void Keep() { files_.clear(); }

 private:
  std::vector<fs::path> files_;
};

/// Opens what was restored, looks for damage and brings the evidence back, each file checked by its
/// hash.
Status CheckRestored(const CommonOptions& common, const BackupArguments& arguments) {
  JIEDUI_ASSIGN(const std::unique_ptr<City> city, OpenCity(common));
  JIEDUI_ASSIGN(const auto problems, city->workspace().store.CheckIntegrity());
  if (!problems.empty())
    return base::Fail(base::ErrorCode::kInternal, "备份已损坏: " + problems.front(), "FILE");
  if (arguments.without_evidence) return {};
  return CopyEvidenceOf(*city, services::EvidenceStore(BackupEvidence(arguments.file)),
                        services::EvidenceStore(fs::path(common.data) / "evidence"),
                        "备份（--without-evidence 只恢复数据库）");
}

/// Puts the backup, a SQLite file, into the PostgreSQL database that --database names, which must
/// be empty; `folder` holds the audit key.
Status RestoreToPostgres(const CommonOptions& common, const fs::path& backup,
                         const fs::path& folder) {
  Draft copy;
  const fs::path file = folder / "restoring.db";
  JIEDUI_CHECK(copy.Add(backup, file));
  const base::SystemClock clock;
  JIEDUI_ASSIGN(const auto source, store::Store::Open({.path = file, .clock = &clock}));
  JIEDUI_ASSIGN(
      const store::CopyReport report,
      source->CopyTo({.path = folder / "jiedui.db", .url = common.database, .clock = &clock},
                     ConsoleProgress()));
  return {};
}

/// Puts a backup in the place of a city that is not there: never over one, and nothing of it stays
/// where it turns out to be damaged.
Status Restore(const CommonOptions& common, const BackupArguments& arguments) {
  const fs::path folder = common.data;
  const fs::path database = folder / "jiedui.db";
  if (common.database.empty() && fs::exists(database)) {
    return base::Fail(base::ErrorCode::kConflict, database.string() + " 已存在，请先移走再恢复",
                      "data");
  }
  const fs::path key = folder / "audit.key";
  const bool needs_key = !fs::exists(key);
  if (needs_key && !fs::exists(BackupKey(arguments.file))) {
    return base::Fail(
        base::ErrorCode::kNotFound,
        "没有审计密钥: 请把它放在 " + BackupKey(arguments.file).string() + " 或 " + key.string(),
        "FILE");
  }
  std::error_code error;
  fs::create_directories(folder, error);
  if (!error) fs::permissions(folder, fs::perms::owner_all, error);
  if (error)
    return base::Fail(base::ErrorCode::kUnavailable,
                      "无法建立数据目录 " + folder.string() + ": " + error.message(), "data");
  Draft draft;
  if (needs_key) JIEDUI_CHECK(draft.Add(BackupKey(arguments.file), key));
  if (common.database.empty()) {
    JIEDUI_CHECK(draft.Add(arguments.file, database));
  } else {
    JIEDUI_CHECK(RestoreToPostgres(common, arguments.file, folder));
  }
  JIEDUI_CHECK(CheckRestored(common, arguments));
  draft.Keep();
  PrintFiles(common, "database", common.database.empty() ? database : fs::path("postgresql"), key,
             folder / "evidence",
             common.database.empty() ? "已恢复到 " + database.string() : "已恢复到 PostgreSQL");
  return {};
}

}  // namespace

void AddBackupCommands(CLI::App& app, CommandLine& line) {
  auto a = std::make_shared<BackupArguments>();
  const auto add_to = [&](CLI::App& parent, const char* name, const char* help, const char* file,
                          Status (*action)(const CommonOptions&, const BackupArguments&)) {
    CLI::App* const command = parent.add_subcommand(name, help);
    command->add_option(file, a->file, file == kFile ? "备份文件" : "备份目录")->required();
    command->callback([&line, a, action] {
      line.action = [&line, a, action] { return Finish(action(line.common, *a)); };
    });
    return command;
  };
  add_to(app, "backup", "在服务运行中备份 / a consistent copy while serving", kFile, &Backup);
  CLI::App* const backups = app.add_subcommand("backups", "定期备份 / scheduled backups");
  backups->require_subcommand(1);
  add_to(*backups, "make", "备份到目录、试恢复、清除过旧的 / for a timer", kFolder, &MakeOne)
      ->add_option("--keep", a->keep, "保留几份 / how many are kept")
      ->capture_default_str();
  add_to(*backups, "list", "列出备份，旧的在前 / oldest first", kFolder, &List);
  add_to(*backups, "verify", "试恢复并核对 / restores aside and checks", kFile, &Verify);
  add_to(app, "restore", "从备份恢复 / back again", kFile, &Restore)
      ->add_flag("--without-evidence", a->without_evidence,
                 "只恢复数据库 / the database without its evidence files");
}

}  // namespace jiedui::app
