#include "app/console.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <string>

namespace jiedui::app {
namespace {

constexpr int kBarWidth = 30;
constexpr std::chrono::seconds kBetweenLines{5};  // where stderr is no terminal

/// What was last drawn, so that a line is written only when it would change.
struct Drawn {
  std::string stage;
  int percent = -1;
  std::chrono::steady_clock::time_point written;  // the last line, or the start of the stage
};

void DrawBar(std::string_view stage, int percent) {
  const int full = percent * kBarWidth / 100;
  std::string bar;
  for (int i = 0; i < kBarWidth; ++i) bar += i < full ? "█" : "░";
  std::fprintf(stderr, "\r%-16s %s %3d%%", std::string(stage).c_str(), bar.c_str(), percent);
  if (percent == 100) std::fputc('\n', stderr);
  std::fflush(stderr);
}

}  // namespace

base::Progress ConsoleProgress() {
  const bool terminal = ::isatty(STDERR_FILENO) == 1;
  auto drawn = std::make_shared<Drawn>();
  return [terminal, drawn](std::string_view stage, std::size_t done, std::size_t total) {
    const int percent = total == 0 ? 100 : static_cast<int>(done * 100 / total);
    const auto now = std::chrono::steady_clock::now();
    const bool same = drawn->stage == stage;
    if (same && drawn->percent >= percent) return;
    if (!same) {
      drawn->stage = std::string(stage);
      drawn->written = now;
    }
    drawn->percent = percent;
    if (terminal) {
      DrawBar(stage, percent);
    } else if (percent == 100 || now - drawn->written >= kBetweenLines) {
      drawn->written = now;
      std::fprintf(stderr, "%s %d%%\n", std::string(stage).c_str(), percent);
    }
  };
}

void PrintError(const base::Error& error) {
  std::fflush(stdout);  // what was printed before comes before, also where both go to one file
  const std::string field = error.field.empty() ? "" : "（" + error.field + "）";
  std::fprintf(stderr, "错误: %s%s\n", error.message.c_str(), field.c_str());
  for (const base::FieldError& one : error.errors)
    std::fprintf(stderr, "  %s: %s\n", one.field.c_str(), one.message.c_str());
}

void Print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  if (!text.ends_with('\n')) std::fputc('\n', stdout);
}

ExitCode ExitCodeOf(const base::Error& error) {
  switch (error.code) {
    case base::ErrorCode::kInvalid:
    case base::ErrorCode::kNotFound:
    case base::ErrorCode::kTooLarge:
      return kWrongCall;
    default:
      return kFailed;
  }
}

}  // namespace jiedui::app
