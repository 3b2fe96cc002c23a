#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "app/command.h"
#include "base/json_writer.h"
#include "services/auth.h"
#include "services/roster.h"

namespace jiedui::app {
namespace {

namespace fs = std::filesystem;
using base::Result;
using base::Status;

struct AdminArguments {
  std::string file;
  std::string login;
  std::string name;
  std::string role;
  std::string region;
  std::string department;
};

Status VerifyAudit(const CommonOptions& common) {
  JIEDUI_ASSIGN(const std::unique_ptr<City> city, OpenCity(common));
  JIEDUI_ASSIGN(const store::AuditReport report,
                city->workspace().store.VerifyAudit(nullptr, ConsoleProgress()));
  base::JsonWriter json;
  json.StartObject().Member("ok", report.ok()).Member("rows", report.rows);
  json.Member("first_bad_seq", report.first_bad_seq).EndObject();
  if (common.json) Print(json.Text());
  if (!report.ok()) {
    return base::Fail(
        base::ErrorCode::kInternal,
        "审计链在第 " + std::to_string(report.first_bad_seq) + " 条之处不完整或被改动");
  }
  if (!common.json) Print(fmt::format("审计链完整，共 {} 条", report.rows));
  return {};
}

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

Status Backup(const CommonOptions& common, const AdminArguments& arguments) {
  JIEDUI_ASSIGN(const std::unique_ptr<City> city, OpenCity(common));
  JIEDUI_CHECK(city->workspace().store.Backup(arguments.file));
  const fs::path key = KeyOf(arguments.file);
  JIEDUI_CHECK(CopyPrivately(fs::path(common.data) / "audit.key", key));
  Print("已备份到 " + arguments.file + "，审计密钥在 " + key.string() +
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
Status Restore(const CommonOptions& common, const AdminArguments& arguments) {
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
  Print("已恢复到 " + database.string());
  return {};
}

/// From the terminal without echo, or from the first line of a pipe.
Result<std::string> AskPassword() {
  const bool terminal = ::isatty(STDIN_FILENO) == 1;
  termios before{};
  if (terminal) {
    ::tcgetattr(STDIN_FILENO, &before);
    termios quiet = before;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    std::cerr << "密码: ";
  }
  std::string password;
  std::getline(std::cin, password);
  if (terminal) {
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    std::cerr << "\n";
  }
  if (password.empty()) return base::Fail(base::ErrorCode::kInvalid, "没有输入密码", "password");
  return password;
}

Status AddUser(const CommonOptions& common, const AdminArguments& arguments) {
  const auto role = domain::FromCode<domain::Role>(arguments.role);
  if (!role)
    return base::Fail(base::ErrorCode::kInvalid, "没有角色 “" + arguments.role + "”", "--role");
  JIEDUI_ASSIGN(const std::string password, AskPassword());
  JIEDUI_ASSIGN(const std::unique_ptr<City> city, OpenCity(common, true));
  auto user = std::make_unique<domain::User>();
  user->login = arguments.login;
  user->display_name = arguments.name;
  user->role = *role;
  user->region_code = arguments.region;
  user->department_code = arguments.department;
  const domain::Actor actor = domain::Operator();
  JIEDUI_ASSIGN(const auto stored,
                services::CreateRecord(city->workspace(), actor, std::move(user)));
  JIEDUI_CHECK(services::SetPassword(city->workspace(), actor, arguments.login, password));
  Print("已添加账号 " + arguments.login);
  return {};
}

Status SetPassword(const CommonOptions& common, const AdminArguments& arguments) {
  JIEDUI_ASSIGN(const std::string password, AskPassword());
  JIEDUI_ASSIGN(const std::unique_ptr<City> city, OpenCity(common));
  JIEDUI_CHECK(
      services::SetPassword(city->workspace(), domain::Operator(), arguments.login, password));
  Print("已设置 " + arguments.login + " 的密码，原有登录已失效");
  return {};
}

Status LockUser(const CommonOptions& common, const AdminArguments& arguments) {
  JIEDUI_ASSIGN(const std::unique_ptr<City> city, OpenCity(common));
  services::Workspace& workspace = city->workspace();
  JIEDUI_ASSIGN(const auto user, workspace.store.FindByKey<domain::User>({arguments.login}));
  if (!user)
    return base::Fail(base::ErrorCode::kNotFound, "没有账号 “" + arguments.login + "”", "LOGIN");
  JIEDUI_CHECK(workspace.store.Write(
      store::ContextOf(domain::Operator(), "停用账号"), [&](store::UnitOfWork& unit) -> Status {
        JIEDUI_ASSIGN(domain::User present, unit.Get(domain::UserId{user->id}));
        present.disabled = true;
        JIEDUI_CHECK(unit.Update(present));
        return unit.CloseLoginsOf({present.id});
      }));
  Print("已停用账号 " + arguments.login);
  return {};
}

}  // namespace

void AddAdminCommands(CLI::App& app, CommandLine& line) {
  auto a = std::make_shared<AdminArguments>();
  const auto add = [&](CLI::App* parent, const char* name, const char* help,
                       Status (*action)(const CommonOptions&, const AdminArguments&)) {
    CLI::App* const command = parent->add_subcommand(name, help);
    command->callback([&line, a, action] {
      line.action = [&line, a, action] { return Finish(action(line.common, *a)); };
    });
    return command;
  };
  CLI::App* const audit = app.add_subcommand("audit", "审计 / the audit trail");
  audit->require_subcommand(1);
  add(audit, "verify", "检查整条审计链 / checks the whole chain",
      [](const CommonOptions& common, const AdminArguments&) { return VerifyAudit(common); });
  add(&app, "backup", "在服务运行中备份 / a consistent copy while serving", &Backup)
      ->add_option("FILE", a->file, "备份文件")
      ->required();
  add(&app, "restore", "从备份恢复 / back again", &Restore)
      ->add_option("FILE", a->file, "备份文件")
      ->required();
  CLI::App* const user = app.add_subcommand("user", "账号 / accounts");
  user->require_subcommand(1);
  CLI::App* const adder =
      add(user, "add", "添加账号，密码从终端或标准输入读取 / adds an account", &AddUser);
  adder->add_option("LOGIN", a->login, "账号")->required();
  adder->add_option("--role", a->role, "city_office、department、county、enterprise …")->required();
  adder->add_option("--name", a->name, "姓名");
  adder->add_option("--region", a->region, "地区代码");
  adder->add_option("--department", a->department, "部门代码");
  add(user, "passwd", "设置密码 / sets a password", &SetPassword)
      ->add_option("LOGIN", a->login, "账号")
      ->required();
  add(user, "lock", "停用账号 / disables an account", &LockUser)
      ->add_option("LOGIN", a->login, "账号")
      ->required();
}

}  // namespace jiedui::app
