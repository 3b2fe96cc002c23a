// The proof by weak duality, from the state alone. For any prices p of helpers, q of receivers and
// z of the hub no plan is worth more than
//   Σ pairs that may be chosen max(0, s − p − q) + Σ fixed pairs (s − p − q)
//   + Σ helpers max over loads l ((p − z) · l)
//   + Σ receivers max over loads l (f(l) + (q + z) · l),
// as the loads of both add up to the same, loads from what fixed pairs take up to the max.
#include <algorithm>
#include <vector>

#include "matching/session_state_internal.h"

namespace jiedui::matching {
namespace {

/// A sum of worths whose score part may exceed what a Worth holds.
struct Sum {
  Worth units = 0;
  Worth score = 0;

  void Add(Worth worth, Worth times = 1) {
    units += times * UnitsOf(worth);
    score += times * ScoreOf(worth);
  }
  bool operator==(const Sum&) const = default;
};

class DualityProof {
 public:
  explicit DualityProof(const PricedPlan& priced)
      : priced_(priced),
        helper_pairs_(static_cast<std::size_t>(priced.helper_count())),
        helper_fixed_(helper_pairs_) {}

  base::Status Run() {
    for (Index r = 0; r < priced_.receiver_count(); ++r) AddReceiver(r);
    for (Index h = 0; h < priced_.helper_count(); ++h) AddHelper(h);
    if (!fault_.empty()) return base::Fail(base::ErrorCode::kInternal, fault_);
    if (plan_ == bound_) return {};
    return base::Fail(base::ErrorCode::kInternal, "方案与对偶价格给出的上界不相等");
  }

 private:
  void Expect(bool holds, const char* fault) {
    if (!holds && fault_.empty()) fault_ = fault;
  }

  void AddReceiver(Index r) {
    Index pairs = 0;
    Index fixed = 0;
    priced_.ForPairsOf(r,
                       [&](Index, const PairArc& arc) { priced_.FetchHelperArc(arc.twin_at()); });
    priced_.ForPairsOf(r, [&](Index e, const PairArc& arc) {
      const Link link = priced_.link(e);
      Expect(priced_.HelperArc(arc.twin_at()).other == r, "两端所记的对不一致");
      if (!priced_.present(r)) return Expect(!InPlan(link), "已移出的受助方还有结对");
      const Worth gain = arc.score - priced_.helper_price(arc.other) - priced_.receiver_price(r);
      const auto h = static_cast<std::size_t>(arc.other);
      pairs += InPlan(link) ? 1 : 0;
      helper_pairs_[h] += InPlan(link) ? 1 : 0;
      fixed += link == Link::kPinned ? 1 : 0;
      helper_fixed_[h] += link == Link::kPinned ? 1 : 0;
      if (InPlan(link)) plan_.Add(arc.score);
      if (link == Link::kPinned) bound_.Add(gain);
      if ((link == Link::kOpen || link == Link::kChosen) && gain > 0) bound_.Add(gain);
    });
    Expect(pairs == priced_.receiver_load(r) && pairs <= priced_.need(r).max, "受助方的结对数不对");
    if (!priced_.present(r)) return;
    plan_.Add(kCoverUnit, std::min(pairs, priced_.need(r).min));
    AddBestLoad(r, fixed);
  }

  /// f(l) + (q + z) · l is concave in l: the best is where a step stops gaining.
  void AddBestLoad(Index r, Index fixed) {
    const Worth price = priced_.receiver_price(r) + priced_.hub_price();
    const auto& [min, max] = priced_.need(r);
    Index load = fixed;
    if (price + kCoverUnit > 0) load = std::max(load, min);
    if (price > 0) load = max;
    bound_.Add(price, load);
    bound_.Add(kCoverUnit, std::min(load, min));
  }

  void AddHelper(Index h) {
    const auto i = static_cast<std::size_t>(h);
    Expect(helper_pairs_[i] == priced_.helper_load(h) && helper_pairs_[i] <= priced_.places(h),
           "帮扶方的结对数不对");
    const Worth price = priced_.helper_price(h) - priced_.hub_price();
    bound_.Add(price, price > 0 ? priced_.places(h) : helper_fixed_[i]);
  }

  const PricedPlan& priced_;
  std::vector<Index> helper_pairs_;
  std::vector<Index> helper_fixed_;
  Sum plan_;
  Sum bound_;
  std::string fault_;
};

}  // namespace

base::Status PlanSession::Certify() const { return DualityProof(state_->priced()).Run(); }

}  // namespace jiedui::matching
