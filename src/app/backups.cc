#include "app/backups.h"

#include <fmt/format.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "app/console.h"
#include "base/json_reader.h"
#include "base/json_writer.h"
#include "base/log.h"
#include "base/text.h"
#include "domain/field.h"
#include "office/whole_file.h"
#include "services/digest.h"
#include "services/evidence_files.h"
#include "services/file_digest.h"

namespace jiedui::app {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

constexpr std::size_t kMostKept = 1000;
constexpr base::TimeMs kRetryMs = 3'600'000;
constexpr std::string_view kPrefix = "jiedui-";
constexpr std::string_view kShared = "evidence";

/// Prints the files that are not what their records say; an error where there are any.
Status RequireSound(const services::EvidenceReport& report, std::string_view what) {
  if (report.faults.empty()) return {};
  for (const services::EvidenceFault& fault : report.faults)
    PrintError({ErrorCode::kInternal,
                "证明材料 " + std::to_string(fault.record_id) + "“" + fault.title + "”（" +
                    fault.enterprise + "）: " + fault.what,
                {}});
  return Fail(
      ErrorCode::kInternal,
      std::string(what) + "有 " + std::to_string(report.faults.size()) + " 个证明材料缺失或损坏");
}

/// A folder that goes with everything in it.
class Scratch {
 public:
  static Result<Scratch> Beside(const fs::path& file) {
    std::string name = file.string() + ".check-XXXXXX";
    if (::mkdtemp(name.data()) != nullptr) return Scratch(name);
    return Fail(ErrorCode::kUnavailable, "无法建立检查用的文件夹 " + name, "FILE");
  }
  Scratch(Scratch&& other) noexcept : folder_(std::exchange(other.folder_, {})) {}
  Scratch& operator=(Scratch&&) = delete;
  ~Scratch() {
    std::error_code ignored;
    if (!folder_.empty()) fs::remove_all(folder_, ignored);
  }
  [[nodiscard]] const fs::path& folder() const { return folder_; }

