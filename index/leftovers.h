#pragma once

#include <cstdint>
#include <filesystem>

namespace jiedui::index {

/// Removes the generations of the index that a rebuild began and did not finish; returns how many.
/// Nothing while another process writes the index, or where the present generation is unknown.
std::int64_t RemoveUnfinished(const std::filesystem::path& folder);

}  // namespace jiedui::index
