#include <algorithm>
#include <bit>
#include <functional>
#include <limits>

#include "matching/auction_start_internal.h"

namespace jiedui::matching {
namespace {

constexpr int kMostValueBits = 16;
constexpr int kLeastValueBits = 8;
constexpr std::int32_t kEpsilonDivisor = 12;  // of the width of values
constexpr std::int32_t kEpsilonRise = 3;
constexpr std::int64_t kTurnsPerReceiver = 50;  // then ε rises
constexpr std::int32_t kFloorWidths = 16;       // below 0: where places that must be held start
constexpr std::int32_t kNoNet = -(std::int32_t{1} << 30);
constexpr std::int32_t kLargestPrice = std::int32_t{1} << 29;
constexpr std::int32_t kBias = std::int32_t{1} << 30;  // makes bids positive
constexpr std::uint32_t kNoWord = std::numeric_limits<std::uint32_t>::max();

/// The places of a helper: bids with who made them, the lowest on top of the heap.
class BidHeap {
 public:
  [[nodiscard]] Index load() const { return static_cast<Index>(entries_.size()); }
  /// Of at least one.
  [[nodiscard]] std::int32_t Lowest() const {
    return static_cast<std::int32_t>(entries_.front() >> 32) - kBias;
  }
  void Add(std::int32_t bid, Index receiver) {
    entries_.push_back(EntryOf(bid, receiver));
    std::push_heap(entries_.begin(), entries_.end(), std::greater<>());
  }
  /// Who made the lowest bid and gives way to this one.
  Index Replace(std::int32_t bid, Index receiver) {
    const auto out = static_cast<Index>(entries_.front() & kNoWord);
    const std::uint64_t entry = EntryOf(bid, receiver);
    std::size_t hole = 0;
    for (std::size_t child = 1; child < entries_.size(); child = 2 * hole + 1) {
      if (child + 1 < entries_.size() && entries_[child + 1] < entries_[child]) ++child;
      if (entry <= entries_[child]) break;
      entries_[hole] = entries_[child];
      hole = child;
    }
    entries_[hole] = entry;
    return out;
  }

 private:
  static std::uint64_t EntryOf(std::int32_t bid, Index receiver) {
    return static_cast<std::uint64_t>(bid + kBias) << 32 | static_cast<std::uint32_t>(receiver);
  }
  std::vector<std::uint64_t> entries_;
};

class SmallAuction {
 public:
  SmallAuction(const Problem& problem, const Face& face, const UnitShape& shape)
      : problem_(problem),
        face_(face),
        shape_(shape),
        helper_bits_(
            static_cast<int>(std::bit_width(static_cast<std::uint32_t>(problem.helper_count())))),
        value_bits_(std::min(kMostValueBits, 32 - helper_bits_)),
        mask_((std::uint32_t{1} << helper_bits_) - 1),
        price_(At(problem.helper_count())),
        contested_(At(problem.helper_count())),
        heaps_(At(problem.helper_count())),
        taken_(At(problem.receiver_count()), -1),
        top_(At(problem.receiver_count())) {}

  [[nodiscard]] bool Fits() const { return value_bits_ >= kLeastValueBits; }

  /// Receivers take turns, first come first served; false where it was stopped or prices do not
  /// fit.
  bool Run(const Stopping& stopping) {
    constexpr std::int64_t kBidsPerPoll = 1024;
    TakeCandidates();
    for (Index h = 0; h < problem_.helper_count(); ++h) price_[At(h)] = Ask(h, 0);
    epsilon_ = std::max(1, Width() / kEpsilonDivisor);
    std::size_t head = 0;
    std::size_t count = queue_.size();
    const std::int64_t budget = kTurnsPerReceiver * static_cast<std::int64_t>(count) + kBidsPerPoll;
    for (std::int64_t bids = 1; count > 0; ++bids) {
      if (bids % kBidsPerPoll == 0 && stopping.Asked()) return false;
      if (bids % budget == 0) {
        if (epsilon_ > Width()) return true;  // the next stages have to find them places
        epsilon_ *= kEpsilonRise;
      }
      const Index r = queue_[head];
      head = Wrapped(head + 1);
      --count;
      Prefetch(queue_[Wrapped(head + std::min(count, kAhead))]);
      const Turn turn = TakeTurn(r);
      if (turn.too_dear) return false;
      if (turn.out >= 0) queue_[Wrapped(head + count++)] = turn.out;
    }
    return true;
  }