 private:
  explicit Scratch(fs::path folder) : folder_(std::move(folder)) {}
  fs::path folder_;
};

/// What a copy holds, as one JSON object: written when it was made, and compared later.
Result<std::string> ContentOf(store::Store& store) {
  JIEDUI_ASSIGN(const store::ReadSession session, store.Read());
  JIEDUI_ASSIGN(const std::int64_t revision, session.Revision());
  base::JsonWriter json;
  json.StartObject().Member("revision", revision).Key("records").StartObject();
  for (const domain::RecordType& type : domain::RecordTypes()) {
    JIEDUI_ASSIGN(const std::int64_t count, session.Count(type.kind));
    json.Member(type.plural, count);
  }
  json.EndObject().EndObject();
  return json.Text();
}

Result<std::unique_ptr<store::Store>> OpenCopy(const fs::path& folder, const base::Clock& clock) {
  store::StoreOptions options;
  options.path = folder / "jiedui.db";
  options.clock = &clock;
  return store::Store::Open(options);
}

/// The copy and its key in a folder of their own, where opening it changes nothing of the backup.
Result<Scratch> Unpack(const fs::path& file) {
  if (!fs::exists(file)) return Fail(ErrorCode::kNotFound, "没有备份文件 " + file.string(), "FILE");
  if (!fs::exists(BackupKey(file)))
    return Fail(ErrorCode::kNotFound, "没有审计密钥 " + BackupKey(file).string(), "FILE");
  JIEDUI_ASSIGN(Scratch scratch, Scratch::Beside(file));
  JIEDUI_CHECK(CopyPrivately(file, scratch.folder() / "jiedui.db"));
  JIEDUI_CHECK(CopyPrivately(BackupKey(file), scratch.folder() / "audit.key"));
  return scratch;
}

Status WriteManifest(const fs::path& file, base::TimeMs now_ms) {
  const base::SystemClock clock;
  JIEDUI_ASSIGN(const Scratch scratch, Unpack(file));
  JIEDUI_ASSIGN(const auto copy, OpenCopy(scratch.folder(), clock));
  JIEDUI_ASSIGN(const std::string content, ContentOf(*copy));
  JIEDUI_ASSIGN(const store::AuditAnchor head, copy->AuditHead());
  JIEDUI_ASSIGN(const std::string digest, services::DigestOfFile(file));
  base::JsonWriter json;
  json.StartObject().Member("made", base::FormatUtc(now_ms)).Member("digest", digest);
  json.Member("audit_seq", head.seq).Member("audit_mac", services::HexOf(head.mac));
  json.Member("content", content).EndObject();
  return office::WriteWhole(BackupManifest(file), json.Text());
}

struct Manifest {
  std::string digest;
  std::string content;
  store::AuditAnchor head;
};

Result<Manifest> ReadManifest(const fs::path& file) {
  const fs::path path = BackupManifest(file);
  JIEDUI_ASSIGN(const std::string text, ReadFile(path));
  const auto broken = [&] {
    return Fail(ErrorCode::kInternal, "备份清单已损坏: " + path.string(), "FILE");
  };
  const auto document = base::JsonDocument::Parse(text);
  if (!document) return broken();
  const base::JsonValue root = document->root();
  const auto text_of = [&](std::string_view name) -> std::string {
    const auto member = root.Find(name);
    const auto value = member ? member->AsString() : std::nullopt;
    return value ? std::string(*value) : std::string();
  };
  Manifest manifest{text_of("digest"), text_of("content"), {}};
  const auto seq = root.Find("audit_seq");
  const auto number = seq ? seq->AsInt() : std::nullopt;
  const std::string mac = text_of("audit_mac");
  if (!number || mac.size() != 2 * manifest.head.mac.size()) return broken();
  manifest.head.seq = *number;
  for (std::size_t i = 0; i < manifest.head.mac.size(); ++i) {
    unsigned value = 0;
    const char* const digits = mac.data() + 2 * i;
    if (std::from_chars(digits, digits + 2, value, 16).ec != std::errc()) return broken();
    manifest.head.mac.at(i) = static_cast<unsigned char>(value);
  }
  return manifest;
}

tl::unexpected<base::Error> Differs(const fs::path& file, std::string_view what) {
  return Fail(ErrorCode::kInternal, file.string() + " 与备份时不符: " + std::string(what), "FILE");
}

/// The database of an unpacked copy, against its manifest.
Result<BackupReport> CheckCopy(const fs::path& file, store::Store& copy, const Manifest& manifest) {
  JIEDUI_ASSIGN(const auto problems, copy.CheckIntegrity());
  if (!problems.empty())
    return Fail(ErrorCode::kInternal, "备份已损坏: " + problems.front(), "FILE");
  BackupReport report;
  JIEDUI_ASSIGN(const store::AuditReport audit, copy.VerifyAudit(&manifest.head));
  if (!audit.ok()) {
    return Fail(ErrorCode::kInternal,
                "备份的审计链在第 " + std::to_string(audit.first_bad_seq) + " 条之处不完整或被改动",
                "FILE");
  }
  report.audit_rows = audit.rows;
  JIEDUI_ASSIGN(const std::string content, ContentOf(copy));
  if (content != manifest.content) return Differs(file, "记录条数");
  JIEDUI_ASSIGN(const store::ReadSession session, copy.Read());
  for (const domain::RecordType& type : domain::RecordTypes()) {
    JIEDUI_ASSIGN(const std::int64_t count, session.Count(type.kind));
    report.records += count;
  }
  JIEDUI_ASSIGN(
      const services::EvidenceReport evidence,
      services::CheckEvidence(session, services::EvidenceStore(BackupEvidence(file)), true));
  JIEDUI_CHECK(RequireSound(evidence, "备份"));
  report.evidence_files = evidence.files;
  return report;
}

/// `02:30`.
std::optional<std::int64_t> ParseMinuteOfDay(const std::string& text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto hour = base::ParseInteger(text.substr(0, 2));
  const auto minute = base::ParseInteger(text.substr(3));
  if (!hour || !minute || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59)
    return std::nullopt;
  return *hour * 60 + *minute;
}

/// `20261128-023000`, the time of China.
std::string StampOf(base::TimeMs now_ms) {
  const base::Date day = base::DateInChina(now_ms);
  std::string date = base::FormatDate(day);
  std::erase(date, '-');
  const std::int64_t seconds = (now_ms - base::StartOfDayInChina(day)) / 1000;
  return fmt::format("{}-{:02}{:02}{:02}", date, seconds / 3600, seconds / 60 % 60, seconds % 60);
}

void RemoveBackup(const fs::path& file) {
  std::error_code ignored;
  // The manifest first: what has none is no finished backup.
  for (const fs::path& part : {BackupManifest(file), file, BackupKey(file), BackupEvidence(file)})
    fs::remove(part, ignored);
}

}  // namespace

fs::path BackupKey(const fs::path& backup) { return backup.string() + ".key"; }
fs::path BackupEvidence(const fs::path& backup) { return backup.string() + ".evidence"; }
fs::path BackupManifest(const fs::path& backup) { return backup.string() + ".manifest"; }

Status CopyPrivately(const fs::path& from, const fs::path& to) {
  const fs::path part = to.string() + ".part";
  std::error_code error;
  fs::copy_file(from, part, fs::copy_options::overwrite_existing, error);
  if (!error) fs::permissions(part, fs::perms::owner_read | fs::perms::owner_write, error);
  if (!error) fs::rename(part, to, error);
  if (!error) return {};
  std::error_code ignored;
  fs::remove(part, ignored);
  return Fail(ErrorCode::kUnavailable,
              "无法复制 " + from.string() + " 到 " + to.string() + ": " + error.message(), "FILE");
}

