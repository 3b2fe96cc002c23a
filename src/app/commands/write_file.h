#pragma once

#include <filesystem>
#include <string_view>

#include "base/result.h"

namespace jiedui::app {

/// Puts the text into the file: replaced as a whole, or not at all. kUnavailable names the path.
base::Status WriteWhole(const std::filesystem::path& path, std::string_view text);

}  // namespace jiedui::app
