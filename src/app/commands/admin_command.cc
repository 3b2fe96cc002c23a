#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "app/command.h"
#include "base/json_writer.h"
#include "services/accounts.h"
#include "services/auth.h"
#include "services/digest.h"
#include "services/grants.h"
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
  std::string separation;  ///< on, off; empty: say which
  std::string reason;
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

/// Says so where the account awaits its confirmation.
Result<std::string> Awaiting(services::Workspace& workspace, const domain::User& user) {
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const bool separated, services::DutiesAreSeparated(session));
  if (!separated || services::RequireConfirmedGrant(session, user)) return std::string();
  return std::string("；已启用三员分立，经安全管理员确认后才能使用");
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
  const auto& added = static_cast<const domain::User&>(*stored);
  JIEDUI_ASSIGN(const std::string awaiting, Awaiting(city->workspace(), added));
  PrintAccount(common, "已添加账号 " + arguments.login + awaiting, added);
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
  JIEDUI_ASSIGN(const std::string awaiting, Awaiting(workspace, user));
  PrintAccount(common, "已设置 " + arguments.login + " 的密码，原有登录已失效" + awaiting, user);
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

void PrintAwaited(const CommonOptions& common, bool separated,
                  const std::vector<services::AwaitedGrant>& awaited) {
  if (common.json) {
    base::JsonWriter json;
    json.StartObject().Member("separated", separated).Key("awaited").StartArray();
    for (const services::AwaitedGrant& one : awaited) {
      json.StartObject().Key("id").Id(one.user.id).Member("login", one.user.login);
      json.Member("state", one.refused ? "refused" : "waiting").Key("changes").StartArray();
      for (const services::GrantChange& change : one.changes) {
        json.StartObject().Member("field", change.field).Member("before", change.before);
        json.Member("after", change.after).EndObject();
      }
      json.EndArray().EndObject();
    }
    return Print(json.EndArray().EndObject().Text());
  }
  std::string text =
      separated ? "三员分立: 已启用，待确认的账号 " + std::to_string(awaited.size()) + " 个"
                : "三员分立: 没有启用";
  for (const services::AwaitedGrant& one : awaited) {
    text +=
        "\n" + one.user.login + (one.refused ? "  已退回: " + one.user.grant_reason : "  待确认");
    for (const services::GrantChange& change : one.changes)
      text += "\n  " + change.field + ": " + (change.before.empty() ? "-" : change.before) + " → " +
              (change.after.empty() ? "-" : change.after);
  }
  Print(text);
}

/// Says whether duties are separated and what awaits a confirmation; separates them or puts them
/// together again where that is asked for.
Status Separate(const CommonOptions& common, const AdminArguments& arguments) {
  JIEDUI_ASSIGN(const std::unique_ptr<City> city, OpenCity(common));
  services::Workspace& workspace = city->workspace();
  if (!arguments.separation.empty()) {
    const bool on = arguments.separation == "on";
    JIEDUI_ASSIGN(const std::int64_t confirmed,
                  services::SeparateDuties(workspace, domain::Operator(), on, arguments.reason));
    if (!common.json)
      Print(on ? fmt::format("已启用三员分立，现有 {} 个账号的授权视为已确认", confirmed)
               : std::string("已停用三员分立"));
    if (!common.json) return {};
  }
  JIEDUI_ASSIGN(const auto awaited, services::AwaitedGrants(workspace, domain::Operator()));
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const bool separated, services::DutiesAreSeparated(session));
  PrintAwaited(common, separated, awaited);
  return {};
}

/// What the account may do now, confirmed by who has the machine: for the first accounts, and where
/// no security administrator can.
Status ConfirmUser(const CommonOptions& common, const AdminArguments& arguments) {
  JIEDUI_ASSIGN(const std::unique_ptr<City> city, OpenCity(common));
  services::Workspace& workspace = city->workspace();
  JIEDUI_ASSIGN(domain::User user, FindUser(workspace, arguments.login));
  services::GrantDecision decision;
  decision.reason = arguments.reason;
  {
    JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
    JIEDUI_ASSIGN(const std::string grant, services::GrantOf(session, user));
    decision.grant = services::DigestOf(grant);
  }
  JIEDUI_CHECK(services::DecideGrant(workspace, domain::Operator(), user.id, decision));
  PrintAccount(common, "已确认 " + arguments.login + " 的授权", user);
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
  CLI::App* const separation = add(
      user, "separation",
      "三员分立: 查看、启用或停用 / separated duties: shows, separates, puts together", &Separate);
  separation->add_option("STATE", a->separation, "on 或 off；不写则只查看 / which")
      ->check(CLI::IsMember({"on", "off"}));
  CLI::App* const confirmer = add(
      user, "confirm", "由操作员确认账号的授权 / confirms what an account may do", &ConfirmUser);
  confirmer->add_option("LOGIN", a->login, "账号")->required();
  confirmer->add_option("--reason", a->reason, "理由，记入审计 / for the audit")->required();
  separation->add_option("--reason", a->reason, "理由，记入审计 / for the audit");
  add(user, "unlock", "启用账号，清除登录失败 / enables it again", &UnlockUser)
      ->add_option("LOGIN", a->login, "账号")
      ->required();
}

}  // namespace jiedui::app
