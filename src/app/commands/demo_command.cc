#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "app/command.h"
#include "app/demo_accounts.h"
#include "services/demo/history.h"
#include "services/demo/load.h"
#include "services/demo/sign_off_history.h"

namespace jiedui::app {
namespace {

using base::Result;
using base::Status;

/// Public by purpose: it opens made-up data only.
constexpr const char* kDemoPassword = "jiedui-demo-2020";

Result<services::DemoInputs> ReadInputs(const std::filesystem::path& folder) {
  services::DemoInputs inputs;
  for (const std::string_view name : services::DemoInputFiles()) {
    JIEDUI_ASSIGN(inputs[std::string(name)], ReadFile(folder / name));
  }
  return inputs;
}

Status MakeDemo(const CommonOptions& common, const services::DemoOptions& options) {
  // On its eve, the city is made the day before the campaign's first.
  const base::Date made_on =
      options.campaign ? options.published : base::Date{options.published.year, 3, 31};
  base::FixedClock clock(base::StartOfDayInChina(made_on));
  CityOptions city_options;
  city_options.data = common.data;
  city_options.database = common.database;
  city_options.node = static_cast<std::uint8_t>(common.node);
  city_options.create = true;
  city_options.clock = &clock;
  JIEDUI_ASSIGN(city_options.share, FindShare());
  JIEDUI_ASSIGN(const std::unique_ptr<City> city, City::Open(city_options));
  const base::Progress progress = ConsoleProgress();
  JIEDUI_ASSIGN(const services::DemoInputs inputs, ReadInputs(city_options.share / "demo"));
  JIEDUI_ASSIGN(services::DemoCity demo,
                services::MakeDemoCity(city->workspace().reference, inputs, options));
  JIEDUI_ASSIGN(
      const services::LoadedDemo loaded,
      services::LoadDemoCity(city->workspace().store, std::move(demo), {kDemoPassword}, progress));
  if (options.campaign) {
    JIEDUI_CHECK(services::MakeDemoHistory(city->workspace(), clock, progress));
    JIEDUI_CHECK(services::MakeDemoSignOffs(city->workspace(), clock));
  }
  store::Store& store = city->workspace().store;
  JIEDUI_CHECK(RememberDemoAccounts(store, loaded, kDemoPassword));
  JIEDUI_ASSIGN(const std::string accounts, DemoAccountLines(store));
  Print(fmt::format("演示城市已建好: {} 条记录。\n{}", loaded.records, accounts));
  return {};
}

}  // namespace

void AddDemoCommand(CLI::App& app, CommandLine& line) {
  auto options = std::make_shared<services::DemoOptions>();
  CLI::App* const demo = app.add_subcommand("demo", "建一座演示城市 / makes a demonstration city");
  demo->add_option("--seed", options->seed, "种子 / seed")->capture_default_str();
  demo->add_option("--enterprises", options->enterprises, "企业数 / enterprises")
      ->check(CLI::Range(100, 5000))
      ->capture_default_str();
  auto eve = std::make_shared<bool>(false);
  demo->add_flag("--before-campaign", *eve,
                 "行动开始之前的城市：有名册、去年的调查表和账号，没有行动 / on the eve of it");
  demo->callback([&line, options, eve] {
    options->campaign = !*eve;
    line.action = [&line, options] { return Finish(MakeDemo(line.common, *options)); };
  });
}

}  // namespace jiedui::app
