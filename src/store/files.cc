#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "store/files_internal.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Status;
namespace fs = std::filesystem;

constexpr mode_t kOwnerOnly = S_IRUSR | S_IWUSR;

tl::unexpected<base::Error> FailureOf(const fs::path& file, int error) {
  const ErrorCode code = error == EEXIST   ? ErrorCode::kConflict
                         : error == ENOENT ? ErrorCode::kNotFound
                                           : ErrorCode::kUnavailable;
  return Fail(code, file.string() + ": " + std::generic_category().message(error));
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

Status WriteAll(const fs::path& file, std::string_view bytes) {
  const Descriptor out(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
  if (out.number() < 0) return FailureOf(file, errno);
  while (!bytes.empty()) {
    const ssize_t written = ::write(out.number(), bytes.data(), bytes.size());
    if (written < 0) return FailureOf(file, errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(out.number()) != 0) return FailureOf(file, errno);
  return {};
}

}  // namespace

Status MakePrivateFile(const fs::path& file) {
  const Descriptor made(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kOwnerOnly));
  if (made.number() < 0) return FailureOf(file, errno);
  return {};
}

Status MakePrivate(const fs::path& file) {
  struct stat now = {};
  if (::stat(file.c_str(), &now) != 0) return FailureOf(file, errno);
  if ((now.st_mode & (S_IRWXG | S_IRWXO)) == 0) return {};
  if (::chmod(file.c_str(), kOwnerOnly) != 0) return FailureOf(file, errno);
  return {};
}

Status WritePrivateFile(const fs::path& file, std::string_view bytes) {
  const fs::path draft = file.string() + "." + std::to_string(::getpid());
  JIEDUI_CHECK(MakePrivateFile(draft));
  Status status = WriteAll(draft, bytes);
  // A link, unlike a rename, fails where another process was first.
  if (status && ::link(draft.c_str(), file.c_str()) != 0) status = FailureOf(file, errno);
  ::unlink(draft.c_str());
  if (status) status = SyncFolder(file.parent_path());
  return status;
}

Status SyncFolder(const fs::path& folder) {
  const fs::path named = folder.empty() ? fs::path(".") : folder;
  const Descriptor opened(::open(named.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.number() < 0 || ::fsync(opened.number()) != 0) return FailureOf(named, errno);
  return {};
}

}  // namespace jiedui::store
