#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace jiedui::store {

/// Makes an empty file that only its owner may read and write. kConflict where it exists already,
/// kNotFound where its folder is missing, kUnavailable where it cannot be made.
base::Status MakePrivateFile(const std::filesystem::path& file);

/// Takes every right of others on the file away.
base::Status MakePrivate(const std::filesystem::path& file);

/// Writes the file, private and on disk, so that it is there whole or not at all. kConflict where
/// it exists already; otherwise as MakePrivateFile.
base::Status WritePrivateFile(const std::filesystem::path& file, std::string_view bytes);

/// Has the folder's list of files written to disk.
base::Status SyncFolder(const std::filesystem::path& folder);

}  // namespace jiedui::store
