#include "app/commands/solve.h"

#include <algorithm>
#include <chrono>

#include "app/commands/write_file.h"
#include "app/console.h"
#include "base/text.h"
#include "matching/check.h"
#include "matching/explain.h"
#include "matching/solve.h"

namespace jiedui::app {
namespace {

using matching::Objective;
using matching::Problem;
using matching::Solution;

int Refuse(const base::Error& error, std::ostream& errors) {
  errors << "错误：" << error.message << '\n';
  return ExitCodeOf(error);
}

void WriteSummary(const Problem& problem, const Solution& solution, std::ostream& output) {
  output << "状态 " << SolveStatusName(solution.status) << "；覆盖 " << solution.covered << " / "
         << problem.receiver_count() << "；总分 " << base::FormatNumber(solution.total_score)
         << "，上界 " << base::FormatNumber(solution.upper_bound) << "；最低受助方得分 "
         << base::FormatNumber(solution.worst_receiver_score) << "；共 " << solution.pairs.size()
         << " 对\n";
  for (const matching::Uncovered& uncovered : solution.uncovered) {
    output << "未覆盖 " << problem.receiver(uncovered.receiver).id << "："
           << ReasonText(problem, solution, uncovered) << "；"
           << SmallestChangeText(problem, solution, uncovered) << '\n';
  }
  for (const matching::UnmetMinimum& unmet : solution.unmet) {
    output << "未达下限 "
           << (unmet.is_group ? problem.group(unmet.index).id : problem.helper(unmet.index).id)
           << "：需要 " << unmet.needs << "，只有 " << unmet.has << '\n';
  }
}

base::Result<Problem> ReadProblem(const SolvePaths& paths, std::ostream& errors) {
  std::vector<RowError> faults;
  auto input = ReadSolveFiles(paths, faults);
  for (const RowError& fault : faults) errors << FormatRowError(fault) << '\n';
  if (!faults.empty()) {
    return base::Fail(base::ErrorCode::kInvalid,
                      "输入共有 " + std::to_string(faults.size()) + " 处错误，没有求解");
  }
  return Problem::Make(std::move(input));
}

base::Status CheckSolution(const Problem& problem, const Solution& solution, std::ostream& errors) {
  const matching::CheckReport report = Check(problem, solution);
  for (const std::string& fault : report.faults) errors << fault << '\n';
  if (report.ok()) return {};
  return base::Fail(base::ErrorCode::kInternal, "求解结果没有通过独立验证，没有写出");
}

}  // namespace

base::Result<std::vector<Objective>> ParseObjectives(std::string_view text) {
  std::vector<Objective> objectives;
  const auto add = [&](Objective objective) -> base::Status {
    if (std::find(objectives.begin(), objectives.end(), objective) != objectives.end()) {
      return base::Fail(base::ErrorCode::kInvalid,
                        "目标 " + std::string(ObjectiveName(objective)) + " 出现了不止一次",
                        "objective");
    }
    objectives.push_back(objective);
    return {};
  };
  for (const std::string_view part : base::Split(text, ',')) {
    const std::string_view name = base::Trim(part);
    if (name == "fairness") {
      JIEDUI_CHECK(add(Objective::kWorst));
      JIEDUI_CHECK(add(Objective::kBalance));
      continue;
    }
    const auto objective = matching::FindObjective(name);
    if (!objective) {
      return base::Fail(base::ErrorCode::kInvalid,
                        "未知的目标“" + std::string(name) +
                            "”，可用 coverage、bottleneck、worst、balance、score、fairness",
                        "objective");
    }
    JIEDUI_CHECK(add(*objective));
  }
  return objectives;
}

int RunSolve(const SolveArguments& arguments, std::ostream& output, std::ostream& errors,
             std::stop_token stop, const base::Progress& progress) {
  const auto objectives = ParseObjectives(arguments.objective);
  if (!objectives) return Refuse(objectives.error(), errors);
  const auto problem = ReadProblem(arguments.paths, errors);
  if (!problem) return Refuse(problem.error(), errors);
  const auto start = std::chrono::steady_clock::now();
  const auto solution = Solve(*problem, {.objectives = *objectives,
                                         .time_limit_seconds = arguments.time_limit_seconds,
                                         .stop = std::move(stop),
                                         .progress = progress});
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  if (!solution) return Refuse(solution.error(), errors);
  if (const auto checked = CheckSolution(*problem, *solution, errors); !checked) {
    return Refuse(checked.error(), errors);
  }
  const std::string json = SolutionJson(*problem, *solution, *objectives, seconds.count());
  if (const auto written = WriteWhole(arguments.out, json); !written) {
    return Refuse(written.error(), errors);
  }
  if (arguments.json) {
    output << json;
  } else {
    WriteSummary(*problem, *solution, output);
  }
  return kDone;
}

}  // namespace jiedui::app
