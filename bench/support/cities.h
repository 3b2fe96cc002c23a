#pragma once

#include <filesystem>
#include <memory>

#include "app/city.h"
#include "services/demo/demo_city.h"
#include "services/importing.h"

namespace jiedui::bench {

/// A city in that folder, made where it is missing. `clock` as CityOptions has it. Dies on errors,
/// as do all of these.
std::unique_ptr<app::City> OpenCity(const std::filesystem::path& folder,
                                    const base::Clock* clock = nullptr);

/// What `jiedui import enterprises FILE --skip-bad` does.
services::ImportReport ImportRegistry(app::City& city, const std::filesystem::path& file);

/// What `jiedui demo` does, history included, in that folder.
void MakeDemoCityIn(const std::filesystem::path& folder, const services::DemoOptions& options);

}  // namespace jiedui::bench
