#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "app/commands/in_city.h"
#include "app/commands/record_words.h"
#include "services/briefs.h"
#include "services/chain.h"
#include "services/duplicates.h"
#include "services/history.h"
#include "services/ledger_json.h"
#include "services/posts.h"
#include "services/roster.h"

namespace jiedui::app {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::Actor;
using domain::Kind;
using domain::Record;
using services::RecordKey;

Status List(const CommonOptions& common, services::Workspace& workspace, const Actor& actor,
            const RecordArguments& arguments) {
  JIEDUI_ASSIGN(const Kind kind, KindNamed(arguments.kind));
  services::RosterQuery query;
  query.limit = arguments.limit;
  query.deleted = arguments.deleted;
  JIEDUI_ASSIGN(query.filters, Conditions(arguments.assignments));
  JIEDUI_ASSIGN(const services::RosterPage page,
                services::ListRecords(workspace, actor, kind, query));
  if (common.json) {
    for (const auto& record : page.items)
      JIEDUI_CHECK(ShowRecord(common, workspace, actor, *record));
    return {};
  }
  std::vector<const Record*> shown;
  for (const auto& record : page.items) shown.push_back(record.get());
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const auto titles, services::ReadTitles(session, actor, shown));
  std::string text;
  for (const Record* const record : shown) text += LineOf(*record, titles) + "\n";
  Print(text + fmt::format("共 {} 条", page.total));
  return {};
}

Status ShowOne(const CommonOptions& common, services::Workspace& workspace, const Actor& actor,
               const RecordArguments& arguments) {
  JIEDUI_ASSIGN(const RecordKey key, KeyNamed(arguments.key));
  JIEDUI_ASSIGN(const std::unique_ptr<Record> record,
                services::ReadRecord(workspace, actor, key.kind, key.id));
  return ShowRecord(common, workspace, actor, *record);
}

Status Add(const CommonOptions& common, services::Workspace& workspace, const Actor& actor,
           const RecordArguments& arguments) {
  JIEDUI_ASSIGN(const Kind kind, KindNamed(arguments.kind));
  std::unique_ptr<Record> record = domain::TypeOf(kind).make();
  JIEDUI_CHECK(Assign(workspace, arguments.assignments, true, *record));
  JIEDUI_ASSIGN(record, services::CreateRecord(workspace, actor, std::move(record)));
  return ShowRecord(common, workspace, actor, *record);
}

Status Set(const CommonOptions& common, services::Workspace& workspace, const Actor& actor,
           const RecordArguments& arguments) {
  JIEDUI_ASSIGN(const RecordKey key, KeyNamed(arguments.key));
  JIEDUI_ASSIGN(const std::unique_ptr<Record> seen,
                services::ReadRecord(workspace, actor, key.kind, key.id));
  const std::unique_ptr<Record> wanted = domain::TypeOf(key.kind).make();
  JIEDUI_CHECK(Assign(workspace, arguments.assignments, true, *wanted));
  JIEDUI_ASSIGN(
      const std::unique_ptr<Record> record,
      services::ChangeRecord(
          workspace, actor, key.kind, key.id, seen->version, [&](Record& fresh) -> Status {
            for (const std::string& word : arguments.assignments) {
              JIEDUI_ASSIGN(const auto pair, SplitAssignment(word));
              const domain::FieldDef& field = *domain::TypeOf(key.kind).Find(pair.first);
              JIEDUI_CHECK(domain::SetField(fresh, field, field.get(*wanted)));
            }
            return {};
          }));
  return ShowRecord(common, workspace, actor, *record);
}

Status Remove(const CommonOptions& /*common*/, services::Workspace& workspace, const Actor& actor,
              const RecordArguments& arguments) {
  JIEDUI_ASSIGN(const RecordKey key, KeyNamed(arguments.key));
  JIEDUI_ASSIGN(const std::unique_ptr<Record> seen,
                services::ReadRecord(workspace, actor, key.kind, key.id));
  JIEDUI_CHECK(services::RemoveRecord(workspace, actor, key.kind, key.id, seen->version));
  Print("已删除 " + arguments.key);
  return {};
}

