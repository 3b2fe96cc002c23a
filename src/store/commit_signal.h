#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string_view>

namespace jiedui::store {

/// What a commit may have touched.
enum class Topic : std::uint8_t {
  kChanges,  ///< records: something is in the outbox
  kJobs,     ///< the jobs that wait or run (store/job.h)
};

/// A topic's word, as the nodes tell it to each other.
constexpr std::array<std::string_view, 2> kTopicWords = {"changes", "jobs"};
constexpr std::string_view WordOf(Topic topic) {
  return kTopicWords[static_cast<std::size_t>(topic)];
}

/// Who wants to hear of commits. Thread-safe.
class CommitSignal {
 public:
  using Heard = std::function<void()>;

  CommitSignal() = default;
  CommitSignal(const CommitSignal&) = delete;
  CommitSignal& operator=(const CommitSignal&) = delete;

  /// Calls everybody of the topic; a call may come where nothing changed.
  void Raise(Topic topic);
  /// Of every topic: what was missed is not known.
  void RaiseAll();

 private:
  friend class CommitWatch;
  struct Listener {
    Topic topic;
    Heard heard;
  };

  std::mutex mutex_;  // held through the calls: whoever leaves is not called any longer
  std::uint64_t last_ = 0;
  std::map<std::uint64_t, Listener> listeners_;
};

/// Is told of commits for as long as it lives, on whatever thread they are heard of: `heard` should
/// only wake somebody, and must neither write nor make or end a watch.
class CommitWatch {
 public:
  CommitWatch(CommitSignal& signal, Topic topic, CommitSignal::Heard heard);
  ~CommitWatch();
  CommitWatch(const CommitWatch&) = delete;
  CommitWatch& operator=(const CommitWatch&) = delete;

 private:
  CommitSignal& signal_;
  std::uint64_t number_ = 0;
};

}  // namespace jiedui::store
