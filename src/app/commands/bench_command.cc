#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <cstring>

#include "app/command.h"
#include "base/json_writer.h"

namespace jiedui::app {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

constexpr std::string_view kPrefix = "bench_";

struct BenchArguments {
  bool json = false;
};

/// The benchmark programs beside this one, by name without the prefix. kNotFound where there is
/// none.
Result<std::map<std::string, fs::path>> FindPrograms() {
  std::error_code error;
  const fs::path folder = fs::read_symlink("/proc/self/exe", error).parent_path();
  std::map<std::string, fs::path> programs;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (entry.is_regular_file(error) && name.starts_with(kPrefix) &&
        ::access(entry.path().c_str(), X_OK) == 0)
      programs[name.substr(kPrefix.size())] = entry.path();
  }
  if (programs.empty()) {
    return Fail(ErrorCode::kNotFound, folder.string() +
                                          " 里没有基准测试程序（bench_*），请用 cmake --build "
                                          "--preset release 构建");
  }
  return programs;
}

void List(const std::map<std::string, fs::path>& programs, bool as_json) {
  base::JsonWriter json;
  json.StartObject().Key("programs").StartArray();
  std::string text = "jiedui bench NAME [参数…]，NAME 为:";
  for (const auto& [name, path] : programs) {
    json.String(name);
    text += "\n  " + name;
  }
  json.EndArray().EndObject();
  Print(as_json ? json.Text() : text);
}

/// Becomes that program; returns only where that fails.
Status Become(const fs::path& program, const std::vector<std::string>& rest) {
  std::vector<std::string> words = {program.string()};
  words.insert(words.end(), rest.begin(), rest.end());
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  std::fflush(stdout);
  ::execv(program.c_str(), argv.data());
  return Fail(ErrorCode::kUnavailable,
              "无法运行 " + program.string() + ": " +
                  std::strerror(errno));  // NOLINT(concurrency-mt-unsafe)
}

Status Bench(const std::vector<std::string>& words, bool as_json) {
  JIEDUI_ASSIGN(const auto programs, FindPrograms());
  if (words.empty()) {
    List(programs, as_json);
    return {};
  }
  const auto program = programs.find(words.front());
  if (program == programs.end()) {
    std::string names;
    for (const auto& [name, path] : programs) names += (names.empty() ? "" : "、") + name;
    return Fail(ErrorCode::kInvalid, "没有基准测试 “" + words.front() + "”，有: " + names, "NAME");
  }
  return Become(program->second, {words.begin() + 1, words.end()});
}

}  // namespace

void AddBenchCommand(CLI::App& app, CommandLine& line) {
  auto arguments = std::make_shared<BenchArguments>();
  CLI::App* const bench = app.add_subcommand(
      "bench", "列出或运行基准测试: NAME 及其参数 / lists the benchmarks, or runs one");
  // What follows the name is the benchmark's own, --data included.
  bench->fallthrough(false);
  bench->prefix_command();
  bench->add_flag("--json", arguments->json, "输出 JSON / print JSON");
  bench->callback([&line, arguments, bench] {
    line.action = [&line, arguments, bench] {
      return Finish(Bench(bench->remaining(), arguments->json || line.common.json));
    };
  });
}

}  // namespace jiedui::app
