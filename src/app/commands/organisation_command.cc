#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "app/command.h"
#include "base/json_writer.h"
#include "services/corpus.h"
#include "services/posts.h"
#include "services/team_rules.h"

namespace jiedui::app {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

struct OrganisationArguments {
  std::string day;
  std::string post;
  std::string holder;
  std::string account;
  std::string from;
  std::string until;
  bool acting = false;
};

Result<base::Date> DayNamed(const std::string& text, const std::string& option) {
  const Result<base::Date> day = base::ParseDate(text);
  if (day) return *day;
  return Fail(ErrorCode::kInvalid, "“" + text + "” 不是日期（如 2020-09-01）", option);
}

std::string PostText(const domain::Post& post) {
  std::string text = fmt::format("post:{}  {} {} {}{}", post.id, post.title, post.holder,
                                 post.organisation, post.acting ? "（代理）" : "");
  if (post.held_from) text += fmt::format("  {} 起", base::FormatDate(*post.held_from));
  if (post.held_until) text += fmt::format("  至 {}", base::FormatDate(*post.held_until));
  return text;
}

void WritePost(base::JsonWriter& json, const domain::Post& post) {
  json.StartObject().Key("id").Id(post.id).Member("title", post.title);
  json.Member("holder", post.holder).Member("organisation", post.organisation);
  json.Member("acting", post.acting).EndObject();
}

Status ShowHolders(const CommonOptions& common, const OrganisationArguments& arguments) {
  JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common));
  const services::Workspace& workspace = opened.workspace();
  base::Date day = base::DateInChina(workspace.clock.NowMs());
  if (!arguments.day.empty()) {
    JIEDUI_ASSIGN(day, DayNamed(arguments.day, "--on"));
  }
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const std::vector<domain::Post> held, services::HoldersOn(session, day));
  base::JsonWriter json;
  json.StartArray();
  std::string text = base::FormatDate(day) + " 在任\n";
  for (const domain::Post& post : held) {
    text += PostText(post) + "\n";
    WritePost(json, post);
  }
  json.EndArray();
  Print(common.json ? json.Text() : text + fmt::format("共 {} 人", held.size()));
  return {};
}

Status TakeOver(const CommonOptions& common, const OrganisationArguments& arguments) {
  const auto key = services::ParseKey(arguments.post);
  if (!key || key->kind != domain::Kind::kPost)
    return Fail(ErrorCode::kInvalid, "“" + arguments.post + "” 不是 post:编号", "POST");
  services::Succession succession;
  succession.holder = arguments.holder;
  succession.acting = arguments.acting;
  JIEDUI_ASSIGN(succession.from, DayNamed(arguments.from, "--from"));
  if (!arguments.until.empty()) {
    JIEDUI_ASSIGN(succession.until, DayNamed(arguments.until, "--until"));
  }
  JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common));
  services::Workspace& workspace = opened.workspace();
  if (!arguments.account.empty()) {
    JIEDUI_ASSIGN(const auto user, workspace.store.FindByKey<domain::User>({arguments.account}));
    if (!user)
      return Fail(ErrorCode::kInvalid, "没有账号 “" + arguments.account + "”", "--account");
    succession.account = user->id;
  }
  JIEDUI_ASSIGN(const domain::Post post, workspace.store.Get(domain::PostId{key->id}));
  JIEDUI_ASSIGN(const domain::Post next, services::TakePostOver(workspace, opened.actor, {post.id},
                                                                post.version, succession));
  base::JsonWriter json;
  WritePost(json, next);
  Print(common.json ? json.Text() : PostText(next));
  return {};
}

Status CheckTeams(const CommonOptions& common) {
  JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common));
  const services::Workspace& workspace = opened.workspace();
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const std::vector<services::TeamFinding> findings,
                services::FindTeamBreaches(session, workspace.reference));
  base::JsonWriter json;
  json.StartArray();
  std::string text;
  for (const services::TeamFinding& finding : findings) {
    text += (finding.team.empty() ? "市级包联工作组" : finding.team) + "\n";
    json.StartObject().Member("team", finding.team).Key("breaches").StartArray();
    for (const services::Breach& breach : finding.breaches) {
      text += "  " + breach.zh + "\n";
      json.String(breach.zh);
    }
    json.EndArray().EndObject();
  }
  json.EndArray();
  if (text.empty()) text = "各包联工作组、入企工作小组的人数和组成都符合要求";
  Print(common.json ? json.Text() : text);
  if (findings.empty()) return {};
  return Fail(ErrorCode::kUnprocessable, fmt::format("{} 处不符合要求", findings.size()));
}

}  // namespace

void AddOrganisationCommands(CLI::App& app, CommandLine& line) {
  auto a = std::make_shared<OrganisationArguments>();
  const auto add = [&line, a](CLI::App* parent, const char* name, const char* help, auto use) {
    CLI::App* const command = parent->add_subcommand(name, help);
    command->callback([&line, a, use] {
      line.action = [&line, a, use] { return Finish(use(line.common, *a)); };
    });
    return command;
  };
  CLI::App* const post = app.add_subcommand("post", "推进小组的职务 / posts of the group");
  post->require_subcommand(1);
  add(post, "holders", "某日谁在任 / who held each post", ShowHolders)
      ->add_option("--on", a->day, "日期；不写为今天");
  CLI::App* const succeed =
      add(post, "succeed", "接任或代理 / a successor, or somebody acting", TakeOver);
  succeed->add_option("POST", a->post, "原任职，post:编号")->required();
  succeed->add_option("--holder", a->holder, "接任人姓名")->required();
  succeed->add_option("--from", a->from, "接任日期")->required();
  succeed->add_option("--account", a->account, "接任人的账号");
  succeed->add_flag("--acting", a->acting, "代理，须写 --until");
  succeed->add_option("--until", a->until, "代理截止日期");
  CLI::App* const team = app.add_subcommand("team", "工作组、工作小组 / groups and teams");
  team->require_subcommand(1);
  add(team, "check", "人数和组成是否符合要求 / sizes and composition",
      [](const CommonOptions& common, const OrganisationArguments&) { return CheckTeams(common); });
}

}  // namespace jiedui::app
