#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace jiedui::bench {

class Stopwatch {
 public:
  [[nodiscard]] double Seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// Starts the process's peak of resident memory anew from what is resident now.
void ResetPeakMemory();

/// The peak of resident memory (VmHWM) since then, in MiB; 0 where the kernel does not tell.
double PeakMemoryMib();

/// User and system time that a process has used so far, in seconds; 0 where there is none.
double CpuSecondsOf(std::int64_t process_id);

/// The value below which that share of the values lies (nearest rank); 0 for none. `share` in
/// (0, 1]. Sorts a copy.
double Quantile(std::vector<double> values, double share);

/// Median, least and greatest of several runs.
struct Spread {
  double median = 0;
  double least = 0;
  double most = 0;
};
Spread SpreadOf(const std::vector<double>& values);

/// Machine and load, one line: cores, processor, memory, load average.
std::string MachineLine();

}  // namespace jiedui::bench
