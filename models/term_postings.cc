#include "models/term_postings.h"

#include <algorithm>

namespace jiedui::models {

TermPostings TermPostings::Build(std::span<const TermVector* const> vectors, std::size_t terms,
                                 std::size_t most) {
  TermPostings made;
  made.vectors_ = vectors.size();
  made.starts_.assign(terms + 1, 0);
  for (const TermVector* const vector : vectors)
    for (const std::uint32_t term : vector->terms) ++made.starts_[term + 1];
  for (std::size_t term = 0; term < terms; ++term) made.starts_[term + 1] += made.starts_[term];
  made.postings_.resize(made.starts_[terms]);
  std::vector<std::uint32_t> next(made.starts_.begin(), made.starts_.end() - 1);
  for (std::size_t v = 0; v < vectors.size(); ++v) {
    const TermVector& vector = *vectors[v];
    for (std::size_t i = 0; i < vector.terms.size(); ++i)
      made.postings_[next[vector.terms[i]]++] = {static_cast<std::uint32_t>(v), vector.weights[i]};
  }
  if (most < vectors.size()) made.Cut(most);
  return made;
}

void TermPostings::Cut(std::size_t most) {
  std::vector<Posting> kept;
  std::uint32_t begin = starts_.front();
  for (std::size_t term = 0; term + 1 < starts_.size(); ++term) {
    const std::uint32_t end = starts_[term + 1];
    const auto first = postings_.begin() + begin;
    auto last = postings_.begin() + end;
    if (end - begin > most) {
      const auto cut = first + static_cast<std::ptrdiff_t>(most);
      std::nth_element(first, cut, last, [](const Posting& a, const Posting& b) {
        return a.weight != b.weight ? a.weight > b.weight : a.vector < b.vector;
      });
      std::sort(first, cut, [](const Posting& a, const Posting& b) { return a.vector < b.vector; });
      last = cut;
    }
    kept.insert(kept.end(), first, last);
    begin = end;
    starts_[term + 1] = static_cast<std::uint32_t>(kept.size());
  }
  kept.shrink_to_fit();
  postings_ = std::move(kept);
}

void TermPostings::Cosines(const TermVector& vector, std::vector<double>& cosines) const {
  cosines.assign(vectors_, 0.0);
  if (vectors_ == 0) return;
  // Terms rise, so every sum is added up in the order in which Cosine does it.
  for (std::size_t i = 0; i < vector.terms.size(); ++i) {
    const auto weight = static_cast<double>(vector.weights[i]);
    const std::uint32_t end = starts_[vector.terms[i] + 1];
    for (std::uint32_t at = starts_[vector.terms[i]]; at < end; ++at)
      cosines[postings_[at].vector] += weight * static_cast<double>(postings_[at].weight);
  }
  for (double& cosine : cosines) cosine = std::clamp(cosine, 0.0, 1.0);
}

void PostingSums::Clear(std::size_t vectors) {
  for (const std::uint32_t vector : touched) sums[vector] = 0;
  touched.clear();
  if (sums.size() != vectors) sums.assign(vectors, 0.0F);
}

void TermPostings::Sum(const TermVector& vector, PostingSums& into) const {
  into.Clear(vectors_);
  if (vectors_ == 0) return;
  for (std::size_t i = 0; i < vector.terms.size(); ++i) {
    const float weight = vector.weights[i];
    const std::uint32_t end = starts_[vector.terms[i] + 1];
    for (std::uint32_t at = starts_[vector.terms[i]]; at < end; ++at) {
      float& sum = into.sums[postings_[at].vector];
      if (sum == 0) into.touched.push_back(postings_[at].vector);
      sum += weight * postings_[at].weight;
    }
  }
}

}  // namespace jiedui::models