  [[nodiscard]] AuctionStart Result(const ScoreScale& scale, Money unit) const {
    const double step = step_ * scale.factor * static_cast<double>(unit);
    AuctionStart start;
    start.pair_of = Pairs();
    start.price.reserve(price_.size());
    for (const std::int32_t price : price_) {
      start.price.push_back(static_cast<Money>(step * price));
    }
    start.epsilon = std::max<Money>(1, static_cast<Money>(step * epsilon_));
    return start;
  }

 private:
  static constexpr std::size_t kAhead = 4;

  struct Turn {
    Index out = -1;  ///< who loses a place
    bool too_dear = false;
  };
  /// Words of a receiver's best candidates at its last turn: they are probably good again.
  struct Top {
    std::uint32_t best = kNoWord;
    std::uint32_t second = kNoWord;
  };

  [[nodiscard]] std::int32_t Width() const { return (std::int32_t{1} << value_bits_) - 1; }
  [[nodiscard]] std::size_t Wrapped(std::size_t i) const {
    return i < queue_.size() ? i : i - queue_.size();
  }
  [[nodiscard]] bool Usable(Index e) const {
    return face_.pairs[At(e)] == PairBound::kFree &&
           shape_.places[At(problem_.pair_helper(e))].high > 0;
  }
  [[nodiscard]] std::int32_t Net(std::uint32_t word) const {
    return static_cast<std::int32_t>(word >> helper_bits_) - price_[word & mask_];
  }
  /// What one more place costs where that many are held.
  [[nodiscard]] std::int32_t Ask(Index h, Index load) const {
    return load < shape_.places[At(h)].low && !contested_[At(h)] ? -kFloorWidths * Width() : 0;
  }

  void Prefetch(Index r) const {
    constexpr std::size_t kWordsPerLine = 16;
    constexpr std::size_t kLines = 4;
    const std::uint32_t* words = words_.data() + begin_[At(r)];
    for (std::size_t line = 0; line < kLines; ++line) {
      __builtin_prefetch(words + kWordsPerLine * line);
    }
  }

  void TakeCandidates() {
    double lowest = std::numeric_limits<double>::max();
    double highest = std::numeric_limits<double>::lowest();
    std::size_t usable = 0;
    for (Index e = 0; e < problem_.pair_count(); ++e) {
      if (!Usable(e)) continue;
      ++usable;
      lowest = std::min(lowest, problem_.pair_score(e));
      highest = std::max(highest, problem_.pair_score(e));
    }
    step_ = (highest > lowest ? highest - lowest : 1) / Width();
    zero_ = static_cast<std::int32_t>(std::clamp(-lowest / step_, -1e8, 1e8));
    words_.reserve(usable);
    begin_.reserve(taken_.size() + 1);
    for (Index r = 0; r < problem_.receiver_count(); ++r) {
      begin_.push_back(words_.size());
      if (shape_.needs[At(r)] == Need::kNone) continue;
      for (Index e = problem_.PairBegin(r); e < problem_.PairBegin(r + 1); ++e) {
        if (!Usable(e)) continue;
        words_.push_back(WordOf(e, lowest));
        if (shape_.needs[At(r)] == Need::kMay) contested_[At(problem_.pair_helper(e))] = true;
      }
      if (words_.size() > begin_.back()) queue_.push_back(r);
    }
    begin_.push_back(words_.size());
  }

