#pragma once

#include <string_view>

namespace jiedui::app {

/// `0.1.0`.
std::string_view Version();

}  // namespace jiedui::app
