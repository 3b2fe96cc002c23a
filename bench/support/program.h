#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace jiedui::bench {

/// How a benchmark ends, as the program's own commands do.
enum ExitCode : int { kDone = 0, kFailed = 1, kWrongCall = 2 };

/// Says why on stderr and ends the program with that code.
[[noreturn]] void Die(const std::string& message, ExitCode code = kFailed);

/// The value; Die with the error's message where there is none.
template <class T>
T OrDie(base::Result<T> result) {
  if (!result) Die(result.error().message);
  return *std::move(result);
}
void OrDie(const base::Status& status);

/// Where the shared data sets lie: `$JIEDUI_SHARED_DATA`, else `shared/data` beside the checkout
/// that this was built from.
std::string SharedDataFolder();

/// The file of the shared data; Die with kWrongCall, naming it, where it is missing.
std::filesystem::path SharedFile(const std::string& folder, const std::string& path);

/// A folder of its own below the system's temporary one, removed at the end. The process that made
/// it removes it; one forked from it leaves it alone where it ends by _exit.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace jiedui::bench
