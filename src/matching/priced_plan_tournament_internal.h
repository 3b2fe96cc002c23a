#pragma once

#include <vector>

#include "matching/priced_plan_worth_internal.h"
#include "matching/problem.h"
#include "matching/wide_pages_internal.h"

namespace jiedui::matching {

/// Positions 0 … count − 1 with a key each, so that they can be read by rising key while keys
/// change: a tree of winners. Equal keys come in an order that depends on the keys alone.
///
/// Complexity: a key that is not the least of its neighbourhood changes in O(1) on average, at most
/// O(log count). Memory: 20 bytes a position, up to twice that after it has grown.
class Tournament {
 public:
  /// The key of what takes no part.
  static constexpr Worth kNever = Worth{1} << 125;

  [[nodiscard]] Worth KeyOf(Index i) const { return keys_[static_cast<std::size_t>(i)]; }
  /// kNever where there is none.
  [[nodiscard]] Worth Least() const { return leaves_ == 0 ? kNever : KeyOf(Winner(1)); }
  void Set(Index i, Worth key);
  /// Asks memory for what Set reads first.
  void Fetch(Index i) const {
    __builtin_prefetch(keys_.data() + i);
    __builtin_prefetch(winners_.data() + Leaf(i) / 2);
  }
  /// One position more, at kNever.
  void Append();
  void RemoveLast();

 private:
  friend class RisingKeys;

  [[nodiscard]] std::size_t Leaf(Index i) const { return leaves_ + static_cast<std::size_t>(i); }
  [[nodiscard]] Index Winner(std::size_t node) const {
    return node >= leaves_ ? static_cast<Index>(node - leaves_) : winners_[node];
  }
  [[nodiscard]] Index Better(std::size_t node) const {
    const Index left = Winner(2 * node);
    const Index right = Winner(2 * node + 1);
    return KeyOf(right) < KeyOf(left) ? right : left;
  }

  std::size_t count_ = 0;
  std::size_t leaves_ = 0;     ///< a power of two
  WideVector<Worth> keys_;     ///< of all leaves
  WideVector<Index> winners_;  ///< of the nodes above them; the root is 1
};

/// Reads a Tournament by rising key. It must not change meanwhile. O(log count) a position read.
class RisingKeys {
 public:
  void Start(const Tournament& tournament);
  /// The least key that was not read; kNever where there is none.
  [[nodiscard]] Worth Key() const { return heap_.empty() ? Tournament::kNever : heap_[0].key; }
  /// Its position, which then counts as read. There must be one.
  Index Take();

 private:
  struct Subtree {
    Worth key;
    std::size_t root;
    bool operator>(const Subtree& other) const {
      return key != other.key ? key > other.key : root > other.root;
    }
  };

  void Add(std::size_t root);

  const Tournament* tournament_ = nullptr;
  std::vector<Subtree> heap_;  ///< what was not read is below these
};

}  // namespace jiedui::matching
