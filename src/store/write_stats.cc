#include "store/write_stats.h"

#include <algorithm>
#include <mutex>

namespace jiedui::store {
namespace {

std::mutex mutex;
WriteStats stats;  // guarded by mutex

}  // namespace

WriteStats ReadWriteStats() {
  const std::scoped_lock lock(mutex);
  return stats;
}

void NoteWriteGroup(std::size_t units, bool written, double seconds) {
  const std::scoped_lock lock(mutex);
  ++stats.groups;
  stats.units += units;
  stats.failures += written ? 0 : 1;
  stats.seconds += seconds;
  const auto* const bound =
      std::lower_bound(kWriteBoundsSeconds.begin(), kWriteBoundsSeconds.end(), seconds);
  if (bound != kWriteBoundsSeconds.end())
    ++stats.within[static_cast<std::size_t>(bound - kWriteBoundsSeconds.begin())];
}

}  // namespace jiedui::store
