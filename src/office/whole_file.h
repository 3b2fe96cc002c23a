#pragma once

#include <filesystem>
#include <string_view>

#include "base/result.h"

namespace jiedui::office {

/// A file being written beside its target under a name of its own, so that readers see the old file
/// or the whole new one. Without Commit, it is removed again.
class PendingFile {
 public:
  /// Creates the empty file. kUnavailable where it cannot.
  static base::Result<PendingFile> Create(const std::filesystem::path& target);

  PendingFile(PendingFile&& other) noexcept;
  PendingFile& operator=(PendingFile&&) = delete;
  ~PendingFile();

  /// Where to write.
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  /// Brings file and name to disk. kUnavailable where it cannot; the target is untouched then.
  base::Status Commit();

 private:
  PendingFile(std::filesystem::path target, std::filesystem::path path)
      : target_(std::move(target)), path_(std::move(path)) {}

  std::filesystem::path target_;
  std::filesystem::path path_;  ///< empty once committed or moved from
};

/// Writes bytes so that the file appears whole or not at all, and is on disk. kUnavailable where it
/// cannot be. Thread-safe, on one file too: the last one wins.
base::Status WriteWhole(const std::filesystem::path& file, std::string_view bytes);

}  // namespace jiedui::office
