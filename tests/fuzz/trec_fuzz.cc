// TREC judgements (byte 0 even) and runs (odd). Checked: every faulty line is named, and what is
// taken has whole ids, finite scores and no document twice for a query.

#include <cmath>
#include <set>

#include "app/commands/trec_files.h"
#include "fuzz/fuzz_input.h"

namespace {

using jiedui::fuzz::Require;

template <class T>
void CheckIds(const std::vector<T>& lines) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const T& line : lines) {
    Require(!line.query.empty() && !line.document.empty());
    Require(line.query.find_first_of(" \t\n") == std::string::npos);
    Require(seen.emplace(line.query, line.document).second);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto source =
      jiedui::app::TextSource::InMemory("a.txt", jiedui::fuzz::TextOf(data + 1, size - 1));
  std::vector<jiedui::app::RowError> errors;
  if (data[0] % 2 == 0) {
    const auto judgements = jiedui::app::ReadQrels(source, errors);
    if (errors.empty()) CheckIds(judgements);
  } else {
    const auto run = jiedui::app::ReadRun(source, errors);
    if (!errors.empty()) return 0;
    CheckIds(run);
    for (const auto& line : run) Require(std::isfinite(line.score));
  }
  return 0;
}
