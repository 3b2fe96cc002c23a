#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "domain/field.h"

namespace jiedui::store {

enum class JobState : std::uint8_t { kWaiting, kRunning, kDone, kFailed, kCancelled };

constexpr std::array<domain::EnumName, 5> kJobStateNames = {{
    {"waiting", "排队中", "Waiting"},
    {"running", "正在进行", "Running"},
    {"done", "已完成", "Done"},
    {"failed", "未成功", "Failed"},
    {"cancelled", "已取消", "Cancelled"},
}};
constexpr std::span<const domain::EnumName> NamesOf(JobState /*tag*/) { return kJobStateNames; }

constexpr bool IsOpen(JobState state) {
  return state == JobState::kWaiting || state == JobState::kRunning;
}

/// Long work that somebody asked for and does not wait for: any node takes it, holds it by a lease
/// that it keeps renewing, and leaves it to another when it dies. No record: neither audited nor in
/// the outbox.
struct Job {
  std::int64_t id = 0;
  std::string kind;            ///< what is to be done; not empty
  std::int64_t account = 0;    ///< who asked
  std::string title;           ///< for who looks at it
  std::int64_t subject = 0;    ///< what it is about; 0: nothing that is there yet
  std::string request = "{}";  ///< JSON: all that it takes to do it
  JobState state = JobState::kWaiting;
  bool cancelling = false;  ///< asked to end
  std::string holder;       ///< the process that runs it, by its store's name; empty: none
  std::int64_t node = 0;    ///< that process's `--node`
  std::int64_t attempts =
      0;  ///< times that it was taken; with the holder names the one who runs it
  base::TimeMs asked_ms = 0;
  base::TimeMs until_ms = 0;    ///< of a running one: whose it is no longer after that
  base::TimeMs ended_ms = 0;    ///< 0: open
  std::string progress = "{}";  ///< JSON, as whoever runs it last said
  std::int64_t result = 0;      ///< of a done one
  base::Error error;            ///< of a failed one
};

/// What became of a job's lease.
struct JobLease {
  bool held = false;        ///< it is still the asker's
  bool cancelling = false;  ///< it should end
};

/// How many times a job is taken before it is given up: one that ends every node that runs it must
/// not go round for ever.
inline constexpr std::int64_t kMostJobAttempts = 3;
/// A job that nobody began for so long is given up: what it was asked for has changed by then.
inline constexpr base::TimeMs kLongestJobWaitMs = 6LL * 3'600'000;

}  // namespace jiedui::store
