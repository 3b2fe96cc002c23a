#include "services/nearest_text.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.h"

namespace jiedui::services {
namespace {

constexpr std::size_t kMostSentences = 60;
constexpr std::size_t kTerms = 5;
constexpr std::array<std::string_view, 8> kEnds = {"\n", "。", "；", ";", "！", "!", "？", "?"};

/// The sentences of a text without their ends; blank ones left out.
std::vector<std::string_view> SentencesOf(std::string_view text) {
  std::vector<std::string_view> sentences;
  while (!text.empty() && sentences.size() < kMostSentences) {
    std::size_t end = text.size();
    std::size_t next = text.size();
    for (const std::string_view mark : kEnds) {
      const std::size_t at = text.substr(0, end).find(mark);
      if (at == std::string_view::npos) continue;
      end = at;
      next = at + mark.size();
    }
    const std::string_view sentence = text.substr(0, end);
    if (sentence.find_first_not_of(" \t\r") != std::string_view::npos)
      sentences.push_back(sentence);
    text.remove_prefix(next);
  }
  return sentences;
}

struct Sentence {
  std::string_view text;
  models::TermVector terms;
  double cosine = 0;
};

Sentence NearestTo(const models::TermSpace& space, std::string_view text,
                   const models::TermVector& to) {
  Sentence nearest;
  for (const std::string_view sentence : SentencesOf(text)) {
    models::TermVector terms = space.Vectorize(std::array{models::WeightedText{sentence, 1}});
    const double cosine = models::Cosine(terms, to);
    if (cosine > nearest.cosine) nearest = {sentence, std::move(terms), cosine};
  }
  return nearest;
}

}  // namespace

NearestText NearestOf(const Corpus& corpus, const MatchEntry& helper, const MatchEntry& receiver) {
  const models::TermSpace& space = corpus.space();
  const Sentence capability = NearestTo(space, helper.text, receiver.terms);
  if (capability.text.empty()) return {};
  const Sentence need = NearestTo(space, receiver.text, capability.terms);
  if (need.text.empty()) return {};
  NearestText nearest{std::string(capability.text), std::string(need.text),
                      std::min(need.cosine, 1.0),  // of equal sentences a rounding above
                      space.SharedPhrases(capability.terms, need.terms, need.text, kTerms)};
  if (nearest.terms.empty()) return {};  // single characters alone bring no two sentences together
  for (models::SharedPhrase& term : nearest.terms) term.weight = std::min(term.weight, 1.0);
  return nearest;
}

}  // namespace jiedui::services
