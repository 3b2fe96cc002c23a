#include "bench/support/assignment_instance.h"

#include <algorithm>
#include <random>

namespace jiedui::bench {
namespace {

using matching::Index;

class Maker {
 public:
  Maker(const AssignmentFamily& family, const AssignmentSize& size, std::uint32_t seed)
      : family_(family), size_(size), engine_(seed) {
    helpers_ = std::max(10, size.receivers / 10);
    clusters_ = family.clustered ? std::max(1, helpers_ / kHelpersPerCluster) : 1;
  }

  matching::ProblemInput Make() {
    MakeHelpers();
    for (int r = 0; r < size_.receivers; ++r) {
      input_.receivers.push_back({Id('r', r), {1, 1}});
      MakeCandidates(r);
    }
    return std::move(input_);
  }

 private:
  static constexpr int kHelpersPerCluster = 60;

  static std::string Id(char kind, int i) {
    std::string digits = std::to_string(i);
    return kind + std::string(7 - std::min<std::size_t>(7, digits.size()), '0') + digits;
  }
  std::uint32_t Below(std::uint32_t n) { return static_cast<std::uint32_t>(engine_() % n); }
  double Unit() { return static_cast<double>(engine_()) / 4294967296.0; }

  void MakeHelpers() {
    std::vector<Index> places(static_cast<std::size_t>(helpers_), 1);
    const int total = static_cast<int>(family_.places * size_.receivers);
    for (int i = helpers_; i < total; ++i) ++places[Below(static_cast<std::uint32_t>(helpers_))];
    for (int h = 0; h < helpers_; ++h) {
      input_.helpers.push_back({Id('h', h), {0, places[static_cast<std::size_t>(h)]}});
      quality_.push_back(Unit());
    }
  }

  /// Popular clusters have several times the receivers of others, but as many helpers.
  int Cluster() {
    const double u = Unit();
    return std::min(clusters_ - 1, static_cast<int>(clusters_ * (0.7 * u + 0.3 * u * u)));
  }

  void MakeCandidates(int r) {
    const int cluster = Cluster();
    const int first = cluster * (helpers_ / clusters_);
    const int members = helpers_ / clusters_;
    const int wanted = std::min(size_.candidates, helpers_);
    std::vector<Index> chosen;
    while (static_cast<int>(chosen.size()) < wanted) {
      const bool own = family_.clustered && Below(5) != 0 &&
                       static_cast<int>(chosen.size()) < std::min(wanted, members * 4 / 5);
      const int h = own ? first + static_cast<int>(Below(static_cast<std::uint32_t>(members)))
                        : static_cast<int>(Below(static_cast<std::uint32_t>(helpers_)));
      if (std::find(chosen.begin(), chosen.end(), h) == chosen.end()) chosen.push_back(h);
    }
    for (const Index h : chosen) {
      const bool own = h >= first && h < first + members && family_.clustered;
      const double liking = 0.35 * quality_[static_cast<std::size_t>(h)] + (own ? 0.25 : 0.0);
      const double score = std::min(0.999999, liking + 0.4 * Unit());
      const double steps = 1 + static_cast<int>(score * family_.score_steps);
      input_.pairs.push_back({h, r, family_.score_steps == 100 ? steps : steps / 1e6});
    }
  }

  const AssignmentFamily& family_;
  const AssignmentSize& size_;
  std::mt19937 engine_;
  int helpers_ = 0;
  int clusters_ = 1;
  std::vector<double> quality_;
  matching::ProblemInput input_;
};

}  // namespace

std::vector<AssignmentFamily> AssignmentFamilies() {
  return {{"clustered, loose", true, 1.5, 1'000'000}, {"clustered, tight", true, 1.0, 1'000'000},
          {"uniform, loose", false, 1.5, 1'000'000},  {"uniform, tight", false, 1.0, 1'000'000},
          {"clustered, loose, ties", true, 1.5, 100}, {"clustered, tight, ties", true, 1.0, 100}};
}

matching::ProblemInput MakeAssignment(const AssignmentFamily& family, const AssignmentSize& size,
                                      std::uint32_t seed) {
  return Maker(family, size, seed).Make();
}

}  // namespace jiedui::bench
