#include "models/ranking/term_bag.h"

#include <algorithm>

#include "base/text.h"

namespace jiedui::models {
namespace {

bool IsHanPair(const std::string& term) {
  constexpr std::size_t kBytesOfTwo = 6;  // Han characters of the basic plane take three bytes each
  if (term.size() < kBytesOfTwo) return false;
  const std::u32string characters = base::ToCodePoints(term);
  return characters.size() == 2 && base::IsHan(characters.front());
}

}  // namespace

TermBag Sum(const TermBag& a, const TermBag& b) {
  TermBag sum;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.terms.size() || j < b.terms.size()) {
    const bool from_a = j == b.terms.size() || (i < a.terms.size() && a.terms[i] <= b.terms[j]);
    const bool from_b = i == a.terms.size() || (j < b.terms.size() && b.terms[j] <= a.terms[i]);
    sum.terms.push_back(from_a ? a.terms[i] : b.terms[j]);
    sum.counts.push_back((from_a ? a.counts[i] : 0) + (from_b ? b.counts[j] : 0));
    i += from_a ? 1 : 0;
    j += from_b ? 1 : 0;
  }
  return sum;
}

TermBag Vocabulary::Bag(std::span<const std::string> terms) {
  std::vector<std::uint32_t> numbers;
  numbers.reserve(terms.size());
  for (const std::string& term : terms) {
    const auto [at, added] = numbers_.emplace(term, static_cast<std::uint32_t>(is_pair_.size()));
    if (added) is_pair_.push_back(IsHanPair(term));
    numbers.push_back(at->second);
  }
  std::sort(numbers.begin(), numbers.end());
  TermBag bag;
  for (const std::uint32_t number : numbers) {
    if (!bag.terms.empty() && bag.terms.back() == number) {
      bag.counts.back() += 1;
    } else {
      bag.terms.push_back(number);
      bag.counts.push_back(1);
    }
  }
  return bag;
}

}  // namespace jiedui::models
