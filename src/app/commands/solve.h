#pragma once

#include <ostream>
#include <stop_token>
#include <string>

#include "app/commands/solve_files.h"
#include "base/progress.h"

namespace jiedui::app {

/// What the command line gives `jiedui solve`.
struct SolveArguments {
  SolvePaths paths;
  /// Comma-separated, in order: coverage, bottleneck, worst, balance, score; `fairness` is short
  /// for worst,balance.
  std::string objective = "coverage,score";
  std::filesystem::path out;      ///< the result; replaced as a whole, or not at all
  double time_limit_seconds = 0;  ///< 0: no limit
  bool json = false;              ///< the result on `output` too, instead of the human summary
};

/// `coverage,fairness` → coverage, worst, balance. kInvalid names an unknown or repeated one.
base::Result<std::vector<matching::Objective>> ParseObjectives(std::string_view text);

/// Reads, solves, verifies with the independent checker, writes OUT.json. The exit code: 0 when the
/// result was written (whatever its status: relaxed and cancelled ones say so), 2 when the call or
/// the files were wrong (every faulty row on `errors`), 1 when the work failed (the result could
/// not be written, or did not pass the checker). `stop` ends the run early with status cancelled.
int RunSolve(const SolveArguments& arguments, std::ostream& output, std::ostream& errors,
             std::stop_token stop = {}, const base::Progress& progress = {});

}  // namespace jiedui::app
