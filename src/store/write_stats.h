#pragma once

#include <array>
#include <cstdint>

namespace jiedui::store {

/// Upper bounds in seconds of WriteStats::within; what takes longer is in `groups` alone.
inline constexpr std::array<double, 9> kWriteBoundsSeconds = {0.001, 0.0025, 0.005, 0.01, 0.025,
                                                              0.05,  0.1,    0.5,   2.5};

/// What the writers of this process did since it started: for monitoring.
struct WriteStats {
  std::uint64_t groups = 0;    ///< transactions, failed ones included
  std::uint64_t units = 0;     ///< units of work in them
  std::uint64_t failures = 0;  ///< groups of which nothing was written: disk full, database locked
  double seconds = 0;          ///< spent on groups, the disk's time included
  std::array<std::uint64_t, kWriteBoundsSeconds.size()>
      within{};  ///< groups by their time, each once
};

/// Thread-safe.
WriteStats ReadWriteStats();

/// For the writer.
void NoteWriteGroup(std::size_t units, bool written, double seconds);

}  // namespace jiedui::store
