#include <CLI/CLI.hpp>

#include "app/command.h"
#include "base/json_writer.h"

namespace jiedui::app {
namespace {

namespace fs = std::filesystem;
using base::Status;

struct BackupArguments {
  std::string file;
};

/// Where a backup's audit key lies: beside it, so that the two can be kept apart.
fs::path KeyOf(const fs::path& backup) { return backup.string() + ".key"; }

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
                const fs::path& key, const std::string& text) {
  if (!common.json) return Print(text);
  base::JsonWriter json;
  json.StartObject().Member(member, file.string()).Member("audit_key", key.string()).EndObject();
  Print(json.Text());
}

Status Backup(const CommonOptions& common, const BackupArguments& arguments) {
  JIEDUI_ASSIGN(const std::unique_ptr<City> city, OpenCity(common));
  JIEDUI_CHECK(city->workspace().store.Backup(arguments.file));
  const fs::path key = KeyOf(arguments.file);
  JIEDUI_CHECK(CopyPrivately(fs::path(common.data) / "audit.key", key));
  PrintFiles(common, "backup", arguments.file, key,
             "已备份到 " + arguments.file + "，审计密钥在 " + key.string() +
                 "；请把两者分开保管: 有密钥的人能改写审计链");
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

/// Opens what was restored and looks for damage.
Status CheckRestored(const CommonOptions& common) {
  JIEDUI_ASSIGN(const std::unique_ptr<City> city, OpenCity(common));
  JIEDUI_ASSIGN(const auto problems, city->workspace().store.CheckIntegrity());
  if (problems.empty()) return {};
  return base::Fail(base::ErrorCode::kInternal, "备份已损坏: " + problems.front(), "FILE");
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
  JIEDUI_CHECK(CheckRestored(common));
  draft.Keep();
  PrintFiles(common, "database", database, key, "已恢复到 " + database.string());
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
  };
  add("backup", "在服务运行中备份 / a consistent copy while serving", &Backup);
  add("restore", "从备份恢复 / back again", &Restore);
}

}  // namespace jiedui::app
