#include "bench/support/assignment_instance.h"

#include <algorithm>

#include "bench/support/program.h"

namespace jiedui::bench {
namespace {

using matching::Index;

/// SplitMix64 (Steele, Lea and Flood 2014): small, and good enough from any seed.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t Next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
  }
  int Below(int n) { return static_cast<int>(Next() % static_cast<std::uint64_t>(n)); }
  double Unit() { return static_cast<double>(Next() >> 11) * 0x1p-53; }

 private:
  std::uint64_t state_;
};

class Maker {
 public:
  Maker(const AssignmentFamily& family, const AssignmentSize& size, std::uint64_t seed)
      : family_(family),
        size_(size),
        seed_(seed),
        helpers_(std::max(10, size.receivers / 10)),
        clusters_(family.clustered ? std::max(1, helpers_ / kHelpersPerCluster) : 1),
        members_(helpers_ / clusters_) {}

  matching::Problem Make() {
    matching::ProblemInput input;
    Random random(seed_);
    std::vector<Index> places(static_cast<std::size_t>(helpers_), 1);
    const int total = static_cast<int>(family_.places * size_.receivers);
    for (int i = helpers_; i < total; ++i) {
      ++places[static_cast<std::size_t>(random.Below(helpers_))];
    }
    for (int h = 0; h < helpers_; ++h) {
      input.helpers.push_back({Id('h', h), {0, places[static_cast<std::size_t>(h)]}});
      quality_.push_back(random.Unit());
    }
    for (int r = 0; r < size_.receivers; ++r) input.receivers.push_back({Id('r', r), {1, 1}});
    const std::size_t pairs = static_cast<std::size_t>(size_.receivers) *
                              static_cast<std::size_t>(std::min(size_.candidates, helpers_));
    return OrDie(matching::Problem::Make(
        std::move(input),
        [this](Index r, std::vector<matching::PairInput>& list) { MakeCandidates(r, list); },
        pairs));
  }

 private:
  static constexpr int kHelpersPerCluster = 60;

  static std::string Id(char kind, int i) {
    const std::string digits = std::to_string(i);
    return kind + std::string(8 - std::min<std::size_t>(8, digits.size()), '0') + digits;
  }

  void MakeCandidates(Index r, std::vector<matching::PairInput>& list) const {
    Random random(seed_ + 0x632BE59BD9B4E019U * (static_cast<std::uint64_t>(r) + 1));
    // One cluster in fifty is in more demand than all others.
    const bool popular = random.Below(100) < 3;
    const int cluster = random.Below(popular ? std::max(1, clusters_ / 50) : clusters_);
    const int next = (cluster + 1) % clusters_ * members_;
    const int first = cluster * members_;
    const int wanted = std::min(size_.candidates, helpers_);
    const int of_cluster = family_.clustered ? std::min(wanted * 4 / 5, members_ * 4 / 5) : 0;
    while (static_cast<int>(list.size()) < wanted) {
      const bool own = static_cast<int>(list.size()) < of_cluster;
      const Index h = own                 ? first + random.Below(members_)
                      : family_.clustered ? next + random.Below(members_)
                                          : random.Below(helpers_);
      const bool twice =
          std::any_of(list.begin(), list.end(), [h](const auto& pair) { return pair.helper == h; });
      if (!twice) list.push_back({h, r, ScoreOf(h, own, random)});
    }
  }

  /// Part of it is the helper's own worth, part the cluster's, the rest chance.
  double ScoreOf(Index h, bool own, Random& random) const {
    const double liking =
        0.35 * quality_[static_cast<std::size_t>(h)] + (own ? 0.25 : 0.0) + 0.4 * random.Unit();
    const int step = 1 + static_cast<int>(liking * (family_.score_steps - 1));
    return family_.score_steps > 100 ? step / 1e6 : step;
  }

  const AssignmentFamily& family_;
  const AssignmentSize& size_;
  const std::uint64_t seed_;
  const int helpers_;
  const int clusters_;
  const int members_;
  std::vector<double> quality_;
};

}  // namespace

std::vector<AssignmentFamily> AssignmentFamilies() {
  return {{"clustered, loose", true, 1.5, 1'000'000}, {"clustered, tight", true, 1.0, 1'000'000},
          {"even, loose", false, 1.5, 1'000'000},     {"even, tight", false, 1.0, 1'000'000},
          {"clustered, loose, ties", true, 1.5, 100}, {"clustered, tight, ties", true, 1.0, 100}};
}

matching::Problem MakeAssignment(const AssignmentFamily& family, const AssignmentSize& size,
                                 std::uint64_t seed) {
  return Maker(family, size, seed).Make();
}

}  // namespace jiedui::bench
