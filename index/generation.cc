#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>
#include <utility>

#include "base/text.h"
#include "index/generation_internal.h"
#include "index/writer.h"

namespace jiedui::index {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Fail;
using base::Result;

constexpr const char* kCurrent = "CURRENT";
constexpr const char* kCurrentNew = "CURRENT.new";

std::string Reason(int error) { return std::generic_category().message(error); }

bool IsGeneration(std::string_view name) {
  return name.size() > 1 && name.size() < 20 && name.front() == 'g' &&
         std::all_of(name.begin() + 1, name.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Flushes a file or a folder's entries to the disk.
bool Sync(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool done = ::fsync(descriptor) == 0;
  ::close(descriptor);
  return done;
}

/// Xapian's name for the present generation, so that a server of Xapian's own, started for the
/// folder, serves it and the ones after it.
bool WriteStub(const fs::path& folder, const std::string& generation) {
  const fs::path fresh = folder / "XAPIANDB.new";
  std::ofstream out(fresh, std::ios::trunc);
  out << "auto " << generation << '\n';
  out.close();
  std::error_code error;
  if (out) fs::rename(fresh, folder / "XAPIANDB", error);
  return out.good() && !error;
}

}  // namespace

std::int64_t RemoveOthers(const fs::path& folder, const std::string& kept) {
  std::error_code ignored;  // what cannot be removed now goes with the next rebuild
  std::vector<fs::path> old;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    if (IsGeneration(name) && name != kept) old.push_back(entry.path());
  }
  for (const fs::path& path : old) fs::remove_all(path, ignored);
  return std::ssize(old);
}

Result<std::string> CurrentGeneration(const fs::path& folder) {
  std::error_code error;
  if (!fs::exists(folder / kCurrent, error)) return std::string();
  std::ifstream in(folder / kCurrent);
  std::string name;
  std::getline(in, name);
  if (IsGeneration(name)) return name;
  return Fail(ErrorCode::kUnavailable, "检索索引已损坏（CURRENT），请运行 jiedui reindex 重建");
}

base::Status SwitchTo(const fs::path& folder, const std::string& generation) {
  std::ofstream out(folder / kCurrentNew, std::ios::trunc);
  out << generation << '\n';
  out.close();
  std::error_code error;
  const bool written = out && Sync(folder / kCurrentNew);
  if (written) fs::rename(folder / kCurrentNew, folder / kCurrent, error);
  if (!written || error || !Sync(folder) || !WriteStub(folder, generation)) {
    return Fail(ErrorCode::kUnavailable, "无法写入检索索引目录 " + folder.string());
  }
  RemoveOthers(folder, generation);
  return {};
}

Result<std::string> FreshGeneration(const fs::path& folder) {
  // A damaged CURRENT names nothing: the first free number does.
  const Result<std::string> current = CurrentGeneration(folder);
  const std::string used = current ? *current : std::string();
  const auto number = used.empty() ? std::nullopt : base::ParseInteger(used.substr(1));
  std::string next = "g" + std::to_string(number.value_or(0) + 1);
  std::error_code error;
  fs::remove_all(folder / next, error);
  if (!error) return next;
  return Fail(ErrorCode::kUnavailable,
              "无法清理 " + (folder / next).string() + ": " + error.message());
}

Result<FolderLock> FolderLock::Take(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  const int descriptor =
      ::open((folder / "LOCK").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (descriptor < 0) {
    return Fail(ErrorCode::kUnavailable,
                "无法写入检索索引目录 " + folder.string() + ": " + Reason(errno));
  }
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return FolderLock(descriptor);
  ::close(descriptor);
  return Fail(ErrorCode::kUnavailable, "检索索引正在被另一个进程更新，请稍后再试",
              std::string(kLocked));
}

FolderLock::FolderLock(FolderLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

FolderLock& FolderLock::operator=(FolderLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

FolderLock::~FolderLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace jiedui::index
