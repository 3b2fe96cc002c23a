#include "store/commit_signal.h"

#include <utility>

namespace jiedui::store {

void CommitSignal::Raise(Topic topic) {
  const std::scoped_lock lock(mutex_);
  for (const auto& [number, listener] : listeners_) {
    if (listener.topic == topic) listener.heard();
  }
}

void CommitSignal::RaiseAll() {
  const std::scoped_lock lock(mutex_);
  for (const auto& [number, listener] : listeners_) listener.heard();
}

CommitWatch::CommitWatch(CommitSignal& signal, Topic topic, CommitSignal::Heard heard)
    : signal_(signal) {
  const std::scoped_lock lock(signal_.mutex_);
  number_ = ++signal_.last_;
  signal_.listeners_.emplace(number_, CommitSignal::Listener{topic, std::move(heard)});
}

CommitWatch::~CommitWatch() {
  const std::scoped_lock lock(signal_.mutex_);
  signal_.listeners_.erase(number_);
}

}  // namespace jiedui::store
