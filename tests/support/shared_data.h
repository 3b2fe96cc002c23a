#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

namespace jiedui::testing {

/// A file of the shared data sets, which are not part of the project: `$JIEDUI_SHARED_DATA/path`,
/// else
/// `<checkout>/../shared/data/path`. Nothing where it is missing: skip the test then, saying why.
inline std::optional<std::filesystem::path> SharedData(const std::string& path) {
  const char* const set = std::getenv("JIEDUI_SHARED_DATA");  // NOLINT(concurrency-mt-unsafe)
  const std::filesystem::path root =
      set != nullptr ? std::filesystem::path(set)
                     : std::filesystem::path(JIEDUI_SOURCE_DIR) / ".." / "shared" / "data";
  std::filesystem::path file = root / path;
  return std::filesystem::exists(file) ? std::optional(std::move(file)) : std::nullopt;
}

}  // namespace jiedui::testing
