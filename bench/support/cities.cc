#include "bench/support/cities.h"

#include "bench/support/program.h"
#include "services/demo/history.h"
#include "services/demo/load.h"

namespace jiedui::bench {

std::unique_ptr<app::City> OpenCity(const std::filesystem::path& folder, const base::Clock* clock) {
  app::CityOptions options;
  options.data = folder;
  options.create = true;
  options.clock = clock;
  // What is measured is the work, not the limits of one client.
  options.auth.requests_per_account = {};
  options.auth.requests_per_address = {};
  options.share = OrDie(app::FindShare());
  return OrDie(app::City::Open(options));
}

services::ImportReport ImportRegistry(app::City& city, const std::filesystem::path& file) {
  services::ImportRequest request;
  request.filename = file.filename().string();
  request.bytes = OrDie(app::ReadFile(file));
  request.skip_bad = true;
  return OrDie(services::Import(city.workspace(), domain::Operator(), request));
}

void MakeDemoCityIn(const std::filesystem::path& folder, const services::DemoOptions& options) {
  base::FixedClock clock(base::StartOfDayInChina(options.published));
  const std::unique_ptr<app::City> city = OpenCity(folder, &clock);
  services::DemoInputs inputs;
  for (const std::string_view name : services::DemoInputFiles())
    inputs[std::string(name)] = OrDie(app::ReadFile(city->options().share / "demo" / name));
  services::DemoCity demo =
      OrDie(services::MakeDemoCity(city->workspace().reference, inputs, options));
  services::DemoLoadOptions load;
  load.password = "bench-of-the-demo-1";
  load.cost = services::PasswordCost::kLeast;
  OrDie(services::LoadDemoCity(city->workspace().store, std::move(demo), load));
  OrDie(services::MakeDemoHistory(city->workspace(), clock));
}

}  // namespace jiedui::bench
