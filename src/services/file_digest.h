#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"

namespace jiedui::services {

/// DigestOf the file's bytes, read piece by piece: the file may be larger than memory. kNotFound
/// where it cannot be opened, kUnavailable where it cannot be read to its end.
base::Result<std::string> DigestOfFile(const std::filesystem::path& file);

}  // namespace jiedui::services
