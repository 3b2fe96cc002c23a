#include "services/file_scan.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <thread>

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using std::chrono::steady_clock;

constexpr std::chrono::milliseconds kLook{5};

/// Starts `sh -c 'COMMAND "$0"' FILE` in a process group of its own, silent.
Result<pid_t> Start(const std::string& command, const std::filesystem::path& file) {
  std::string shell = "sh";
  std::string flag = "-c";
  std::string script = command + " \"$0\"";
  std::string path = file.string();
  const std::array<char*, 5> arguments = {shell.data(), flag.data(), script.data(), path.data(),
                                          nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  // The service blocks its termination signals and ignores SIGPIPE: not so its children.
  sigset_t none;
  sigemptyset(&none);
  sigset_t usual;
  sigemptyset(&usual);
  sigaddset(&usual, SIGPIPE);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  pid_t child = 0;
  const int error =
      posix_spawn(&child, "/bin/sh", &actions, &attributes, arguments.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return Fail(ErrorCode::kUnavailable, "无法运行病毒扫描程序", "file");
  return child;
}

}  // namespace

Status ScanFile(const ScanOptions& options, const std::filesystem::path& file) {
  if (options.command.empty()) return {};
  JIEDUI_ASSIGN(const pid_t child, Start(options.command, file));
  const auto deadline = steady_clock::now() + std::chrono::milliseconds(options.timeout_ms);
  int status = 0;
  pid_t ended = 0;
  while ((ended = ::waitpid(child, &status, WNOHANG)) == 0) {
    if (steady_clock::now() >= deadline) {
      ::kill(-child, SIGKILL);
      ::waitpid(child, &status, 0);
      return Fail(ErrorCode::kUnavailable, "病毒扫描超时，文件未保存，请稍后再试", "file");
    }
    std::this_thread::sleep_for(kLook);
  }
  if (ended == child && WIFEXITED(status)) {
    if (WEXITSTATUS(status) == 0) return {};
    if (WEXITSTATUS(status) == 1)
      return Fail(ErrorCode::kUnprocessable, "文件含有病毒，未保存", "file");
  }
  return Fail(ErrorCode::kUnavailable, "病毒扫描未能完成，文件未保存，请稍后再试", "file");
}

}  // namespace jiedui::services
