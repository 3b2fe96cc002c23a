#pragma once

#include <string_view>

#include "base/progress.h"
#include "base/result.h"

namespace jiedui::app {

/// How the program ends (spec: 0 done, 1 the work failed, 2 the call was wrong).
enum ExitCode : int { kDone = 0, kFailed = 1, kWrongCall = 2 };

/// Draws a bar on stderr where that is a terminal, and else prints a line at the end of a
/// stage and every few seconds before.
base::Progress ConsoleProgress();

/// `错误: message（field）` on stderr.
void PrintError(const base::Error& error);

/// Text on stdout, with a line break at its end.
void Print(std::string_view text);

/// Where the error is of the call itself (malformed, unknown, too large) 2, else 1.
ExitCode ExitCodeOf(const base::Error& error);

}  // namespace jiedui::app