Status Restore(const CommonOptions& common, services::Workspace& workspace, const Actor& actor,
               const RecordArguments& arguments) {
  JIEDUI_ASSIGN(const RecordKey key, KeyNamed(arguments.key));
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const std::unique_ptr<Record> seen, session.GetAny(key.kind, key.id));
  JIEDUI_ASSIGN(const std::unique_ptr<Record> record,
                services::RestoreRecord(workspace, actor, key.kind, key.id, seen->version));
  return ShowRecord(common, workspace, actor, *record);
}

std::string TextOf(const services::MergePreview& merge) {
  std::string text;
  for (const services::MergedField& field : merge.fields)
    text += fmt::format("  {}: “{}” 与 “{}” → “{}”\n", field.zh, field.kept, field.dropped,
                        field.result);
  for (const services::MovedReferences& moved : merge.moved)
    text += fmt::format("  {} 条{}的“{}”改指保留的记录\n", moved.count,
                        domain::NameOf(moved.kind).zh, moved.field);
  return text.empty() ? "  没有不同的字段，也没有引用\n" : text;
}

Status Merge(const CommonOptions& common, services::Workspace& workspace, const Actor& actor,
             const RecordArguments& arguments) {
  JIEDUI_ASSIGN(const RecordKey kept, KeyNamed(arguments.key));
  JIEDUI_ASSIGN(const RecordKey dropped, KeyNamed(arguments.other));
  services::MergePreview merge;
  if (arguments.dry_run) {
    JIEDUI_ASSIGN(merge, services::PreviewMerge(workspace, actor, kept, dropped));
  } else {
    JIEDUI_ASSIGN(const std::unique_ptr<Record> seen,
                  services::ReadRecord(workspace, actor, kept.kind, kept.id));
    JIEDUI_ASSIGN(merge, services::MergeRecords(workspace, actor, kept, seen->version, dropped));
  }
  base::JsonWriter json;
  services::WriteMerge(json, merge);
  Print(common.json ? json.Text()
                    : (arguments.dry_run ? "试算，未合并\n" : "已合并\n") + TextOf(merge));
  return {};
}

Status Duplicates(const CommonOptions& common, services::Workspace& workspace, const Actor& actor,
                  const RecordArguments& arguments) {
  JIEDUI_ASSIGN(const Kind kind, KindNamed(arguments.kind));
  JIEDUI_ASSIGN(const std::vector<services::LikelyDuplicate> found,
                services::FindDuplicates(workspace, actor, kind));
  std::string text;
  for (const services::LikelyDuplicate& one : found) {
    text += fmt::format("{} {}  {} {}  {}\n", services::FormatKey(one.a), one.a_title,
                        services::FormatKey(one.b), one.b_title, one.why);
  }
  base::JsonWriter json;
  services::WriteDuplicates(json, found);
  Print(common.json ? json.Text() : text + fmt::format("共 {} 对", found.size()));
  return {};
}

Status History(const CommonOptions& /*common*/, services::Workspace& workspace, const Actor& actor,
               const RecordArguments& arguments) {
  JIEDUI_ASSIGN(const RecordKey key, KeyNamed(arguments.key));
  JIEDUI_ASSIGN(const services::HistoryPage page,
                services::ReadHistory(workspace, actor, key.kind, key.id, "", arguments.limit));
  std::string text;
  for (const services::HistoryEntry& one : page.entries) {
    text += fmt::format("{}  {}  {}{}\n", base::FormatUtc(one.entry.at_ms), one.entry.actor_name,
                        one.entry.action,
                        one.entry.reason.empty() ? "" : "（" + one.entry.reason + "）");
    for (const services::HistoryChange& change : one.changes)
      text += fmt::format("    {}: {} → {}\n", change.field, change.before, change.after);
  }
  Print(text);
  return {};
}

std::string NodeText(const services::ChainNode& node, std::string_view arrow) {
  const std::string indent(2 * static_cast<std::size_t>(node.steps), ' ');
  std::string text = fmt::format("{}{}{} {}  {}", indent, arrow, domain::NameOf(node.key.kind).zh,
                                 services::FormatKey(node.key), node.title);
  text += fmt::format("  {}", base::FormatDate(node.day));
  if (!node.state_zh.empty()) text += fmt::format("  {}", node.state_zh);
  if (!node.link.empty()) text += fmt::format("（{}）", node.link);
  return text + "\n";
}

