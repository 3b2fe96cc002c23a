#include <numeric>

#include "services/demo/draft_internal.h"

namespace jiedui::services::demo {
namespace {

/// Adds what is not there yet.
void AddOnce(Texts& texts, const std::string& text) {
  if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(text);
}

}  // namespace

Random Draft::Numbers(std::string_view subject) const {
  std::uint64_t stream = 14695981039346656037ULL;  // FNV-1a
  for (const char c : subject) {
    stream = (stream ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  }
  return {options.seed, stream};
}

std::string Draft::Person(Random& random) const {
  const NameParts& parts = words.names;
  for (;;) {
    std::string name = random.Pick(parts.surnames);
    if (random.Percent(72)) name += random.Pick(parts.first);
    name += random.Pick(parts.second);
    const bool real = std::any_of(words.posts.begin(), words.posts.end(),
                                  [&](const PostWords& post) { return post.holder == name; });
    if (!real) return name;
  }
}

std::string Draft::Phone() {
  const std::string digits = std::to_string(++people);
  return "0000-" + std::string(digits.size() < 7 ? 7 - digits.size() : 0, '0') + digits;
}

Positions Draft::LeadersOf(const Positions& lines) const {
  Positions found;
  for (std::size_t i = 0; i < enterprises.size(); ++i) {
    const std::size_t line = enterprises[i].line;
    if (std::find(lines.begin(), lines.end(), line) != lines.end()) found.push_back(i);
  }
  std::stable_sort(found.begin(), found.end(), [&](std::size_t a, std::size_t b) {
    const domain::Enterprise& x = *enterprises[a].record;
    const domain::Enterprise& y = *enterprises[b].record;
    return std::tuple(y.innovation, y.revenue_wan) < std::tuple(x.innovation, x.revenue_wan);
  });
  return found;
}

Texts Draft::CodesOf(const Positions& lines) const {
  Texts codes;
  for (const std::size_t line : lines) AddOnce(codes, words.lines[line].code);
  return codes;
}

Texts Draft::SectorsOf(const Positions& industries) const {
  Texts sectors;
  for (const std::size_t i : industries) {
    const std::string& own = words.industries[i].programme_sector;
    if (!own.empty()) AddOnce(sectors, own);
    if (own.empty()) {
      for (const Industry& each : words.industries) {
        if (!each.programme_sector.empty()) AddOnce(sectors, each.programme_sector);
      }
    }
  }
  return sectors;
}

std::vector<std::int64_t> Apportion(std::int64_t total, const std::vector<std::int64_t>& shares) {
  const std::int64_t sum = std::accumulate(shares.begin(), shares.end(), std::int64_t{0});
  std::vector<std::int64_t> counts(shares.size(), 0);
  if (sum == 0) return counts;
  std::int64_t left = total;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    counts[i] = total * shares[i] / sum;
    left -= counts[i];
  }
  Positions order(shares.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return total * shares[a] % sum > total * shares[b] % sum;
  });
  for (std::size_t i = 0; i < static_cast<std::size_t>(left); ++i) ++counts[order[i]];
  return counts;
}

}  // namespace jiedui::services::demo
