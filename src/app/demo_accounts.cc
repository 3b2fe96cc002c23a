#include "app/demo_accounts.h"

#include <fmt/format.h>

#include "base/json_reader.h"
#include "base/json_writer.h"
#include "domain/user.h"

namespace jiedui::app {
namespace {

constexpr std::string_view kSetting = "demo_accounts";

std::string TextOf(const base::JsonValue& account, std::string_view name) {
  const auto member = account.Find(name);
  return member ? std::string(member->AsString().value_or("")) : "";
}

/// The role's name in Chinese; its code where this program does not know it.
std::string RoleName(const std::string& code) {
  const auto role = domain::FromCode<domain::Role>(code);
  return std::string(role ? domain::NameOf(*role).zh : code);
}

}  // namespace

base::Status RememberDemoAccounts(store::Store& store, const services::LoadedDemo& loaded,
                                  std::string_view password) {
  base::JsonWriter json;
  json.StartArray();
  for (const services::DemoAccount& account : loaded.accounts) {
    json.StartObject().Member("login", account.login).Member("password", password);
    json.Member("role", domain::Code(account.role))
        .Member("display_name", account.display_name)
        .EndObject();
  }
  json.EndArray();
  return store.Write(
      store::ContextOf(domain::Operator(), "演示城市"),
      [&](store::UnitOfWork& unit) { return unit.PutSetting(kSetting, json.Text()); });
}

base::Result<std::string> DemoAccountLines(const store::Store& store) {
  JIEDUI_ASSIGN(const std::optional<std::string> setting, store.Setting(kSetting));
  if (!setting) return std::string();
  JIEDUI_ASSIGN(const base::JsonDocument document, base::JsonDocument::Parse(*setting));
  const std::vector<base::JsonValue> accounts = document.root().Items();
  if (accounts.empty()) return std::string();
  std::string lines =
      fmt::format("演示账号（均为虚构数据），密码均为 {}:\n", TextOf(accounts.front(), "password"));
  for (const base::JsonValue& account : accounts) {
    lines += fmt::format("  {:<14} {}  {}\n", TextOf(account, "login"),
                         RoleName(TextOf(account, "role")), TextOf(account, "display_name"));
  }
  return lines;
}

}  // namespace jiedui::app
