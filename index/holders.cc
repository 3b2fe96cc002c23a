#include <algorithm>
#include <cmath>
#include <utility>

#include "index/holders_internal.h"

namespace jiedui::index {
namespace {

/// Of one query, or cloned for each part of the database.
class HoldersSource : public Xapian::PostingSource {
 public:
  explicit HoldersSource(std::vector<WeighedTerm> terms) : terms_(std::move(terms)) {}

  [[nodiscard]] PostingSource* clone() const override { return new HoldersSource(terms_); }

  void init(const Xapian::Database& database) override {
    std::vector<Xapian::PostingIterator> postings;
    for (const WeighedTerm& term : terms_) postings.push_back(database.postlist_begin(term.term));
    std::vector<float> sums(kStretch);
    holders_.clear();
    const Xapian::docid last = database.get_lastdocid();
    for (Xapian::docid first = 1; first <= last; first += kStretch) {
      const Xapian::docid end = first + std::min(kStretch, last - first + 1);
      bool any = false;
      for (std::size_t i = 0; i < terms_.size(); ++i) {
        const auto rarity = static_cast<float>(terms_[i].rarity);
        const auto none = database.postlist_end(terms_[i].term);
        for (; postings[i] != none && *postings[i] < end; ++postings[i]) {
          sums[*postings[i] - first] += rarity;
          any = true;
        }
      }
      if (any) TakeStretch(first, sums);
    }
    float most = 0;
    for (const auto& [document, sum] : holders_) most = std::max(most, sum);
    set_maxweight(static_cast<double>(most));
    started_ = false;
  }

  [[nodiscard]] Xapian::doccount get_termfreq_min() const override { return Size(); }
  [[nodiscard]] Xapian::doccount get_termfreq_est() const override { return Size(); }
  [[nodiscard]] Xapian::doccount get_termfreq_max() const override { return Size(); }
  [[nodiscard]] double get_weight() const override { return static_cast<double>(at_->second); }
  [[nodiscard]] Xapian::docid get_docid() const override { return at_->first; }
  [[nodiscard]] bool at_end() const override { return started_ && at_ == holders_.cend(); }

  void next(double least) override {
    at_ = started_ ? at_ + 1 : holders_.cbegin();
    started_ = true;
    PassBelow(least);
  }

  void skip_to(Xapian::docid document, double least) override {
    if (!started_) at_ = holders_.cbegin();
    started_ = true;
    at_ = std::lower_bound(
        at_, holders_.cend(), document,
        [](const Holder& holder, Xapian::docid wanted) { return holder.first < wanted; });
    PassBelow(least);
  }

  [[nodiscard]] std::string get_description() const override { return "HoldersSource"; }

 private:
  using Holder = std::pair<Xapian::docid, float>;

  [[nodiscard]] Xapian::doccount Size() const {
    return static_cast<Xapian::doccount>(holders_.size());
  }

  /// Documents whose sums are held at a time: few enough to stay in the processor's cache.
  static constexpr Xapian::docid kStretch = 1U << 15U;

  /// Keeps the sums of documents from `first` on that are not 0, and sets them to 0.
  void TakeStretch(Xapian::docid first, std::vector<float>& sums) {
    for (Xapian::docid i = 0; i < kStretch; ++i) {
      if (sums[i] <= 0) continue;
      holders_.emplace_back(first + i, sums[i]);
      sums[i] = 0;
    }
  }

  /// Those below the least weight that is still wanted need not be shown.
  void PassBelow(double least) {
    while (at_ != holders_.cend() && static_cast<double>(at_->second) < least) ++at_;
  }

  std::vector<WeighedTerm> terms_;
  std::vector<Holder> holders_;  // by document
  std::vector<Holder>::const_iterator at_;
  bool started_ = false;
};

}  // namespace

std::vector<WeighedTerm> Weigh(const Xapian::Database& database, std::vector<std::string> terms) {
  const double all = database.get_doccount();
  std::vector<WeighedTerm> weighed;
  weighed.reserve(terms.size());
  for (std::string& term : terms) {
    const double holding = database.get_termfreq(term);
    weighed.push_back({std::move(term), std::max(std::log((all + 1) / (holding + 1)), 0.0)});
  }
  std::sort(weighed.begin(), weighed.end(), [](const WeighedTerm& a, const WeighedTerm& b) {
    return a.rarity != b.rarity ? a.rarity > b.rarity : a.term < b.term;
  });
  return weighed;
}

Xapian::Query WithWeight(const Xapian::Query& having, double weight) {
  auto* const source = new Xapian::FixedWeightPostingSource(weight);  // the query owns it
  return {Xapian::Query::OP_FILTER, Xapian::Query(source->release()), having};
}

Xapian::Query HoldersOf(std::vector<WeighedTerm> terms, bool remote) {
  if (!remote) {
    auto* const source = new HoldersSource(std::move(terms));  // the query owns it
    return Xapian::Query(source->release());
  }
  std::vector<Xapian::Query> any;
  any.reserve(terms.size());
  for (const WeighedTerm& term : terms)
    any.push_back(WithWeight(Xapian::Query(term.term), term.rarity));
  return {Xapian::Query::OP_OR, any.begin(), any.end()};
}

}  // namespace jiedui::index
