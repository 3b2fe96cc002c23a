#include <libpq-fe.h>

#include <map>

#include "store/postgres_wire_internal.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

constexpr int kOldestServer = 130000;
/// A node that hangs within a write holds every writer up: the server undoes it after that.
constexpr std::int64_t kMostIdleMs = 60'000;

using Settings = std::map<std::string, std::string>;

/// What the address says, by libpq's names.
Result<Settings> Parse(const std::string& url) {
  char* message = nullptr;
  const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> options(
      PQconninfoParse(url.c_str(), &message), &PQconninfoFree);
  const std::unique_ptr<char, void (*)(void*)> said(message, &PQfreemem);
  if (options == nullptr) {
    const std::string text = said == nullptr ? "" : said.get();
    return Fail(ErrorCode::kInvalid, "数据库地址写法不对: " + text.substr(0, text.find('\n')),
                "database");
  }
  Settings settings;
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val != nullptr) settings[option->keyword] = option->val;
  }
  return settings;
}

/// What the address leaves open. A peer that is gone is noticed within half a minute.
void AddDefaults(Settings& settings, Access access) {
  settings["client_encoding"] = "UTF8";
  settings.try_emplace("application_name", "jiedui");
  settings.try_emplace("connect_timeout", "10");
  settings.try_emplace("keepalives_idle", "15");
  settings.try_emplace("keepalives_interval", "5");
  settings.try_emplace("keepalives_count", "3");
  settings.try_emplace("tcp_user_timeout", "20000");
  if (access == Access::kWrite) settings["target_session_attrs"] = "read-write";
}

/// A commit that is acknowledged is on the server's disk, whatever its default says.
std::string SessionSettings(Access access, std::int32_t busy_timeout_ms) {
  std::string sql =
      "SET client_min_messages = warning; SET standard_conforming_strings = on; SET jit = off; "
      "SELECT set_config('synchronous_commit', 'on', false) WHERE "
      "current_setting('synchronous_commit') = 'off'; SET lock_timeout = " +
      std::to_string(busy_timeout_ms) + ";";
  if (access == Access::kWrite) {
    sql += "SET idle_in_transaction_session_timeout = " + std::to_string(kMostIdleMs) + ";";
  }
  return sql;
}

Status CheckServer(const PGconn* connection) {
  if (PQserverVersion(connection) < kOldestServer) {
    return Fail(ErrorCode::kUnprocessable, "PostgreSQL 版本过低，应为 13 或更新");
  }
  const char* const encoding = PQparameterStatus(connection, "server_encoding");
  if (encoding != nullptr && std::string_view(encoding) == "UTF8") return {};
  return Fail(ErrorCode::kUnprocessable, "PostgreSQL 数据库的字符集应为 UTF8");
}

}  // namespace

bool IsPostgresUrl(std::string_view url) {
  return url.starts_with("postgresql://") || url.starts_with("postgres://");
}

std::string WithoutPassword(const std::string& url) {
  const Result<Settings> settings = Parse(url);
  if (!settings) return "PostgreSQL";
  const auto part = [&](const char* name) {
    const auto found = settings->find(name);
    return found == settings->end() ? std::string() : found->second;
  };
  const std::string port = part("port");
  return "postgresql://" + part("host") + (port.empty() ? "" : ":" + port) + "/" + part("dbname");
}

Result<postgres::ConnectionPtr> postgres::Dial(const std::string& url, Access access) {
  JIEDUI_ASSIGN(Settings settings, Parse(url));
  AddDefaults(settings, access);
  std::vector<const char*> names;
  std::vector<const char*> values;
  for (const auto& [name, value] : settings) {
    names.push_back(name.c_str());
    values.push_back(value.c_str());
  }
  names.push_back(nullptr);
  values.push_back(nullptr);
  ConnectionPtr connection(PQconnectdbParams(names.data(), values.data(), 0));
  if (PQstatus(connection.get()) != CONNECTION_OK) {
    std::string said = PQerrorMessage(connection.get());
    said.erase(std::min(said.find('\n'), said.size()));
    return Fail(ErrorCode::kUnavailable, "连不上数据库 " + WithoutPassword(url) + ": " + said,
                "database");
  }
  PQsetNoticeProcessor(
      connection.get(), [](void*, const char*) {}, nullptr);
  JIEDUI_CHECK(CheckServer(connection.get()));
  return connection;
}

Result<std::unique_ptr<Connection>> ConnectPostgres(const std::string& url, Access access,
                                                    std::int32_t busy_timeout_ms) {
  JIEDUI_ASSIGN(postgres::ConnectionPtr raw, postgres::Dial(url, access));
  std::unique_ptr<Connection> connection = postgres::Owned(raw.release());
  JIEDUI_CHECK(connection->RunScript(SessionSettings(access, busy_timeout_ms)));
  return connection;
}

}  // namespace jiedui::store
