// Plays a scenario: a text of commands and what they must say.
//
//   # a comment
//   needs registry/jincheng_enterprises.tsv     skip (status 77) where that shared data set is
//                                               missing
//   office: report coverage                     run the program as that account (`jiedui:` as
//                                               nobody) over the scenario's city
//   $ "$JIEDUI" help | head -n 1                run by the shell
//   & "$JIEDUI" serve --listen 127.0.0.1:0      run in the background until it has said
//                                               `http://…`, which is $URL from then on; stopped
//                                               with SIGTERM at the end, must then end with 0
//   @ 2020-07-15                                the day from here on, for every command
//   paper 批文.pdf 设立研发中心                 a scanned page with that written on it
//
// After a command, of its stdout and stderr together:
//
//   ~ text                                      the output has this text
//   ! text                                      the output has not
//   = 2                                         the command's status (0 where not said)
//   > plan                                      from here on $plan is the first record that the
//                                               output names (`plan:12`) …
//   > code 91[0-9A-Z]{16}                       … or what the pattern finds; of a pattern with
//                                               parentheses what stands in the first
//
// What is done for several:
//
//   table counties: clerk unit                  words under named columns
//   | zezhou  140525
//   each counties                               the indented lines for every row, its words as
//     $clerk: record list surveys               $clerk and $unit
//   each survey of zezhou: record list surveys  the indented lines for every record that the
//     zezhou: record event $survey confirm      command lists, which must be one at least
//
//   scene month_end                             indented lines that are played more than once,
//     office: report monthly --month $month     where it says so, knowing what is said there
//   play month_end month=2020-06
//
// $name stands for its value in commands, days, papers and expectations. The program's city is
// $TMP/city, the folder that commands run in $TMP; $JIEDUI is the binary, $SHARED the shared data,
// $SOURCE the checkout. With SCENARIO_SHOW set, everything that is run and said is shown.
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "script.h"

namespace {

namespace fs = std::filesystem;
using jiedui::scenario::Capture;
using jiedui::scenario::Script;
using jiedui::scenario::Step;
using jiedui::scenario::Table;
using jiedui::scenario::Verb;

constexpr int kSkipped = 77;
constexpr int kServerStartSeconds = 60;
constexpr int kMostShown = 10;

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

/// The values of names; the environment has them too, for the shell.
using Values = std::map<std::string, std::string>;

/// The text with the values of its `$name`s; names that are none stay as they are.
std::string Expand(const Values& values, const std::string& text) {
  static const std::regex pattern("\\$([a-z_]+)");
  std::string expanded;
  std::size_t from = 0;
  for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at) {
    const auto position = static_cast<std::size_t>(at->position());
    const auto value = values.find((*at)[1]);
    expanded += text.substr(from, position - from);
    expanded += value == values.end() ? at->str() : value->second;
    from = position + static_cast<std::size_t>(at->length());
  }
  return expanded + text.substr(from);
}

class Player {
 public:
  Player(const Script& script, fs::path tmp) : script_(script), tmp_(std::move(tmp)) {}

  /// How much went otherwise than written.
  int Play() {
    PlayAll(script_.steps);
    for (const auto& server : servers_) {
      if (const int status = server->Stop(); status != 0) {
        std::cout << "a server ended with " << status << ":\n" << server->Log() << "\n";
        ++failures_;
      }
    }
    return failures_;
  }

 private:
  void PlayAll(const std::vector<Step>& steps) {
    for (const Step& step : steps) PlayOne(step);
  }

  void PlayOne(const Step& step) {
    switch (step.verb) {
      case Verb::kDay:
        ::setenv("JIEDUI_NOW", Expand(values_, step.words).c_str(), 1);
        return;
      case Verb::kPaper:
        return WritePaper(Expand(values_, step.name), Expand(values_, step.words));
      case Verb::kEachRow:
        return PlayRows(step);
      case Verb::kEachRecord:
        return PlayRecords(step);
      case Verb::kPlay:
        return PlayScene(step);
      default:
        const Outcome outcome = Run(step);
        Judge(step, outcome);
    }
  }

  Outcome Run(const Step& step) {
    const std::string command = CommandOf(step);
    Outcome outcome;
    if (step.verb == Verb::kServer) {
      servers_.push_back(std::make_unique<Background>(
          command, tmp_ / ("server" + std::to_string(servers_.size()))));
      const std::string url = servers_.back()->WaitForUrl();
      outcome = {url.empty() ? 1 : 0, servers_.back()->Log()};
      ::setenv("URL", url.c_str(), 1);
    } else {
      outcome = RunCommand(command);
    }
    if (std::getenv("SCENARIO_SHOW") != nullptr)
      std::cout << Expand(values_, command) << "\n" << outcome.output << std::flush;
    return outcome;
  }

