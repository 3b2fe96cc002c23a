#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace jiedui::models {

/// How often each term stands in a text: terms ascending, counts ≥ 1.
struct TermBag {
  std::vector<std::uint32_t> terms;
  std::vector<float> counts;
  [[nodiscard]] bool empty() const { return terms.empty(); }
};

/// What stands in either text. O(length of both).
TermBag Sum(const TermBag& a, const TermBag& b);

/// Numbers for terms, in the order in which they were first seen. Not thread-safe while it grows.
class Vocabulary {
 public:
  /// Terms that are new get a number.
  TermBag Bag(std::span<const std::string> terms);

  [[nodiscard]] std::size_t size() const { return is_pair_.size(); }

  /// Two neighbouring Han characters, as opposed to one character or a word of letters and digits.
  [[nodiscard]] bool IsPair(std::uint32_t term) const { return is_pair_[term]; }

 private:
  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::vector<bool> is_pair_;
};

}  // namespace jiedui::models
