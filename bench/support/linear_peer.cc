#include "bench/support/linear_peer.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <vector>

#include "bench/support/program.h"

namespace jiedui::bench {
namespace {

/// Runs the command without output; its exit code, −1 where it cannot be run.
int RunQuietly(std::vector<std::string> command) {
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (std::string& word : command) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const pid_t child = ::fork();
  if (child < 0) return -1;
  if (child == 0) {
    const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    ::dup2(nowhere, STDOUT_FILENO);
    ::dup2(nowhere, STDERR_FILENO);
    ::execvp(arguments.front(), arguments.data());
    ::_exit(127);
  }
  int status = 0;
  if (::waitpid(child, &status, 0) != child || !WIFEXITED(status)) return -1;
  return WEXITSTATUS(status);
}

/// The `s` line of GLPK's solution: `s bas ROWS COLUMNS f f OBJECTIVE` where it is optimal.
std::optional<double> ObjectiveIn(const std::string& path) {
  std::ifstream in(path);
  std::string line;
  while (std::getline(in, line)) {
    std::istringstream words(line);
    std::string kind;
    std::string basis;
    std::string primal;
    std::string dual;
    long rows = 0;
    long columns = 0;
    double objective = 0;
    if (words >> kind >> basis >> rows >> columns >> primal >> dual >> objective && kind == "s") {
      const bool optimal = primal == "f" && dual == "f";
      return optimal ? std::optional(objective) : std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace

bool HasNoWholeSolution(const std::string& program, int limit_seconds) {
  const TemporaryFolder folder;
  const std::string input = (folder.path() / "program.lp").string();
  const std::string output = (folder.path() / "solution.txt").string();
  std::ofstream(input) << program;
  const int code = RunQuietly({"cbc", input, "sec", std::to_string(limit_seconds), "maxSol", "1",
                               "solve", "solu", output, "quit"});
  std::ifstream in(output);
  std::string first;
  std::getline(in, first);  // "Integer infeasible - …", "Infeasible - …" of the relaxation
  return code == 0 && (first.starts_with("Integer infeasible") || first.starts_with("Infeasible"));
}

LinearPeer::LinearPeer() {
  if (RunQuietly({"glpsol", "--version"}) != 0) missing_ = "glpsol (GLPK) is not installed";
}

std::optional<double> LinearPeer::Optimum(const std::string& program, int limit_seconds) const {
  const TemporaryFolder folder;
  const std::string input = (folder.path() / "program.lp").string();
  const std::string output = (folder.path() / "solution.txt").string();
  std::ofstream(input) << program;
  const int code = RunQuietly({"glpsol", "--lp", input, "--nomip", "--tmlim",
                               std::to_string(limit_seconds), "--write", output});
  return code == 0 ? ObjectiveIn(output) : std::nullopt;
}

}  // namespace jiedui::bench
