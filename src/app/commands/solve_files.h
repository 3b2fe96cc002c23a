#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/commands/table_file.h"
#include "base/result.h"
#include "matching/problem.h"
#include "matching/solution.h"

namespace jiedui::app {

/// The tables that `jiedui solve` reads; columns as docs and spec name them, found by header,
/// further columns left alone.
struct SolvePaths {
  std::filesystem::path helpers;                     ///< helper_id min max [group]
  std::filesystem::path receivers;                   ///< receiver_id min max
  std::filesystem::path pairs;                       ///< helper_id receiver_id score state
  std::optional<std::filesystem::path> quotas = {};  ///< group min max [parent]
};

/// The same, wherever they are.
struct SolveSources {
  TextSource helpers;
  TextSource receivers;
  TextSource pairs;
  std::optional<TextSource> quotas = {};
};

/// Reads all tables in one pass and reports every faulty row: a file that cannot be read, a missing
/// or repeated column, a wrong number of cells, an empty or repeated id, min/max that are not
/// integers with 0 ≤ min ≤ max ≤ 2^31 − 1, a score that is not a finite number, an unknown state, a
/// pair of unknown ids or given twice, a parent that is no group of the table or by way of others
/// the group itself. `errors` is empty exactly when the input is complete.
/// UTF-8 with or without BOM, LF or CRLF; empty lines are skipped.
matching::ProblemInput ReadSolveFiles(const SolvePaths& paths, std::vector<RowError>& errors);
matching::ProblemInput ReadSolveTables(const SolveSources& sources, std::vector<RowError>& errors);

/// The result as the contract's JSON object, with a line end. `objectives`: as asked for.
std::string SolutionJson(const matching::Problem& problem, const matching::Solution& solution,
                         const std::vector<matching::Objective>& objectives, double seconds);

}  // namespace jiedui::app
