#pragma once

#include <string>
#include <vector>

#include "app/command.h"

namespace jiedui::app {

/// What `plan what-if` is asked: pairs as KIND:ID:ENTERPRISE, like expert:9:58, places
/// as KIND:ID=N.
struct WhatIfArguments {
  std::vector<std::string> pins;
  std::vector<std::string> forbidden;
  std::vector<std::string> released;
  std::vector<std::string> capacities;
};

/// Prints what the changes would do to the draft; nothing is stored. kInvalid names the option
/// whose value cannot be read.
base::Status ShowWhatIf(const CommonOptions& common, std::int64_t plan,
                        const WhatIfArguments& arguments);

}  // namespace jiedui::app
