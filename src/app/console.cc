#include "app/console.h"

#include <unistd.h>

#include <cstdio>
#include <string>

namespace jiedui::app {
namespace {

constexpr int kBarWidth = 30;

/// What was last drawn, so that a line is written only when it would change.
struct Drawn {
  std::string stage;
  int step = -1;
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
    const int step = terminal ? percent : percent / 10;
    if (drawn->stage == stage && drawn->step >= step) return;
    drawn->stage = std::string(stage);
    drawn->step = step;
    if (terminal) {
      DrawBar(stage, percent);
    } else {
      std::fprintf(stderr, "%s %d%%\n", std::string(stage).c_str(), percent);
    }
  };
}

void PrintError(const base::Error& error) {
  const std::string field = error.field.empty() ? "" : "（" + error.field + "）";
  std::fprintf(stderr, "错误: %s%s\n", error.message.c_str(), field.c_str());
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
