#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "app/command.h"
#include "base/json_writer.h"
#include "services/accounts.h"
#include "services/auth.h"
#include "services/second_factor.h"

namespace jiedui::app {
namespace {

using base::Result;
using base::Status;

struct AdminArguments {
  std::string login;
  std::string name;
  std::string role;
  std::string region;
  std::string department;
  std::string own;
  bool final_password = false;
};

services::PasswordUse UseOf(const AdminArguments& arguments) {
  return arguments.final_password ? services::PasswordUse::kFinal : services::PasswordUse::kFirst;
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

void PrintAccount(const CommonOptions& common, const std::string& what, const domain::User& user) {
  if (!common.json) return Print(what);
  base::JsonWriter json;
  json.StartObject().Key("id").Id(user.id).Member("login", user.login);
  json.Member("role", domain::Code(user.role)).Member("disabled", user.disabled).EndObject();
  Print(json.Text());
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
  if (!arguments.own.empty()) {
    JIEDUI_ASSIGN(const services::RecordKey own, services::ParseKey(arguments.own));
    user->own_kind = own.kind;
    user->own_id = own.id;
  }
  JIEDUI_ASSIGN(const auto stored,
                services::CreateAccount(city->workspace(), domain::Operator(), std::move(user),
                                        password, UseOf(arguments)));
  PrintAccount(common, "已添加账号 " + arguments.login, static_cast<const domain::User&>(*stored));
  return {};
}

Result<domain::User> FindUser(services::Workspace& workspace, const std::string& login) {
  JIEDUI_ASSIGN(auto user, workspace.store.FindByKey<domain::User>({login}));
  if (user) return *std::move(user);
  return base::Fail(base::ErrorCode::kNotFound, "没有账号 “" + login + "”", "LOGIN");
}

Status SetPassword(const CommonOptions& common, const AdminArguments& arguments) {
  JIEDUI_ASSIGN(const std::string password, AskPassword());
  JIEDUI_ASSIGN(const std::unique_ptr<City> city, OpenCity(common));
  services::Workspace& workspace = city->workspace();
  JIEDUI_CHECK(services::SetPassword(workspace, domain::Operator(), arguments.login, password,
                                     UseOf(arguments)));
  JIEDUI_ASSIGN(const domain::User user, FindUser(workspace, arguments.login));
  PrintAccount(common, "已设置 " + arguments.login + " 的密码，原有登录已失效", user);
  return {};
}

/// Disables the account, or lets it in again at once, however often its password was wrong.
Status SetDisabled(const CommonOptions& common, const AdminArguments& arguments, bool disabled) {
  JIEDUI_ASSIGN(const std::unique_ptr<City> city, OpenCity(common));
  services::Workspace& workspace = city->workspace();
  JIEDUI_ASSIGN(domain::User user, FindUser(workspace, arguments.login));
  JIEDUI_CHECK(workspace.store.Write(
      store::ContextOf(domain::Operator(), disabled ? "停用账号" : "启用账号"),
      [&](store::UnitOfWork& unit) -> Status {
        JIEDUI_ASSIGN(user, unit.Get(domain::UserId{user.id}));
        user.disabled = disabled;
        JIEDUI_CHECK(unit.Update(user));
        return disabled ? unit.CloseLoginsOf({user.id})
                        : services::ForgetAllTries(workspace, unit, user.login);
      }));
  PrintAccount(common, (disabled ? "已停用账号 " : "已启用账号 ") + arguments.login, user);
  return {};
}

Status LockUser(const CommonOptions& common, const AdminArguments& arguments) {
  return SetDisabled(common, arguments, true);
}

/// For who lost authenticator and recovery codes.
Status ResetSecondFactor(const CommonOptions& common, const AdminArguments& arguments) {
  JIEDUI_ASSIGN(const std::unique_ptr<City> city, OpenCity(common));
  services::Workspace& workspace = city->workspace();
  JIEDUI_ASSIGN(domain::User user, FindUser(workspace, arguments.login));
  JIEDUI_CHECK(services::ResetSecondFactor(workspace, domain::Operator(), user.id));
  PrintAccount(common, "已停用 " + arguments.login + " 的双因素登录，原有登录已失效", user);
  return {};
}

Status UnlockUser(const CommonOptions& common, const AdminArguments& arguments) {
  return SetDisabled(common, arguments, false);
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
  CLI::App* const user = app.add_subcommand("user", "账号 / accounts");
  user->require_subcommand(1);
  CLI::App* const adder =
      add(user, "add", "添加账号，密码从终端或标准输入读取 / adds an account", &AddUser);
  adder->add_option("LOGIN", a->login, "账号")->required();
  adder->add_option("--role", a->role, "city_office、department、county、enterprise …")->required();
  adder->add_option("--name", a->name, "姓名");
  adder->add_option("--region", a->region, "地区代码");
  adder->add_option("--department", a->department, "部门代码");
  adder->add_option("--for", a->own, "企业、专家等账号所属的对象，KIND:ID / whose account it is");
  CLI::App* const setter = add(user, "passwd", "设置密码 / sets a password", &SetPassword);
  setter->add_option("LOGIN", a->login, "账号")->required();
  for (CLI::App* const command : {adder, setter}) {
    command->add_flag(
        "--final-password", a->final_password,
        "首次登录时不必修改密码，用于系统账号 / need not be changed at the first login");
  }
  add(user, "lock", "停用账号 / disables an account", &LockUser)
      ->add_option("LOGIN", a->login, "账号")
      ->required();
  add(user, "reset-two-factor", "停用双因素登录 / for who lost the authenticator",
      &ResetSecondFactor)
      ->add_option("LOGIN", a->login, "账号")
      ->required();
  add(user, "unlock", "启用账号，清除登录失败 / enables it again", &UnlockUser)
      ->add_option("LOGIN", a->login, "账号")
      ->required();
}

}  // namespace jiedui::app
