#include "models/term_probe.h"

#include <algorithm>

namespace jiedui::models {

void TermProbe::Set(const TermVector& vector, std::size_t terms) {
  for (const std::uint32_t term : held_) {
    weights_[term] = 0;
    sieve_.reset(term % kSieve);
  }
  if (weights_.size() < terms) weights_.resize(terms, 0.0F);
  held_ = vector.terms;
  for (std::size_t i = 0; i < held_.size(); ++i) {
    weights_[held_[i]] = vector.weights[i];
    sieve_.set(held_[i] % kSieve);
  }
}

double TermProbe::CosineWith(const TermVector& other) const {
  double sum = 0;
  for (std::size_t i = 0; i < other.terms.size(); ++i) {
    const std::uint32_t term = other.terms[i];
    if (!sieve_[term % kSieve]) continue;
    // Terms rise, so the sum is added up in the order in which Cosine does it.
    sum += static_cast<double>(weights_[term]) * static_cast<double>(other.weights[i]);
  }
  return std::clamp(sum, 0.0, 1.0);
}

}  // namespace jiedui::models
