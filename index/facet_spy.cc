#include <algorithm>
#include <map>

#include "base/text.h"
#include "index/facet_spy_internal.h"
#include "index/terms_internal.h"

namespace jiedui::index {
namespace {

constexpr char kSeparator = '\0';

/// Equal counts stay in the order of their codes.
std::vector<FacetCount> Sorted(const std::map<std::string, std::int64_t>& counts) {
  std::vector<FacetCount> sorted;
  sorted.reserve(counts.size());
  for (const auto& [code, count] : counts) sorted.push_back({code, count});
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const FacetCount& a, const FacetCount& b) { return a.count > b.count; });
  return sorted;
}

/// One document of every stretch of `every`, wherever in it a hash says: documents that were added
/// in turns, as two needs of each enterprise, would come again at a fixed distance.
class SampleSource : public Xapian::PostingSource {
 public:
  explicit SampleSource(Xapian::docid every) : every_(every) {}

  [[nodiscard]] PostingSource* clone() const override { return new SampleSource(every_); }
  void init(const Xapian::Database& database) override {
    last_ = database.get_lastdocid();
    started_ = false;
  }
  [[nodiscard]] Xapian::doccount get_termfreq_min() const override { return 0; }
  [[nodiscard]] Xapian::doccount get_termfreq_est() const override { return last_ / every_; }
  [[nodiscard]] Xapian::doccount get_termfreq_max() const override { return last_ / every_ + 1; }
  [[nodiscard]] Xapian::docid get_docid() const override { return at_; }
  [[nodiscard]] bool at_end() const override { return started_ && at_ > last_; }
  void next(double /*least*/) override { GoTo(started_ ? stretch_ + 1 : 0); }
  void skip_to(Xapian::docid document, double /*least*/) override {
    if (started_ && document <= at_) return;
    GoTo((document - 1) / every_);
    if (at_ < document) GoTo(stretch_ + 1);
  }
  [[nodiscard]] std::string get_description() const override { return "SampleSource"; }

 private:
  void GoTo(Xapian::docid stretch) {
    started_ = true;
    stretch_ = stretch;
    constexpr std::uint64_t kMix = 0x9E3779B97F4A7C15;  // Fibonacci hashing (Knuth 1998, 6.4)
    const std::uint64_t hash = (stretch_ + 1) * kMix;
    at_ = stretch_ * every_ + 1 + static_cast<Xapian::docid>((hash >> 32U) % every_);
  }

  Xapian::docid every_;
  Xapian::docid last_ = 0;
  Xapian::docid stretch_ = 0;
  Xapian::docid at_ = 0;
  bool started_ = false;
};

}  // namespace

Xapian::Query OneOf(Xapian::docid every) {
  auto* const source = new SampleSource(every);  // the query owns it
  return Xapian::Query(source->release());
}

std::string FacetValue(const FacetCodes& codes) {
  std::string value;
  for (const std::string& code : codes) value.append(code).push_back(kSeparator);
  value.pop_back();
  return value;
}

void FacetSpy::Count(const Xapian::Database& database,
                     const std::vector<Xapian::docid>& documents) {
  auto value = database.valuestream_begin(kFacetSlot);
  const auto end = database.valuestream_end(kFacetSlot);
  for (std::size_t i = 0; i < documents.size() && value != end; ++i) {
    value.skip_to(documents[i]);
    if (value != end && value.get_docid() == documents[i]) ++here_.counts[*value];
  }
}

void FacetSpy::Here::operator()(const Xapian::Document& document, double /*weight*/) {
  if (counted_ == most_) return;
  ++counted_;
  ++counts[document.get_value(kFacetSlot)];
}

Facets FacetSpy::Result(std::int64_t times) const {
  std::array<std::map<std::string, std::int64_t>, std::tuple_size_v<FacetCodes>> facets;
  const auto add = [&](const std::string& value, std::int64_t count) {
    const std::vector<std::string_view> codes = base::Split(value, kSeparator);
    for (std::size_t i = 0; i < std::min(codes.size(), facets.size()); ++i)
      if (!codes[i].empty()) facets[i][std::string(codes[i])] += count * times;
  };
  for (const auto& [value, count] : here_.counts) add(value, count);
  for (auto value = anywhere_.values_begin(); value != anywhere_.values_end(); ++value)
    add(*value, value.get_termfreq());
  return {Sorted(facets[0]), Sorted(facets[1]), Sorted(facets[2]), Sorted(facets[3])};
}

}  // namespace jiedui::index
