#pragma once

#include <filesystem>
#include <ostream>

namespace jiedui::app {

/// What the command line gives `jiedui evaluate`.
struct EvaluateArguments {
  std::filesystem::path run;
  std::filesystem::path qrels;
  bool json = false;
};

/// Reads both files, writes the measures to `output`. The exit code: 0 done, 2 where a file was
/// wrong (every faulty line of both on `errors`).
int RunEvaluate(const EvaluateArguments& arguments, std::ostream& output, std::ostream& errors);

}  // namespace jiedui::app
