#pragma once

#include <sys/types.h>

#include <functional>
#include <string>

namespace jiedui::bench {

/// A process forked from this one, with a pipe from it to us. Fork before any thread is started.
class Child {
 public:
  /// Runs `work`, which gets the pipe's descriptor to write lines to, in a process of its own that
  /// then ends with 0 without running destructors of ours.
  explicit Child(const std::function<void(int)>& work);
  /// Stops it where it still runs.
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  [[nodiscard]] pid_t id() const { return id_; }

  /// The next line it wrote, without its end; empty where there is none any more.
  std::string ReadLine();

  /// Asks it to end (SIGTERM) and waits for that; true where it ended with 0.
  bool Stop();
  /// Waits until it ends by itself; true where it ended with 0.
  bool Wait();

 private:
  pid_t id_ = -1;
  int pipe_ = -1;
  bool ended_ = false;
};

/// Writes a line to the parent.
void WriteLine(int pipe, std::string line);

}  // namespace jiedui::bench
