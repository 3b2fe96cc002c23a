// Plays a scenario: a text of commands run by the shell and what they must say.
//
//   # a comment
//   needs registry/jincheng_enterprises.tsv     skip (status 77) where that shared data set is
//   missing $ "$JIEDUI" help                            run; stdout and stderr together are what is
//   looked at & "$JIEDUI" serve --data "$TMP/city" --listen 127.0.0.1:0
//                                               run in the background until it has said `http://…`,
//                                               which is $URL from then on; stopped with SIGTERM at
//                                               the end, and must then end with 0
//   ~ text                                      the output has this text
//   ! text                                      the output has not
//   = 2                                         the command's status (0 where not said)
//
// $JIEDUI is the binary, $TMP a fresh folder, $SHARED the shared data, $SOURCE the checkout.
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

constexpr int kSkipped = 77;
constexpr int kServerStartSeconds = 60;

struct Step {
  std::size_t line = 0;
  std::string command;
  bool background = false;
  int status = 0;
  std::vector<std::string> has;
  std::vector<std::string> has_not;
};

struct Outcome {
  int status = 0;
  std::string output;
};

std::string ReadAll(const fs::path& path) {
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

Outcome RunCommand(const std::string& command) {
  Outcome outcome;
  FILE* const pipe = ::popen(("{ " + command + "\n} 2>&1").c_str(), "r");
  std::array<char, 4096> buffer{};
  for (std::size_t n = 0; (n = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
    outcome.output.append(buffer.data(), n);
  }
  const int status = ::pclose(pipe);
  outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return outcome;
}

/// A server in the background; stopped when it goes.
class Background {
 public:
  explicit Background(const std::string& command, const fs::path& log) : log_(log) {
    pid_ = ::fork();
    if (pid_ == 0) {
      const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
      ::dup2(out, STDOUT_FILENO);
      ::dup2(out, STDERR_FILENO);
      ::execl("/bin/sh", "sh", "-c", ("exec " + command).c_str(), nullptr);
      ::_exit(127);
    }
  }
  ~Background() { Stop(); }
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  /// The address that it says it serves; empty when it ends or says none in time.
  std::string WaitForUrl() {
    for (int i = 0; i < kServerStartSeconds * 10; ++i) {
      const std::string said = ReadAll(log_);
      const std::size_t at = said.find("http://");
      const std::size_t end = said.find_first_of(" \n\t\r", at);
      if (at != std::string::npos && end != std::string::npos) return said.substr(at, end - at);
      if (::waitpid(pid_, &status_, WNOHANG) == pid_) {
        pid_ = 0;
        return {};
      }
      ::usleep(100'000);
    }
    return {};
  }

  /// The status it ended with.
  int Stop() {
    if (pid_ > 0) {
      ::kill(pid_, SIGTERM);
      ::waitpid(pid_, &status_, 0);
      pid_ = 0;
    }
    return WIFEXITED(status_) ? WEXITSTATUS(status_) : 128;
  }

  [[nodiscard]] std::string Log() const { return ReadAll(log_); }

 private:
  fs::path log_;
  pid_t pid_ = 0;
  int status_ = 0;
};

struct Scenario {
  std::vector<std::string> needs;
  std::vector<Step> steps;
};

bool AddExpectation(Step& step, char mark, const std::string& text) {
  switch (mark) {
    case '~':
      step.has.push_back(text);
      return true;
    case '!':
      step.has_not.push_back(text);
      return true;
    case '=':
      step.status = std::atoi(text.c_str());
      return true;
    default:
      return false;
  }
}

/// Reads the file; exits with 2 on a line that means nothing, so that a typo is no silent pass.
Scenario Read(const fs::path& path) {
  Scenario scenario;
  std::ifstream in(path);
  std::size_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line.empty() || line[0] == '#') continue;
    const std::string rest = line.size() > 2 ? line.substr(2) : std::string();
    if (line.starts_with("needs ")) {
      scenario.needs.push_back(line.substr(6));
    } else if (line.starts_with("$ ") || line.starts_with("& ")) {
      scenario.steps.push_back({number, rest, line[0] == '&', 0, {}, {}});
    } else if (scenario.steps.empty() || !AddExpectation(scenario.steps.back(), line[0], rest)) {
      std::cerr << path.string() << ":" << number << ": cannot read this line: " << line << "\n";
      std::exit(2);
    }
  }
  return scenario;
}

/// What is wrong with the outcome; empty where nothing is.
std::string Judge(const Step& step, const Outcome& outcome) {
  std::string wrong;
  if (outcome.status != step.status) {
    wrong += "  ended with " + std::to_string(outcome.status) + ", not " +
             std::to_string(step.status) + "\n";
  }
  for (const std::string& text : step.has) {
    if (outcome.output.find(text) == std::string::npos) wrong += "  does not say: " + text + "\n";
  }
  for (const std::string& text : step.has_not) {
    if (outcome.output.find(text) != std::string::npos) wrong += "  must not say: " + text + "\n";
  }
  return wrong;
}

int Play(const Scenario& scenario, const fs::path& tmp) {
  std::vector<std::unique_ptr<Background>> servers;
  int failures = 0;
  for (const Step& step : scenario.steps) {
    Outcome outcome;
    if (step.background) {
      servers.push_back(std::make_unique<Background>(
          step.command, tmp / ("server" + std::to_string(servers.size()))));
      const std::string url = servers.back()->WaitForUrl();
      outcome = {url.empty() ? 1 : 0, servers.back()->Log()};
      ::setenv("URL", url.c_str(), 1);
    } else {
      outcome = RunCommand(step.command);
    }
    if (const std::string wrong = Judge(step, outcome); !wrong.empty()) {
      std::cout << "line " << step.line << ": " << step.command << "\n"
                << wrong << outcome.output << "\n";
      ++failures;
    }
  }
  for (const auto& server : servers) {
    if (const int status = server->Stop(); status != 0) {
      std::cout << "a server ended with " << status << ":\n" << server->Log() << "\n";
      ++failures;
    }
  }
  return failures;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: scenario_runner SCENARIO JIEDUI SOURCE\n";
    return 2;
  }
  const Scenario scenario = Read(argv[1]);
  const char* const set = std::getenv("JIEDUI_SHARED_DATA");
  const fs::path shared =
      set != nullptr ? fs::path(set) : fs::path(argv[3]) / ".." / "shared" / "data";
  for (const std::string& need : scenario.needs) {
    if (fs::exists(shared / need)) continue;
    std::cout << "skipped: the shared data set " << need << " is not here\n";
    return kSkipped;
  }
  std::string pattern = (fs::temp_directory_path() / "jiedui-scenario-XXXXXX").string();
  const fs::path tmp = ::mkdtemp(pattern.data());
  ::setenv("TMP", tmp.c_str(), 1);
  ::setenv("JIEDUI", argv[2], 1);
  ::setenv("SOURCE", argv[3], 1);
  ::setenv("SHARED", shared.c_str(), 1);
  const int failures = Play(scenario, tmp);
  fs::remove_all(tmp);
  std::cout << (failures == 0 ? "passed" : "FAILED") << ": " << argv[1] << "\n";
  return failures == 0 ? 0 : 1;
}