Status ShowChain(const CommonOptions& common, services::Workspace& workspace, const Actor& actor,
                 const RecordArguments& arguments) {
  JIEDUI_ASSIGN(const RecordKey key, KeyNamed(arguments.key));
  JIEDUI_ASSIGN(const services::Chain chain, services::ReadChain(workspace, actor, key));
  base::JsonWriter json;
  services::WriteChain(json, chain);
  std::string text = NodeText(chain.start, "");
  for (const services::ChainNode& node : chain.up) text += NodeText(node, "↑ ");
  for (const services::ChainNode& node : chain.down) text += NodeText(node, "↓ ");
  if (chain.truncated) text += "…\n";
  text.pop_back();
  Print(common.json ? json.Text() : text);
  return {};
}

}  // namespace

void AddRecordCommands(CLI::App& app, CommandLine& line) {
  CLI::App* const record = app.add_subcommand(
      "record", "逐条查看、登记、办理 / one record: shown, kept, put through its events");
  record->require_subcommand(1);
  auto arguments = std::make_shared<RecordArguments>();
  const auto add = [&](const char* name, const char* help, Use<RecordArguments> use) {
    CLI::App* const command = record->add_subcommand(name, help);
    command->callback(
        [&line, arguments, use] { line.action = InCity<RecordArguments>(line, arguments, use); });
    return command;
  };
  const auto add_key = [&](CLI::App* command) {
    command->add_option("KIND:ID", arguments->key, "例如 survey:12")->required();
  };
  const auto add_fields = [&](CLI::App* command, const char* help) {
    command->add_option("FIELD=VALUE", arguments->assignments, help);
  };
  CLI::App* const list = add("list", "列出 / lists", List);
  list->add_option("KIND", arguments->kind, "类别，例如 surveys")->required();
  add_fields(list, "条件，例如 state=submitted region=140525");
  list->add_flag("--deleted", arguments->deleted,
                 "已删除、可以恢复的 / those that can be restored");
  list->add_option("--limit", arguments->limit)->check(CLI::Range(1, 200))->capture_default_str();
  add_key(add("show", "查看 / shows", ShowOne));
  CLI::App* const make = add("add", "登记 / adds", Add);
  make->add_option("KIND", arguments->kind, "类别，例如 needs")->required();
  add_fields(make, "字段=值，其他记录写其名称或编号");
  CLI::App* const set = add("set", "修改 / changes", Set);
  add_key(set);
  add_fields(set, "字段=值");
  CLI::App* const event = add("event", "办理 / puts through an event", PutThrough);
  add_key(event);
  event->add_option("EVENT", arguments->event, "例如 submit、confirm")->required();
  add_fields(event, "一并填写的字段=值");
  event->add_option("--reason", arguments->reason, "理由");
  CLI::App* const each =
      add("each", "逐条办理符合条件的，列出未能办理的 / every one that fits", PutEachThrough);
  each->add_option("KIND", arguments->kind, "类别，例如 surveys、pairings")->required();
  each->add_option("EVENT", arguments->event, "例如 confirm、approve")->required();
  add_fields(each, "一并填写的字段=值");
  each->add_option("--where", arguments->conditions, "条件，字段=值，可多次，例如 state=submitted")
      ->required();
  each->add_option("--reason", arguments->reason, "理由");
  add_key(add("remove", "删除 / removes", Remove));
  add_key(add("chain",
              "来龙去脉：需求、结对、对接、问题、材料、销号 / where it came from, what came of it",
              ShowChain));
  add_key(add("restore", "恢复已删除的 / puts back what was removed", Restore));
  CLI::App* const merge = add("merge", "合并重复的两条 / merges two", Merge);
  add_key(merge);
  merge->add_option("OTHER", arguments->other, "并入后删除的一条，类别:编号")->required();
  merge->add_flag("--dry-run", arguments->dry_run, "只显示会怎样");
  CLI::App* const duplicates = add("duplicates", "可能重复的 / likely duplicates", Duplicates);
  duplicates->add_option("KIND", arguments->kind, "类别，例如 enterprises")->required();
  add_key(add("history", "变更记录 / what was changed", History));
}

}  // namespace jiedui::app
