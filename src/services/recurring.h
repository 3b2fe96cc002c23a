#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace jiedui::services {

/// Does something again and again on a thread of its own, at once and then with a rest in between,
/// until it goes; its end waits for what is being done.
class Recurring {
 public:
  Recurring(std::chrono::milliseconds rest, std::function<void()> work);
  /// The rest is asked for anew each time.
  Recurring(std::function<std::chrono::milliseconds()> rest, std::function<void()> work);
  ~Recurring();
  Recurring(const Recurring&) = delete;
  Recurring& operator=(const Recurring&) = delete;

  /// Ends the rest, or makes the next one very short; however often it is called, the work is not
  /// done more often than every kLeastRest. Any thread.
  void Wake();

 private:
  static constexpr std::chrono::milliseconds kLeastRest{200};

  std::mutex mutex_;
  std::condition_variable wake_;
  bool ending_ = false;  // guarded by mutex_
  bool woken_ = false;   // guarded by mutex_
  std::thread thread_;
};

}  // namespace jiedui::services
