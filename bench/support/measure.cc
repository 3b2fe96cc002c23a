#include "bench/support/measure.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <fstream>
#include <sstream>
#include <thread>

#include "base/text.h"

namespace jiedui::bench {
namespace {

/// What follows `name` on the first line of a /proc file that begins with it.
std::string ProcValue(const char* file, std::string_view name) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with(name)) continue;
    const std::size_t colon = line.find(':');
    if (colon != std::string::npos) return std::string(base::Trim(line.substr(colon + 1)));
  }
  return {};
}

double Kibibytes(const std::string& value) {
  return base::ParseNumber(value.substr(0, value.find(' '))).value_or(0);
}

}  // namespace

void ResetPeakMemory() { std::ofstream("/proc/self/clear_refs") << "5"; }

double PeakMemoryMib() { return Kibibytes(ProcValue("/proc/self/status", "VmHWM")) / 1024; }

double CpuSecondsOf(std::int64_t process_id) {
  constexpr int kFieldsBeforeTimes = 11;  // after the name: state … cmajflt
  std::ifstream in(fmt::format("/proc/{}/stat", process_id));
  std::string text;
  std::getline(in, text);
  const std::size_t name_end = text.rfind(')');  // the name may hold anything
  if (name_end == std::string::npos) return 0;
  std::istringstream fields(text.substr(name_end + 1));
  std::string skipped;
  for (int i = 0; i < kFieldsBeforeTimes; ++i) fields >> skipped;
  double user_ticks = 0;
  double system_ticks = 0;
  fields >> user_ticks >> system_ticks;
  return (user_ticks + system_ticks) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

double Quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
  const std::size_t at = std::min(std::max<std::size_t>(rank, 1), values.size()) - 1;
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(at), values.end());
  return values[at];
}

Spread SpreadOf(const std::vector<double>& values) {
  return {Quantile(values, 0.5), Quantile(values, 1e-9), Quantile(values, 1)};
}

std::string MachineLine() {
  std::ifstream load("/proc/loadavg");
  std::string averages;
  std::getline(load, averages);
  return fmt::format("{} cores of {}, {:.1f} GiB, load average {}",
                     std::thread::hardware_concurrency(), ProcValue("/proc/cpuinfo", "model name"),
                     Kibibytes(ProcValue("/proc/meminfo", "MemTotal")) / 1024 / 1024,
                     averages.substr(0, averages.find(' ')));
}

}  // namespace jiedui::bench
