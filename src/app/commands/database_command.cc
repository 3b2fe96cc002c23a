#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "app/command.h"
#include "base/json_writer.h"

namespace jiedui::app {
namespace {

namespace fs = std::filesystem;
using base::Status;

bool IsPostgres(const std::string& target) {
  return target.starts_with("postgresql://") || target.starts_with("postgres://");
}

/// The other city's audit key: this one's, copied where there is none.
Status CopyKey(const fs::path& from, const fs::path& to) {
  if (fs::exists(to)) return {};
  std::error_code error;
  fs::copy_file(from, to, error);
  if (!error) fs::permissions(to, fs::perms::owner_read | fs::perms::owner_write, error);
  if (!error) return {};
  return base::Fail(base::ErrorCode::kUnavailable,
                    "无法复制审计密钥到 " + to.string() + ": " + error.message(), "--to");
}

/// Where --to points: an address, with the key of --data's folder, or a new SQLite file with a key
/// beside it.
base::Result<store::StoreOptions> TargetOf(const CommonOptions& common, const std::string& to) {
  store::StoreOptions target;
  const fs::path key = fs::path(common.data) / "audit.key";
  if (IsPostgres(to)) {
    target.path = fs::path(common.data) / "jiedui.db";
    target.url = to;
    return target;
  }
  if (to.empty()) return base::Fail(base::ErrorCode::kInvalid, "不能为空", "--to");
  std::error_code error;
  target.path = fs::absolute(to, error);
  if (fs::exists(target.path)) {
    return base::Fail(base::ErrorCode::kConflict, to + " 已存在，请先移走再复制", "--to");
  }
  JIEDUI_CHECK(CopyKey(key, target.path.parent_path() / "audit.key"));
  return target;
}

void PrintReport(const CommonOptions& common, const store::CopyReport& report) {
  if (!common.json) {
    for (const store::CopiedTable& table : report.tables) {
      if (table.rows > 0) Print(fmt::format("{:<24} {:>10}", table.name, table.rows));
    }
    return Print(fmt::format("已复制 {} 张表、{} 行，行数和校验值逐表一致", report.tables.size(),
                             report.rows));
  }
  base::JsonWriter json;
  json.StartObject().Member("tables", static_cast<std::int64_t>(report.tables.size()));
  json.Member("rows", report.rows).Key("rows_of").StartObject();
  for (const store::CopiedTable& table : report.tables) json.Member(table.name, table.rows);
  json.EndObject().EndObject();
  Print(json.Text());
}

Status Copy(const CommonOptions& common, const std::string& to) {
  JIEDUI_ASSIGN(const std::unique_ptr<City> city, OpenCity(common));
  JIEDUI_ASSIGN(store::StoreOptions target, TargetOf(common, to));
  const base::SystemClock clock;
  target.clock = &clock;
  JIEDUI_ASSIGN(const store::CopyReport report,
                city->workspace().store.CopyTo(target, ConsoleProgress()));
  PrintReport(common, report);
  return {};
}

Status ForgetNode(const CommonOptions& common, std::uint32_t node) {
  JIEDUI_ASSIGN(const std::unique_ptr<City> city, OpenCity(common));
  JIEDUI_CHECK(city->workspace().store.UnfollowOutbox(
      store::IndexConsumerOf(static_cast<std::uint8_t>(node))));
  Print(fmt::format("不再为 {} 号服务保留待检索的变更", node));
  return {};
}

}  // namespace

void AddDatabaseCommands(CLI::App& app, CommandLine& line) {
  auto to = std::make_shared<std::string>();
  CLI::App* const database = app.add_subcommand("database", "数据库 / the database");
  database->require_subcommand(1);
  CLI::App* const copy = database->add_subcommand(
      "copy", "复制到另一个空的数据库，先停止服务 / everything into another, empty database");
  copy->add_option("--to", *to, "postgresql://… 或新的 SQLite 文件 / or a new SQLite file")
      ->required();
  copy->callback(
      [&line, to] { line.action = [&line, to] { return Finish(Copy(line.common, *to)); }; });
  auto node = std::make_shared<std::uint32_t>(0);
  CLI::App* const forget = database->add_subcommand(
      "forget-node", "一个服务不再启用 / a node is gone for good: nothing waits for its index");
  forget->add_option("NODE", *node, "它的 --node / its number")
      ->required()
      ->check(CLI::Range(1, 255));
  forget->callback([&line, node] {
    line.action = [&line, node] { return Finish(ForgetNode(line.common, *node)); };
  });
}

}  // namespace jiedui::app
