#include "bench/support/child.h"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>

#include "bench/support/program.h"

namespace jiedui::bench {

Child::Child(const std::function<void(int)>& work) {
  std::array<int, 2> ends = {};
  if (::pipe(ends.data()) != 0) Die("no pipe");
  std::fflush(stdout);  // else the child writes what waits there once more
  std::fflush(stderr);
  id_ = ::fork();
  if (id_ < 0) Die("no process");
  if (id_ == 0) {
    ::close(ends[0]);
    work(ends[1]);
    std::fflush(stdout);
    ::_exit(kDone);
  }
  ::close(ends[1]);
  pipe_ = ends[0];
}

Child::~Child() {
  Stop();
  ::close(pipe_);
}

std::string Child::ReadLine() {
  std::string line;
  for (char byte = 0; ::read(pipe_, &byte, 1) == 1 && byte != '\n';) line += byte;
  return line;
}

bool Child::Stop() {
  if (!ended_) ::kill(id_, SIGTERM);
  return Wait();
}

bool Child::Wait() {
  if (ended_) return true;
  int status = 0;
  ended_ = ::waitpid(id_, &status, 0) == id_;
  return ended_ && WIFEXITED(status) && WEXITSTATUS(status) == kDone;
}

void WriteLine(int pipe, std::string line) {
  line += '\n';
  std::string_view rest = line;
  while (!rest.empty()) {
    const ssize_t written = ::write(pipe, rest.data(), rest.size());
    if (written <= 0) Die("the pipe is closed");
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace jiedui::bench
