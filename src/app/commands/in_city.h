#pragma once

#include <memory>

#include "app/command.h"

namespace jiedui::app {

/// What a command does in the city, with the rights of whoever asks.
template <class Arguments>
using Use = base::Status (*)(const CommonOptions&, services::Workspace&, const domain::Actor&,
                             const Arguments&);

/// The action that opens the city with the rights that --as says and does `use` there.
template <class Arguments>
Action InCity(const CommandLine& line, std::shared_ptr<const Arguments> arguments,
              Use<Arguments> use) {
  return [&line, arguments = std::move(arguments), use] {
    return Finish([&]() -> base::Status {
      JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(line.common));
      return use(line.common, opened.workspace(), opened.actor, *arguments);
    }());
  };
}

}  // namespace jiedui::app