Status CopyEvidenceOf(City& city, const services::EvidenceStore& from,
                      const services::EvidenceStore& to, std::string_view what) {
  JIEDUI_ASSIGN(const store::ReadSession session, city.workspace().store.Read());
  JIEDUI_ASSIGN(const services::EvidenceReport report, services::CopyEvidence(session, from, to));
  return RequireSound(report, what);
}

Status MakeBackup(City& city, const fs::path& file) {
  JIEDUI_CHECK(city.workspace().store.Backup(file));
  JIEDUI_CHECK(CopyPrivately(city.options().data / "audit.key", BackupKey(file)));
  const Status copied = CopyEvidenceOf(city, city.workspace().evidence,
                                       services::EvidenceStore(BackupEvidence(file)), "数据目录");
  JIEDUI_CHECK(WriteManifest(file, base::SystemClock().NowMs()));
  return copied;
}

Result<BackupReport> VerifyBackup(const fs::path& file) {
  JIEDUI_ASSIGN(const Scratch scratch, Unpack(file));
  JIEDUI_ASSIGN(const Manifest manifest, ReadManifest(file));
  JIEDUI_ASSIGN(const std::string digest, services::DigestOfFile(file));
  if (digest != manifest.digest) return Differs(file, "文件指纹");
  const base::SystemClock clock;
  JIEDUI_ASSIGN(const auto copy, OpenCopy(scratch.folder(), clock));
  return CheckCopy(file, *copy, manifest);
}

std::vector<fs::path> ListBackups(const fs::path& folder) {
  std::vector<fs::path> backups;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(kPrefix) && name.ends_with(".db") &&
        fs::exists(BackupManifest(entry.path())))
      backups.push_back(entry.path());
  }
  std::sort(backups.begin(), backups.end());
  return backups;
}

Result<fs::path> MakeBackupIn(City& city, const fs::path& folder, std::size_t keep,
                              base::TimeMs now_ms) {
  std::error_code error;
  fs::create_directories(folder / kShared, error);
  if (!error) fs::permissions(folder, fs::perms::owner_all, error);
  const fs::path file = folder / (std::string(kPrefix) + StampOf(now_ms) + ".db");
  if (!error && !fs::is_symlink(BackupEvidence(file)))
    fs::create_directory_symlink(kShared, BackupEvidence(file), error);
  if (error)
    return Fail(ErrorCode::kUnavailable,
                "无法写入备份目录 " + folder.string() + ": " + error.message(), "FOLDER");
  Status made = MakeBackup(city, file);
  if (made) {
    const auto report = VerifyBackup(file);
    if (!report) made = Fail(report.error());
  }
  if (!made) {
    // One that exists already is not ours to take away.
    if (made.error().code != ErrorCode::kConflict) RemoveBackup(file);
    return Fail(made.error());
  }
  const std::vector<fs::path> all = ListBackups(folder);
  for (std::size_t i = 0; i + keep < all.size(); ++i) RemoveBackup(all[i]);
  return file;
}

Status BackupSchedule::Validate() const {
  if (keep < 1 || keep > kMostKept)
    return Fail(ErrorCode::kInvalid, "应为 1 到 1000", "--backup-keep");
  if (ParseMinuteOfDay(at)) return {};
  return Fail(ErrorCode::kInvalid, "“" + at + "” 不是时刻，例如 02:30", "--backup-at");
}

std::int64_t BackupSchedule::MinuteOfDay() const { return ParseMinuteOfDay(at).value_or(0); }

void DailyBackup::Tick(base::TimeMs now_ms) {
  const base::TimeMs today_ms = base::StartOfDayInChina(base::DateInChina(now_ms));
  if (now_ms < today_ms + schedule_.MinuteOfDay() * 60'000) return;
  const bool failed_lately = failed_ms_ != 0 && std::abs(now_ms - failed_ms_) < kRetryMs;
  if (failed_lately) return;
  const std::string today = std::string(kPrefix) + StampOf(now_ms).substr(0, 8);
  for (const fs::path& done : ListBackups(schedule_.folder))
    if (done.filename().string().starts_with(today)) return;
  const auto made = MakeBackupIn(city_, schedule_.folder, schedule_.keep, now_ms);
  failed_ms_ = made ? 0 : now_ms;
  if (made)
    return base::Log(base::LogLevel::kInfo, "backup made and verified", {{"file", made->string()}});
  base::Log(base::LogLevel::kError, "backup failed", {{"reason", made.error().message}});
}

}  // namespace jiedui::app
