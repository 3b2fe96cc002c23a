#pragma once

#include <cstdint>
#include <filesystem>

namespace jiedui::app {

/// How this process is; zeros where the system does not tell.
struct ProcessStats {
  std::uint64_t resident_bytes = 0;
  std::uint64_t open_descriptors = 0;
  std::uint64_t most_descriptors = 0;
  double cpu_seconds = 0;
  double start_seconds = 0;  ///< since 1970
};

ProcessStats ReadProcessStats();

/// Free bytes of the disk that holds the folder, for who is not root.
std::uint64_t FreeBytes(const std::filesystem::path& folder);

/// Whether its file system takes writes at all.
bool IsWritable(const std::filesystem::path& folder);

}  // namespace jiedui::app