  /// The shell has the names' values; `jiedui` is whoever needs no account.
  std::string CommandOf(const Step& step) const {
    if (step.verb != Verb::kProgram && step.verb != Verb::kEachRecord) return step.words;
    const std::string who = step.who == "jiedui" ? "" : " --as \"" + step.who + "\"";
    return "\"$JIEDUI\" " + step.words + who;
  }

  void PlayRows(const Step& step) {
    const auto table = script_.tables.find(Expand(values_, step.name));
    if (table == script_.tables.end()) return Fail(step, "  there is no such table\n", {});
    for (const std::vector<std::string>& row : table->second.rows) {
      for (std::size_t i = 0; i < row.size(); ++i) Keep(table->second.columns[i], row[i]);
      PlayAll(step.body);
    }
  }

  void PlayScene(const Step& step) {
    const auto scene = script_.scenes.find(step.name);
    if (scene == script_.scenes.end()) return Fail(step, "  there is no such scene\n", {});
    for (const auto& [name, value] : step.values) Keep(name, Expand(values_, value));
    PlayAll(scene->second);
  }

  void PlayRecords(const Step& step) {
    const Outcome listing = Run(step);
    static const std::regex pattern("^[a-z_]+:[0-9]+");
    std::vector<std::string> records;
    std::istringstream in(listing.output);
    for (std::string line; std::getline(in, line);) {
      std::smatch match;
      if (std::regex_search(line, match, pattern)) records.push_back(match.str());
    }
    if (listing.status != 0 || records.empty())
      return Fail(step, "  lists nothing to go through\n", listing);
    for (const std::string& record : records) {
      Keep(step.name, record);
      PlayAll(step.body);
    }
  }

  void Judge(const Step& step, const Outcome& outcome) {
    std::string wrong;
    if (outcome.status != step.status) {
      wrong += "  ended with " + std::to_string(outcome.status) + ", not " +
               std::to_string(step.status) + "\n";
    }
    for (const std::string& text : step.has) {
      const std::string wanted = Expand(values_, text);
      if (outcome.output.find(wanted) == std::string::npos)
        wrong += "  does not say: " + wanted + "\n";
    }
    for (const std::string& text : step.has_not) {
      const std::string unwanted = Expand(values_, text);
      if (outcome.output.find(unwanted) != std::string::npos)
        wrong += "  must not say: " + unwanted + "\n";
    }
    for (const Capture& capture : step.captures) {
      std::smatch match;
      const std::string pattern = Expand(values_, capture.pattern);
      if (std::regex_search(outcome.output, match, std::regex(pattern))) {
        Keep(capture.name, match[match.size() > 1 ? 1 : 0]);
      } else {
        wrong += "  has nothing like: " + pattern + "\n";
      }
    }
    if (!wrong.empty()) Fail(step, wrong, outcome);
  }

  void Fail(const Step& step, const std::string& wrong, const Outcome& outcome) {
    if (++failures_ > kMostShown) return;
    std::cout << "line " << step.line << ": " << Expand(values_, CommandOf(step)) << "\n"
              << wrong << outcome.output << "\n";
  }

  void Keep(const std::string& name, const std::string& value) {
    values_[name] = value;
    ::setenv(name.c_str(), value.c_str(), 1);
  }

  /// As much of a PDF as tells one from everything else.
  void WritePaper(const std::string& name, const std::string& text) {
    std::ofstream(tmp_ / name) << "%PDF-1.4\n% " << text << "\n%%EOF\n";
  }

  const Script& script_;
  fs::path tmp_;
  Values values_;
  std::vector<std::unique_ptr<Background>> servers_;
  int failures_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: scenario_runner SCENARIO JIEDUI SOURCE\n";
    return 2;
  }
  const Script script = jiedui::scenario::ReadScript(argv[1]);
  const fs::path source = fs::absolute(argv[3]);
  const char* const set = std::getenv("JIEDUI_SHARED_DATA");
  const fs::path shared = set != nullptr ? fs::path(set) : source / ".." / "shared" / "data";
  for (const std::string& need : script.needs) {
    if (fs::exists(shared / need)) continue;
    std::cout << "skipped: the shared data set " << need << " is not here\n";
    return kSkipped;
  }
  std::string pattern = (fs::temp_directory_path() / "jiedui-scenario-XXXXXX").string();
  const fs::path tmp = ::mkdtemp(pattern.data());
  ::setenv("TMP", tmp.c_str(), 1);
  ::setenv("JIEDUI", fs::absolute(argv[2]).c_str(), 1);
  ::setenv("JIEDUI_DATA", (tmp / "city").c_str(), 1);
  ::setenv("SOURCE", source.c_str(), 1);
  ::setenv("SHARED", shared.c_str(), 1);
  fs::current_path(tmp);
  const int failures = Player(script, tmp).Play();
  fs::current_path("/");
  fs::remove_all(tmp);
  std::cout << (failures == 0 ? "passed" : "FAILED") << ": " << argv[1] << "\n";
  return failures == 0 ? 0 : 1;
}
