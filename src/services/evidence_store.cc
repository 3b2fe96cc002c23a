#include "services/evidence_store.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <vector>

#include "office/whole_file.h"
#include "services/digest.h"
#include "services/leftovers.h"

namespace jiedui::services {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

constexpr const char* kLockFile = ".lock";

tl::unexpected<base::Error> Unwritable(const fs::path& path) {
  return Fail(ErrorCode::kUnavailable, "无法写入证明材料目录 " + path.string(), "file");
}

/// Brings the folder's list of names to disk.
bool SyncNames(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool synced = ::fsync(descriptor) == 0;
  ::close(descriptor);
  return synced;
}

base::TimeMs WrittenMs(const fs::path& file) {
  std::error_code error;
  const fs::file_time_type written = fs::last_write_time(file, error);
  if (error) return 0;
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::file_clock::to_sys(written).time_since_epoch())
      .count();
}

Status CheckOption(std::int64_t value, std::int64_t most, const std::string& name) {
  if (value >= 1 && value <= most) return {};
  return Fail(ErrorCode::kInvalid, name + " 应为 1 到 " + std::to_string(most), name);
}

}  // namespace

Status EvidenceOptions::Validate() const {
  JIEDUI_CHECK(CheckOption(file_bytes, std::int64_t{1} << 30, "file_bytes"));
  JIEDUI_CHECK(CheckOption(files_per_enterprise, 10'000, "files_per_enterprise"));
  return CheckOption(scan.timeout_ms, 600'000, "scan.timeout_ms");
}

EvidenceStore::EvidenceStore(fs::path folder, EvidenceOptions options)
    : folder_(std::move(folder)), options_(std::move(options)) {}

EvidenceStore::Hold::~Hold() {
  if (descriptor_ >= 0) ::close(descriptor_);  // ends the lock
}

fs::path EvidenceStore::PathOf(std::string_view digest) const {
  return folder_ / digest.substr(0, 2) / digest.substr(2, 2) / digest;
}

Result<EvidenceStore::Hold> EvidenceStore::Lock(int how) const {
  const int descriptor =
      ::open((folder_ / kLockFile).c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0) return Unwritable(folder_);
  Hold hold(descriptor);
  if (::flock(descriptor, how) != 0)
    return Fail(ErrorCode::kUnavailable, "正在保存证明材料，请稍后再试", "file");
  return hold;
}

Status EvidenceStore::MakeFolders(const fs::path& folder) const {
  if (fs::is_directory(folder)) return {};
  const bool outermost = folder == folder_;
  if (!outermost) JIEDUI_CHECK(MakeFolders(folder.parent_path()));
  std::error_code error;
  fs::create_directories(folder, error);
  if (!error && outermost) fs::permissions(folder, fs::perms::owner_all, error);
  const fs::path above = folder.has_parent_path() ? folder.parent_path() : fs::path(".");
  if (error || !SyncNames(above)) return Unwritable(folder);
  return {};
}

Status EvidenceStore::CheckSize(std::size_t bytes) const {
  if (std::cmp_less_equal(bytes, options_.file_bytes)) return {};
  return Fail(ErrorCode::kTooLarge, "文件超过 " + std::to_string(options_.file_bytes) + " 字节",
              "file");
}

Result<EvidenceStore::Hold> EvidenceStore::Put(std::string_view digest,
                                               std::string_view bytes) const {
  JIEDUI_CHECK(CheckSize(bytes.size()));
  const fs::path path = PathOf(digest);
  JIEDUI_CHECK(MakeFolders(path.parent_path()));
  JIEDUI_ASSIGN(Hold hold, Lock(LOCK_SH));
  if (Read(digest)) {
    // As young as one written now: Clean may have looked for its record already.
    std::error_code error;
    fs::last_write_time(path, fs::file_time_type::clock::now(), error);
    if (error) return Unwritable(path);
    return hold;
  }
  JIEDUI_ASSIGN(office::PendingFile pending, office::PendingFile::Create(path));
  std::ofstream out(pending.path(), std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  std::error_code error;
  fs::permissions(pending.path(), fs::perms::owner_read | fs::perms::owner_write, error);
  if (!out || error) return Unwritable(path);
  JIEDUI_CHECK(ScanFile(options_.scan, pending.path()));
  JIEDUI_CHECK(pending.Commit());
  return hold;
}

Result<std::string> EvidenceStore::Read(std::string_view digest) const {
  if (!IsDigest(digest)) return Fail(ErrorCode::kNotFound, "没有这个文件", "digest");
  std::ifstream in(PathOf(digest), std::ios::binary);
  if (!in) return Fail(ErrorCode::kNotFound, "文件不在证明材料目录里", "digest");
  std::ostringstream text;
  text << in.rdbuf();
  std::string bytes = std::move(text).str();
  if (DigestOf(bytes) != digest)
    return Fail(ErrorCode::kInternal, "文件已损坏，内容与登记的指纹不符", "digest");
  return bytes;
}

bool EvidenceStore::Has(std::string_view digest, std::int64_t size_bytes) const {
  if (!IsDigest(digest)) return false;
  std::error_code error;
  const std::uintmax_t size = fs::file_size(PathOf(digest), error);
  return !error && std::cmp_equal(size, size_bytes);
}

Result<std::int64_t> EvidenceStore::Clean(
    base::TimeMs now_ms, std::int64_t least_age_ms,
    const std::function<bool(std::string_view digest)>& used) const {
  if (!fs::is_directory(folder_)) return 0;
  JIEDUI_ASSIGN(const Hold alone, Lock(LOCK_EX | LOCK_NB));
  std::vector<fs::path> orphans;
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder_, error), end; !error && at != end;
       at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (!at->is_regular_file() || name == kLockFile) continue;
    const bool young = now_ms - WrittenMs(at->path()) <= least_age_ms;
    const bool orphan = IsDigest(name) ? !young && !used(name) : !young || IsLeftover(name);
    if (orphan) orphans.push_back(at->path());
  }
  if (error) return Unwritable(folder_);
  std::int64_t removed = 0;
  for (const fs::path& orphan : orphans) removed += fs::remove(orphan, error) ? 1 : 0;
  return removed;
}

}  // namespace jiedui::services
