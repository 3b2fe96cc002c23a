#include "office/whole_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <fstream>
#include <system_error>

namespace jiedui::office {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

tl::unexpected<base::Error> Unwritable(const fs::path& file, const std::string& why) {
  return Fail(ErrorCode::kUnavailable, "无法写入文件 " + file.string() + "（" + why + "）", "file");
}

std::string LastError() { return std::generic_category().message(errno); }

/// Brings a file's bytes, or a folder's names, to disk.
bool Sync(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool synced = ::fsync(descriptor) == 0;
  ::close(descriptor);
  return synced;
}

fs::path FolderOf(const fs::path& file) {
  return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

}  // namespace

Result<PendingFile> PendingFile::Create(const fs::path& target) {
  static std::atomic<unsigned> number{0};
  // A long name with a suffix of ours might be longer than file systems allow.
  const fs::path path = FolderOf(target) / (".jiedui-" + std::to_string(::getpid()) + "-" +
                                            std::to_string(++number) + ".part");
  // Never through a link that somebody put there; the mode is the user's own mask's business.
  const int descriptor =
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
  if (descriptor < 0) return Unwritable(target, LastError());
  ::close(descriptor);
  return PendingFile(target, path);
}

PendingFile::PendingFile(PendingFile&& other) noexcept
    : target_(std::move(other.target_)), path_(std::exchange(other.path_, {})) {}

PendingFile::~PendingFile() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove(path_, ignored);
}

Status PendingFile::Commit() {
  if (!Sync(path_)) return Unwritable(target_, LastError());
  std::error_code error;
  fs::rename(path_, target_, error);
  if (error) return Unwritable(target_, error.message());
  path_.clear();
  if (!Sync(FolderOf(target_))) return Unwritable(target_, LastError());
  return {};
}

Status WriteWhole(const fs::path& file, std::string_view bytes) {
  JIEDUI_ASSIGN(PendingFile pending, PendingFile::Create(file));
  std::ofstream out(pending.path(), std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) return Unwritable(file, LastError());
  return pending.Commit();
}

}  // namespace jiedui::office
