// The tables of `jiedui solve`, separated by zero bytes: helpers, receivers, pairs, quotas.
// Checked: either a row is named as faulty or the tables make a problem, whose solution the
// independent checker takes; pairs that are read a few bytes at a time are read the same.

#include "app/commands/solve_files.h"
#include "base/text.h"
#include "fuzz/fuzz_input.h"
#include "matching/check.h"
#include "matching/problem.h"
#include "matching/solve.h"

namespace {

using jiedui::app::RowError;
using jiedui::app::SolveSources;
using jiedui::app::TextSource;
using jiedui::fuzz::Require;

/// Larger ones only take longer.
constexpr std::size_t kMostSolved = 12;

SolveSources SourcesOf(const std::vector<std::string_view>& parts, std::size_t stretch_bytes) {
  const auto source = [&](std::size_t i) { return TextSource::InMemory("a.tsv", parts[i]); };
  SolveSources sources{source(0), source(1), source(2), {}};
  if (!parts[3].empty()) sources.quotas = source(3);
  sources.pairs.stretch_bytes = stretch_bytes;
  return sources;
}

std::string Told(const std::vector<RowError>& errors) {
  std::string text;
  for (const RowError& error : errors) text += FormatRowError(error) + '\n';
  return text;
}

/// How far a faulty encoding lets the reading come depends on the stretches.
void CheckStretches(const std::vector<std::string_view>& parts, const std::string& told,
                    std::size_t pairs) {
  if (!jiedui::base::IsValidUtf8(parts[2])) return;
  std::vector<RowError> errors;
  const auto input = ReadSolveTables(SourcesOf(parts, 5), errors);
  Require(Told(errors) == told && input.pairs.size() == pairs);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto parts = jiedui::fuzz::Parts(jiedui::fuzz::TextOf(data, size), 4);
  std::vector<RowError> errors;
  auto input = ReadSolveTables(SourcesOf(parts, TextSource::kStretchBytes), errors);
  CheckStretches(parts, Told(errors), input.pairs.size());
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
