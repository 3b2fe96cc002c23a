#pragma once

#include <filesystem>
#include <ostream>

#include "app/commands/rank_files.h"

namespace jiedui::app {

/// What the command line gives `jiedui rank`.
struct RankArguments {
  RankPaths paths;
  std::filesystem::path share;  ///< what ships: words/, models/
  std::filesystem::path out;    ///< the run; replaced as a whole, or not at all
  std::size_t top = 1000;       ///< at most so many documents per query, ≥ 1
  bool json = false;            ///< what was done as JSON on `output`
};

/// Reads, learns where --train is given, ranks, writes the TREC run. The exit code: 0 when it was
/// written, 2 when the files were wrong (every faulty line on `errors`), 1 when what ships or the
/// run's place cannot be used.
int RunRank(const RankArguments& arguments, std::ostream& output, std::ostream& errors);

}  // namespace jiedui::app
