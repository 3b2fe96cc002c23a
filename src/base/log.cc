#include "base/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include "base/json_text.h"

namespace jiedui::base {
namespace {

LogFormat g_format = LogFormat::kText;

spdlog::logger& Logger() {
  static const std::shared_ptr<spdlog::logger> logger = spdlog::stderr_color_mt("jiedui");
  return *logger;
}

spdlog::level::level_enum ToSpdlog(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarning:
      return spdlog::level::warn;
    case LogLevel::kError:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

}  // namespace

void ConfigureLog(LogFormat format, LogLevel least) {
  g_format = format;
  Logger().set_level(ToSpdlog(least));
  Logger().set_pattern(format == LogFormat::kJson
                           ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})"
                           : "%H:%M:%S %^%-7l%$ %v",
                       format == LogFormat::kJson ? spdlog::pattern_time_type::utc
                                                  : spdlog::pattern_time_type::local);
}

void Log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) {
  if (!Logger().should_log(ToSpdlog(level))) return;
  std::string line;
  if (g_format == LogFormat::kJson) {
    line = "\"message\":" + JsonQuote(message);
    for (const auto& [name, value] : fields) line += "," + JsonQuote(name) + ":" + JsonQuote(value);
  } else {
    line = std::string(message);
    for (const auto& [name, value] : fields) line += " " + std::string(name) + "=" + value;
  }
  Logger().log(ToSpdlog(level), "{}", line);
}

}  // namespace jiedui::base
