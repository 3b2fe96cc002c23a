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
    std::vector<float> sums(database.get_lastdocid() + 1);
    for (const WeighedTerm& term : terms_) {
      const auto rarity = static_cast<float>(term.rarity);
      const auto end = database.postlist_end(term.term);
      for (auto posting = database.postlist_begin(term.term); posting != end; ++posting)
        sums[*posting] += rarity;
    }
    holders_.clear();
    double most = 0;
    for (Xapian::docid document = 1; document < sums.size(); ++document) {
      if (sums[document] <= 0) continue;
      holders_.emplace_back(document, sums[document]);
      most = std::max(most, static_cast<double>(sums[document]));
    }
    set_maxweight(most);
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
