#include "services/demo/random.h"

#include "base/text.h"

namespace jiedui::services::demo {
namespace {

constexpr std::uint64_t kMultiplier = 6364136223846793005ULL;

std::string Fill(std::string_view blank, std::string_view product, Random& random) {
  if (blank == "p") return std::string(product);
  const std::size_t dots = blank.find("..");
  if (dots != std::string_view::npos) {
    const auto low = base::ParseInteger(blank.substr(0, dots));
    const auto high = base::ParseInteger(blank.substr(dots + 2));
    if (low && high && *low <= *high) return std::to_string(random.Between(*low, *high));
  }
  return std::string(random.Pick(base::Split(blank, '|')));
}

}  // namespace

Random::Random(std::uint64_t seed, std::uint64_t stream) : increment_((stream << 1U) | 1U) {
  Next();
  state_ += seed;
  Next();
}

std::uint32_t Random::Next() {
  const std::uint64_t old = state_;
  state_ = old * kMultiplier + increment_;
  const auto shifted = static_cast<std::uint32_t>(((old >> 18U) ^ old) >> 27U);
  const auto turn = static_cast<std::uint32_t>(old >> 59U);
  return (shifted >> turn) | (shifted << ((32U - turn) & 31U));
}

std::int64_t Random::Between(std::int64_t low, std::int64_t high) {
  const auto range = static_cast<std::uint32_t>(high - low + 1);
  std::uint64_t product = std::uint64_t{Next()} * range;
  if (static_cast<std::uint32_t>(product) < range) {
    const std::uint32_t threshold = (0U - range) % range;
    while (static_cast<std::uint32_t>(product) < threshold) {
      product = std::uint64_t{Next()} * range;
    }
  }
  return low + static_cast<std::int64_t>(product >> 32U);
}

std::size_t Random::Index(std::size_t size) {
  return static_cast<std::size_t>(Between(0, static_cast<std::int64_t>(size) - 1));
}

std::string Expand(std::string_view text, std::string_view product, Random& random) {
  std::string out;
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    const std::size_t close = open == std::string_view::npos ? open : text.find('}', open);
    if (close == std::string_view::npos) return out.append(text);
    out.append(text.substr(0, open));
    out += Fill(text.substr(open + 1, close - open - 1), product, random);
    text.remove_prefix(close + 1);
  }
  return out;
}

}  // namespace jiedui::services::demo