  [[nodiscard]] std::uint32_t WordOf(Index e, double lowest) const {
    const auto value = static_cast<std::int32_t>((problem_.pair_score(e) - lowest) / step_);
    return static_cast<std::uint32_t>(std::min(value, Width())) << helper_bits_ |
           static_cast<std::uint32_t>(problem_.pair_helper(e));
  }

  /// r takes its best place, if it wants one.
  Turn TakeTurn(Index r) {
    Top& top = top_[At(r)];
    const std::uint32_t last = top.second;
    // Nothing below what the last best two are worth now can be among the best two.
    std::int32_t best = last == kNoWord ? kNoNet : std::min(Net(top.best), Net(last)) - 1;
    std::int32_t second = best;
    std::size_t chosen = begin_[At(r)];
    for (std::size_t i = chosen; i < begin_[At(r) + 1]; ++i) {
      const std::uint32_t word = words_[i];
      const std::int32_t net = Net(word);
      if (net <= second) continue;
      if (net > best) {
        second = best;
        top.second = top.best;
        best = net;
        top.best = word;
        chosen = i;
      } else {
        second = net;
        top.second = word;
      }
    }
    if (shape_.needs[At(r)] == Need::kMay) {
      if (best <= zero_) return {};
      second = std::max(second, zero_);
    }
    const auto h = static_cast<Index>(top.best & mask_);
    const std::int32_t bid = price_[At(h)] + std::min(best - second, Width()) + epsilon_;
    if (bid > kLargestPrice) return {-1, true};
    taken_[At(r)] = static_cast<Index>(chosen - begin_[At(r)]);
    return {TakePlace(h, bid, r), false};
  }

  Index TakePlace(Index h, std::int32_t bid, Index r) {
    BidHeap& heap = heaps_[At(h)];
    const Index high = shape_.places[At(h)].high;
    Index out = -1;
    if (heap.load() < high && (heap.load() == 0 || Ask(h, heap.load()) <= heap.Lowest())) {
      heap.Add(bid, r);
    } else {
      out = heap.Replace(bid, r);
      taken_[At(out)] = -1;
    }
    price_[At(h)] =
        heap.load() < high ? std::min(heap.Lowest(), Ask(h, heap.load())) : heap.Lowest();
    return out;
  }

  [[nodiscard]] std::vector<Index> Pairs() const {
    std::vector<Index> pair_of(taken_.size(), -1);
    for (Index r = 0; r < problem_.receiver_count(); ++r) {
      if (taken_[At(r)] < 0) continue;
      Index e = problem_.PairBegin(r);
      for (Index before = taken_[At(r)]; before > 0 || !Usable(e); ++e) {
        if (Usable(e)) --before;
      }
      pair_of[At(r)] = e;
    }
    return pair_of;
  }

  const Problem& problem_;
  const Face& face_;
  const UnitShape& shape_;
  const int helper_bits_;
  const int value_bits_;
  const std::uint32_t mask_;
  double step_ = 1;        // what 1 is worth, in scores
  std::int32_t zero_ = 0;  // the score 0
  std::int32_t epsilon_ = 1;
  std::vector<std::uint32_t> words_;  // value and helper, per receiver from begin_ on
  std::vector<std::size_t> begin_;
  std::vector<std::int32_t> price_;
  std::vector<bool> contested_;  // somebody who may stay out would come at a price near 0
  std::vector<BidHeap> heaps_;
  std::vector<Index> taken_;  // which of its candidates a receiver holds, −1 for none
  std::vector<Top> top_;
  std::vector<Index> queue_;  // a ring
};

}  // namespace

std::optional<AuctionStart> FindAuctionStart(const Problem& problem, const Face& face,
                                             const UnitShape& shape, const ScoreScale& scale,
                                             Money unit, const Stopping& stopping) {
  SmallAuction auction(problem, face, shape);
  if (!auction.Fits() || !auction.Run(stopping)) return std::nullopt;
  return auction.Result(scale, unit);
}

}  // namespace jiedui::matching
