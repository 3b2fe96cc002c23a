#include "models/term_postings.h"

#include <algorithm>

namespace jiedui::models {

TermPostings TermPostings::Build(std::span<const TermVector* const> vectors, std::size_t terms) {
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
  return made;
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

}  // namespace jiedui::models
