#include "services/leftovers.h"

#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <vector>

#include "base/text.h"
#include "index/leftovers.h"

namespace jiedui::services {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 3> kPrefixes = {".jiedui-", "semantic.vec.", "audit.key."};

/// This process cannot have left anything yet: who has its number now is another that ended.
bool Runs(std::int64_t process) {
  if (process == ::getpid()) return false;
  return ::kill(static_cast<pid_t>(process), 0) == 0 || errno != ESRCH;
}

std::int64_t RemoveIn(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> left;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    if (entry.is_regular_file(error) && IsLeftover(entry.path().filename().string()))
      left.push_back(entry.path());
  }
  std::int64_t removed = 0;
  for (const fs::path& file : left) removed += fs::remove(file, error) ? 1 : 0;
  return removed;
}

}  // namespace

bool IsLeftover(std::string_view name) {
  for (const std::string_view prefix : kPrefixes) {
    if (!name.starts_with(prefix)) continue;
    const std::string_view rest = name.substr(prefix.size());
    const std::string_view digits = rest.substr(0, rest.find('-'));
    const auto process = base::ParseInteger(digits);
    if (process && *process > 0 && *process <= INT32_MAX) return !Runs(*process);
  }
  return false;
}

std::int64_t RemoveLeftovers(const fs::path& data) {
  const fs::path index = data / "index";
  return RemoveIn(data) + RemoveIn(index) + index::RemoveUnfinished(index);
}

}  // namespace jiedui::services
