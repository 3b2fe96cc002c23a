#include "index/leftovers.h"

#include "index/generation_internal.h"

namespace jiedui::index {

std::int64_t RemoveUnfinished(const std::filesystem::path& folder) {
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) return 0;
  const auto lock = FolderLock::Take(folder);
  if (!lock) return 0;
  const auto current = CurrentGeneration(folder);
  if (!current || current->empty()) return 0;
  return RemoveOthers(folder, *current);
}

}  // namespace jiedui::index
