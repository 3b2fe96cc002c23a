#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/result.h"

namespace jiedui::index {

/// The name in CURRENT; empty where there is no index. kUnavailable where it cannot be read or
/// holds anything else than a generation's name.
base::Result<std::string> CurrentGeneration(const std::filesystem::path& folder);

/// Makes that generation the present one by a rename that is on disk before it returns, then
/// removes the others.
base::Status SwitchTo(const std::filesystem::path& folder, const std::string& generation);

/// Removes every generation but that one; how many there were.
std::int64_t RemoveOthers(const std::filesystem::path& folder, const std::string& kept);

/// A generation's name that is not in use, its folder removed if an earlier rebuild left one.
base::Result<std::string> FreshGeneration(const std::filesystem::path& folder);

/// The right to write below a folder: an advisory lock on its file LOCK that the system gives up
/// when the process ends.
class FolderLock {
 public:
  /// kUnavailable where another writer has it or the folder cannot be made.
  static base::Result<FolderLock> Take(const std::filesystem::path& folder);
  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&& other) noexcept;
  ~FolderLock();

 private:
  explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace jiedui::index
