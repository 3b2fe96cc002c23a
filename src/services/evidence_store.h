#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"
#include "base/result.h"
#include "services/file_scan.h"

namespace jiedui::services {

struct EvidenceOptions {
  std::int64_t file_bytes = 20 << 20;      ///< 1 … 1 GiB: a scanned approval is 1 to 5 MB
  std::int64_t files_per_enterprise = 30;  ///< 1 … 10,000: nine categories, a few files each
  ScanOptions scan = {};

  /// kInvalid names the first option out of its range.
  [[nodiscard]] base::Status Validate() const;
};

/// Files kept by the hash of their content, `aa/bb/aabb…` below one folder: equal content is kept
/// once, and what was confirmed cannot be exchanged for something else under its name. A file that
/// no record names does no harm and goes with the next Clean. Thread-safe; several processes may
/// use one folder.
class EvidenceStore {
 public:
  /// The folder is made when the first file comes.
  explicit EvidenceStore(std::filesystem::path folder, EvidenceOptions options = {});

  /// Keeps Clean away; let it go once the record that names the file is stored.
  class Hold {
   public:
    explicit Hold(int descriptor) : descriptor_(descriptor) {}
    Hold(Hold&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    Hold& operator=(Hold&&) = delete;
    ~Hold();

   private:
    int descriptor_;
  };

  /// kTooLarge over the limit.
  [[nodiscard]] base::Status CheckSize(std::size_t bytes) const;

  /// Keeps the bytes under that digest (DigestOf, the caller's): scanned first, and on disk with
  /// their name when this returns. Writes nothing where they are there and undamaged. kTooLarge
  /// over the limit; kUnprocessable and kUnavailable as ScanFile; kUnavailable where it cannot be
  /// written.
  [[nodiscard]] base::Result<Hold> Put(std::string_view digest, std::string_view bytes) const;

  /// The bytes. kNotFound where there is no such file, kInternal where its content is another.
  [[nodiscard]] base::Result<std::string> Read(std::string_view digest) const;

  /// Whether the file is there with that size: no bytes are read.
  [[nodiscard]] bool Has(std::string_view digest, std::int64_t size_bytes) const;

  /// Removes files that were last written more than `least_age_ms` before `now_ms` and that are not
  /// `used`, those of interrupted writes too; returns how many. kUnavailable while somebody is
  /// putting one: try again.
  [[nodiscard]] base::Result<std::int64_t> Clean(
      base::TimeMs now_ms, std::int64_t least_age_ms,
      const std::function<bool(std::string_view digest)>& used) const;

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] const EvidenceOptions& options() const { return options_; }

 private:
  [[nodiscard]] std::filesystem::path PathOf(std::string_view digest) const;
  [[nodiscard]] base::Result<Hold> Lock(int how) const;
  [[nodiscard]] base::Status MakeFolders(const std::filesystem::path& folder) const;

  std::filesystem::path folder_;
  EvidenceOptions options_;
};

}  // namespace jiedui::services
