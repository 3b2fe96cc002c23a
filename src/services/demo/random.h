#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jiedui::services::demo {

/// Pseudo-random numbers that are the same with every compiler and library, which the standard
/// distributions are not: PCG-XSH-RR 64/32 (M. E. O'Neill, HMC-CS-2014-0905), bounded without bias
/// (D. Lemire, ACM TOMACS 29.1, 2019). One stream per subject, so that more of one subject leaves
/// the others as they were. Not thread-safe.
class Random {
 public:
  Random(std::uint64_t seed, std::uint64_t stream);

  std::uint32_t Next();

  /// low … high, both included; low ≤ high, less than 2^32 apart.
  std::int64_t Between(std::int64_t low, std::int64_t high);

  /// 0 … size − 1; size > 0.
  std::size_t Index(std::size_t size);

  /// True in `percent` of 100 draws.
  bool Percent(std::int64_t percent) { return Between(0, 99) < percent; }

  template <class T>
  const T& Pick(const std::vector<T>& items) {
    return items[Index(items.size())];
  }

  /// Fisher–Yates.
  template <class T>
  void Shuffle(std::vector<T>& items) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[Index(i)]);
  }

  /// `count` different items in random order; all of them where there are fewer.
  template <class T>
  std::vector<T> Sample(std::vector<T> items, std::size_t count) {
    Shuffle(items);
    if (items.size() > count)
      items.erase(items.begin() + static_cast<std::ptrdiff_t>(count), items.end());
    return items;
  }

 private:
  std::uint64_t state_ = 0;
  std::uint64_t increment_;
};

/// Fills in a text's blanks: `{p}` by `product`, `{low..high}` by a whole number between the two,
/// `{a|b|c}` by one of the alternatives. Text after an unclosed brace is taken as it stands.
std::string Expand(std::string_view text, std::string_view product, Random& random);

}  // namespace jiedui::services::demo
