#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace jiedui::base {

enum class LogLevel { kDebug, kInfo, kWarning, kError };
enum class LogFormat { kText, kJson };

/// One fact that a log line carries besides its message: {"request", "01H…"}.
using LogField = std::pair<std::string_view, std::string>;

/// Chooses how lines look and the least level written. Lines go to stderr. Call before threads
/// start.
void ConfigureLog(LogFormat format, LogLevel least);

/// Writes one line. Thread-safe. Never put secrets (passwords, session ids, phone numbers) in.
void Log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields = {});

}  // namespace jiedui::base
