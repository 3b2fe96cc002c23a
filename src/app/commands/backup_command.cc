#include <CLI/CLI.hpp>

#include "app/command.h"
#include "base/json_writer.h"
#include "services/evidence_files.h"

namespace jiedui::app {
namespace {

namespace fs = std::filesystem;
using base::Status;

struct BackupArguments {
  std::string file;
  bool without_evidence = false;
};

/// Where a backup's audit key lies: beside it, so that the two can be kept apart.
fs::path KeyOf(const fs::path& backup) { return backup.string() + ".key"; }

/// Where its evidence files lie: a folder, to which a later backup of the same name adds.
fs::path EvidenceOf(const fs::path& backup) { return backup.string() + ".evidence"; }

/// Prints the files that are not what their records say; an error where there are any.
Status RequireSound(const services::EvidenceReport& report, std::string_view what) {
  if (report.faults.empty()) return {};
  for (const services::EvidenceFault& fault : report.faults)
    PrintError({base::ErrorCode::kInternal,
                "证明材料 " + std::to_string(fault.record_id) + "“" + fault.title + "”（" +
                    fault.enterprise + "）: " + fault.what,
                {}});
  return base::Fail(
      base::ErrorCode::kInternal,
      std::string(what) + "有 " + std::to_string(report.faults.size()) + " 个证明材料缺失或损坏");
}

/// The evidence of every record that the city has, to or from the backup.
Status CopyEvidenceOf(City& city, const services::EvidenceStore& from,
                      const services::EvidenceStore& to, std::string_view what) {
  JIEDUI_ASSIGN(const store::ReadSession session, city.workspace().store.Read());
  JIEDUI_ASSIGN(const services::EvidenceReport report, services::CopyEvidence(session, from, to));
  return RequireSound(report, what);
}

Status CopyPrivately(const fs::path& from, const fs::path& to) {
  const fs::path part = to.string() + ".part";
  std::error_code error;
  fs::copy_file(from, part, fs::copy_options::overwrite_existing, error);
  if (!error) fs::permissions(part, fs::perms::owner_read | fs::perms::owner_write, error);
  if (!error) fs::rename(part, to, error);
  if (!error) return {};
  std::error_code ignored;
  fs::remove(part, ignored);
  return base::Fail(base::ErrorCode::kUnavailable,
                    "无法复制 " + from.string() + " 到 " + to.string() + ": " + error.message(),
                    "FILE");
}

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
  JIEDUI_CHECK(city->workspace().store.Backup(arguments.file));
  const fs::path key = KeyOf(arguments.file);
  JIEDUI_CHECK(CopyPrivately(fs::path(common.data) / "audit.key", key));
  const fs::path evidence = EvidenceOf(arguments.file);
  const Status copied = CopyEvidenceOf(*city, city->workspace().evidence,
                                       services::EvidenceStore(evidence), "数据目录");
  PrintFiles(common, "backup", arguments.file, key, evidence,
             "已备份到 " + arguments.file + "，证明材料在 " + evidence.string() + "，审计密钥在 " +
                 key.string() + "；请把密钥分开保管: 有密钥的人能改写审计链");
  return copied;
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
  return CopyEvidenceOf(*city, services::EvidenceStore(EvidenceOf(arguments.file)),
                        services::EvidenceStore(fs::path(common.data) / "evidence"),
                        "备份（--without-evidence 只恢复数据库）");
}

/// Puts a backup in the place of a city that is not there: never over one, and nothing of it stays
/// where it turns out to be damaged.
Status Restore(const CommonOptions& common, const BackupArguments& arguments) {
  const fs::path folder = common.data;
  const fs::path database = folder / "jiedui.db";
  if (fs::exists(database)) {
    return base::Fail(base::ErrorCode::kConflict, database.string() + " 已存在，请先移走再恢复",
                      "data");
  }
  const fs::path key = folder / "audit.key";
  const bool needs_key = !fs::exists(key);
  if (needs_key && !fs::exists(KeyOf(arguments.file))) {
    return base::Fail(
        base::ErrorCode::kNotFound,
        "没有审计密钥: 请把它放在 " + KeyOf(arguments.file).string() + " 或 " + key.string(),
        "FILE");
  }
  std::error_code error;
  fs::create_directories(folder, error);
  if (!error) fs::permissions(folder, fs::perms::owner_all, error);
  if (error)
    return base::Fail(base::ErrorCode::kUnavailable,
                      "无法建立数据目录 " + folder.string() + ": " + error.message(), "data");
  Draft draft;
  if (needs_key) JIEDUI_CHECK(draft.Add(KeyOf(arguments.file), key));
  JIEDUI_CHECK(draft.Add(arguments.file, database));
  JIEDUI_CHECK(CheckRestored(common, arguments));
  draft.Keep();
  PrintFiles(common, "database", database, key, folder / "evidence",
             "已恢复到 " + database.string());
  return {};
}

}  // namespace

void AddBackupCommands(CLI::App& app, CommandLine& line) {
  auto a = std::make_shared<BackupArguments>();
  const auto add = [&](const char* name, const char* help,
                       Status (*action)(const CommonOptions&, const BackupArguments&)) {
    CLI::App* const command = app.add_subcommand(name, help);
    command->add_option("FILE", a->file, "备份文件")->required();
    command->callback([&line, a, action] {
      line.action = [&line, a, action] { return Finish(action(line.common, *a)); };
    });
    return command;
  };
  add("backup", "在服务运行中备份 / a consistent copy while serving", &Backup);
  add("restore", "从备份恢复 / back again", &Restore)
      ->add_flag("--without-evidence", a->without_evidence,
                 "只恢复数据库 / the database without its evidence files");
}

}  // namespace jiedui::app
