// The tables of `jiedui solve`, separated by zero bytes: helpers, receivers, pairs, quotas.
// Checked: either a row is named as faulty or the tables make a problem, whose solution the
// independent checker takes.

#include "app/commands/solve_files.h"
#include "fuzz/fuzz_input.h"
#include "matching/check.h"
#include "matching/problem.h"
#include "matching/solve.h"

namespace {

using jiedui::fuzz::MemoryFile;
using jiedui::fuzz::Require;

/// Larger ones only take longer.
constexpr std::size_t kMostSolved = 12;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto parts = jiedui::fuzz::Parts(jiedui::fuzz::TextOf(data, size), 4);
  const MemoryFile helpers(parts[0]);
  const MemoryFile receivers(parts[1]);
  const MemoryFile pairs(parts[2]);
  const MemoryFile quotas(parts[3]);
  jiedui::app::SolvePaths paths{helpers.path(), receivers.path(), pairs.path(), {}};
  if (!parts[3].empty()) paths.quotas = quotas.path();
  std::vector<jiedui::app::RowError> errors;
  auto input = jiedui::app::ReadSolveFiles(paths, errors);
  for (const auto& error : errors) Require(!jiedui::app::FormatRowError(error).empty());
  if (!errors.empty()) return 0;
  const bool small = input.helpers.size() + input.receivers.size() <= kMostSolved;
  const auto problem = jiedui::matching::Problem::Make(std::move(input));
  Require(problem.has_value());
  if (!small) return 0;
  const auto solution = jiedui::matching::Solve(*problem, {});
  if (!solution) {
    Require(!solution.error().message.empty());
    return 0;
  }
  Require(jiedui::matching::Check(*problem, *solution).ok());
  return 0;
}
