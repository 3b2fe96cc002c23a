#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

namespace jiedui::base {

/// Told how far long work is: the stage's name and done of total (total > 0, done ≤ total). Called
/// from the working thread, often: keep it cheap. An empty function is allowed and means nobody
/// watches.
using Progress = std::function<void(std::string_view stage, std::size_t done, std::size_t total)>;

inline void Report(const Progress& progress, std::string_view stage, std::size_t done,
                   std::size_t total) {
  if (progress) progress(stage, done, total);
}

}  // namespace jiedui::base
