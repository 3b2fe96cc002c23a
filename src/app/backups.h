#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "app/city.h"
#include "base/clock.h"

namespace jiedui::app {

// A backup FILE is a copy of the database with, beside it, `FILE.key` (the key of its audit chain),
// `FILE.evidence` (a folder, or a link to one that several backups share) and `FILE.manifest`
// (JSON: what the copy held when it was made).

/// Where a backup's audit key lies: beside it, so that the two can be kept apart.
std::filesystem::path BackupKey(const std::filesystem::path& backup);
/// Where its evidence files lie: a folder, to which a later backup of the same name adds.
std::filesystem::path BackupEvidence(const std::filesystem::path& backup);
std::filesystem::path BackupManifest(const std::filesystem::path& backup);

/// Copies a file of ours, readable by its owner only, whole or not at all. kUnavailable.
base::Status CopyPrivately(const std::filesystem::path& from, const std::filesystem::path& to);

/// The evidence of every record that the city has, from one store to another. kInternal, with every
/// fault printed and `what` naming the place, where files are missing or damaged; the others are
/// copied.
base::Status CopyEvidenceOf(City& city, const services::EvidenceStore& from,
                            const services::EvidenceStore& to, std::string_view what);

/// Copies the city while it is used, and says in the manifest what is in the copy. kConflict where
/// FILE exists; kUnavailable where it cannot be written; kInternal for faults of the evidence, with
/// everything else copied.
base::Status MakeBackup(City& city, const std::filesystem::path& file);

/// What a backup was found to hold.
struct BackupReport {
  std::int64_t records = 0;
  std::int64_t audit_rows = 0;
  std::int64_t evidence_files = 0;
};

/// Restores the backup into a folder of its own beside it, which is removed again, and looks at
/// everything: the digest of the copy, the database's integrity and references, the whole audit
/// chain up to the manifest's head, the number of records of every kind, and the bytes of every
/// evidence file. kNotFound where a part is missing, kInternal for what is not as it should be.
base::Result<BackupReport> VerifyBackup(const std::filesystem::path& file);

/// The backups of a folder by their time, oldest first: those that MakeBackupIn has finished.
std::vector<std::filesystem::path> ListBackups(const std::filesystem::path& folder);

/// Makes `jiedui-YYYYMMDD-HHMMSS.db` (time of China) in the folder, its evidence kept once for all
/// of them in `evidence`, verifies it, and only then removes the oldest ones beyond `keep` (≥ 1).
/// Errors as MakeBackup and VerifyBackup.
base::Result<std::filesystem::path> MakeBackupIn(City& city, const std::filesystem::path& folder,
                                                 std::size_t keep, base::TimeMs now_ms);

/// What `serve` is told of its daily backup.
struct BackupSchedule {
  std::string folder;        ///< empty: none
  std::string at = "02:30";  ///< time of day in China
  std::size_t keep = 14;     ///< 1 … 1,000: two weeks of days

  /// kInvalid names the option that is out of range.
  [[nodiscard]] base::Status Validate() const;
  /// Of `at`; 0 for what Validate refuses.
  [[nodiscard]] std::int64_t MinuteOfDay() const;
};

/// Makes the day's backup once its time has come and the folder has none of that day yet, so that a
/// restart neither repeats nor forgets it. One thread at a time.
class DailyBackup {
 public:
  DailyBackup(City& city, BackupSchedule schedule) : city_(city), schedule_(std::move(schedule)) {}
  /// Does what is due at that moment; logs what it did or why it failed, and tries a failed one
  /// again after an hour.
  void Tick(base::TimeMs now_ms);

 private:
  City& city_;
  BackupSchedule schedule_;
  base::TimeMs failed_ms_ = 0;
};

}  // namespace jiedui::app
