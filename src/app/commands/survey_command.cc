#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "app/command.h"
#include "app/commands/named.h"
#include "base/json_writer.h"
#include "services/corpus.h"
#include "services/survey_form.h"
#include "services/survey_round.h"

namespace jiedui::app {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Status;

struct SurveyArguments {
  std::string period;
  std::string survey;
  std::vector<std::string> conditions;
};

Status OpenRound(const CommonOptions& common, const SurveyArguments& arguments) {
  services::RosterQuery query;
  JIEDUI_ASSIGN(query.filters, Conditions(arguments.conditions));
  JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common));
  JIEDUI_ASSIGN(
      const services::SurveyRound round,
      services::OpenSurveys(opened.workspace(), opened.actor, arguments.period, std::move(query)));
  if (common.json) {
    base::JsonWriter json;
    json.StartObject().Member("opened", round.opened).Member("had", round.had);
    json.Member("failed", static_cast<std::int64_t>(round.failed.size())).EndObject();
    Print(json.Text());
  } else {
    std::string text = fmt::format("{} 期调查表: 新建草稿 {} 份，已有 {} 份", arguments.period,
                                   round.opened, round.had);
    for (const auto& [name, error] : round.failed)
      text += fmt::format("\n  {}: {}", name, error.message);
    Print(text);
  }
  if (round.failed.empty()) return {};
  return Fail(ErrorCode::kConflict, fmt::format("{} 家未能新建", round.failed.size()));
}

Status CheckOne(const CommonOptions& common, const SurveyArguments& arguments) {
  const auto key = services::ParseKey(arguments.survey);
  if (!key || key->kind != domain::Kind::kSurvey)
    return Fail(ErrorCode::kInvalid, "“" + arguments.survey + "” 不是 survey:编号", "SURVEY");
  JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common));
  JIEDUI_ASSIGN(const services::SurveyCheck check,
                services::CheckSurvey(opened.workspace(), opened.actor, {key->id}));
  base::JsonWriter json;
  json.StartObject().Key("errors").Raw(services::FindingsJson(check.errors));
  json.Key("remarks").Raw(services::FindingsJson(check.remarks)).EndObject();
  std::string text =
      fmt::format("须改正 {} 处，请核实 {} 处\n", check.errors.size(), check.remarks.size());
  for (const base::FieldError& one : check.errors)
    text += fmt::format("  须改正  {}（{}）\n", one.message, one.field);
  for (const base::FieldError& one : check.remarks)
    text += fmt::format("  请核实  {}\n", one.message);
  Print(common.json ? json.Text() : text);
  return {};
}

}  // namespace

void AddSurveyCommands(CLI::App& app, CommandLine& line) {
  auto a = std::make_shared<SurveyArguments>();
  CLI::App* const survey = app.add_subcommand("survey", "调查表（附件3）/ the survey of annex 3");
  survey->require_subcommand(1);
  const auto add = [&](const char* name, const char* help, auto use) {
    CLI::App* const command = survey->add_subcommand(name, help);
    command->callback([&line, a, use] {
      line.action = [&line, a, use] { return Finish(use(line.common, *a)); };
    });
    return command;
  };
  CLI::App* const open =
      add("open", "布置一期调查：为没有的企业新建草稿，由上期预填 / drafts, prefilled", OpenRound);
  open->add_option("PERIOD", a->period, "期别，例如 2020")->required();
  open->add_option("--where", a->conditions, "企业的条件，字段=值，可多次，例如 region=140525");
  add("check", "须改正和请核实之处 / what is wrong or unlikely", CheckOne)
      ->add_option("SURVEY", a->survey, "survey:编号")
      ->required();
}

}  // namespace jiedui::app
