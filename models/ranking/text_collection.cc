#include "models/ranking/text_collection.h"

#include <cmath>

namespace jiedui::models {
namespace {

constexpr float kK1 = 1.2F;
constexpr float kB = 0.75F;

float LengthPart(double length, double mean) {
  return kK1 * (1 - kB + kB * static_cast<float>(length / std::max(mean, 1e-9)));
}

float Bm25(float idf, float count, float length_part) {
  return idf * count * (kK1 + 1) / (count + length_part);
}

float Ltc(float idf, float count) { return (1 + std::log(count)) * idf; }

float Times(QueryCount count, float times) {
  return count == QueryCount::kOnce ? 1.F : std::log1p(times);
}

float Ratio(float part, float whole) { return whole > 0 ? part / whole : 0; }

double CountAll(const TermBag& bag) {
  double sum = 0;
  for (const float count : bag.counts) sum += static_cast<double>(count);
  return sum;
}

}  // namespace

TextCollection TextCollection::Build(std::span<const RankText> documents, const Vocabulary& grams,
                                     std::size_t word_terms) {
  TextCollection collection;
  std::unordered_map<std::string_view, std::uint32_t> texts;
  std::vector<const TermBag*> gram_bags;
  std::vector<const TermBag*> word_bags;
  for (const RankText& document : documents) {
    const auto [at, added] =
        texts.emplace(document.form, static_cast<std::uint32_t>(collection.copies_.size()));
    if (added) {
      collection.copies_.push_back(0);
      collection.grams_.push_back(document.grams);
      gram_bags.push_back(&document.grams);
      word_bags.push_back(&document.words);
    }
    ++collection.copies_[at->second];
    collection.text_of_.push_back(at->second);
  }
  collection.gram_postings_ = Invert(gram_bags, grams.size());
  collection.word_postings_ = Invert(word_bags, word_terms);
  collection.gram_idf_ = Idf(collection.gram_postings_, gram_bags.size());
  collection.word_idf_ = Idf(collection.word_postings_, gram_bags.size());
  collection.Measure(grams, word_bags);
  return collection;
}

TextCollection::Postings TextCollection::Invert(const std::vector<const TermBag*>& bags,
                                                std::size_t terms) {
  Postings postings;
  postings.starts.assign(terms + 1, 0);
  for (const TermBag* const bag : bags) {
    for (const std::uint32_t term : bag->terms) ++postings.starts[term + 1];
  }
  for (std::size_t term = 0; term < terms; ++term) {
    postings.starts[term + 1] += postings.starts[term];
  }
  postings.entries.resize(postings.starts[terms]);
  std::vector<std::uint32_t> next = postings.starts;
  for (std::size_t i = 0; i < bags.size(); ++i) {
    for (std::size_t k = 0; k < bags[i]->terms.size(); ++k) {
      postings.entries[next[bags[i]->terms[k]]++] = {static_cast<std::uint32_t>(i),
                                                     bags[i]->counts[k]};
    }
  }
  return postings;
}

std::vector<float> TextCollection::Idf(const Postings& postings, std::size_t texts) {
  std::vector<float> idf(postings.starts.size() - 1, 0);
  for (std::size_t term = 0; term < idf.size(); ++term) {
    const double with = postings.starts[term + 1] - postings.starts[term];
    if (with == 0) continue;
    idf[term] =
        static_cast<float>(std::log(1 + (static_cast<double>(texts) - with + 0.5) / (with + 0.5)));
  }
  return idf;
}

void TextCollection::Measure(const Vocabulary& grams, const std::vector<const TermBag*>& words) {
  is_pair_.resize(grams.size());
  for (std::uint32_t term = 0; term < grams.size(); ++term) {
    is_pair_[term] = grams.IsPair(term);
    character_number_.push_back(static_cast<std::uint32_t>(characters_));
    characters_ += is_pair_[term] ? 0 : 1;
  }
  std::vector<double> pairs(texts(), 0);
  std::vector<double> word_counts(texts(), 0);
  double characters_mean = 0;
  double pairs_mean = 0;
  double words_mean = 0;
  sides_.resize(texts());
  for (std::size_t i = 0; i < texts(); ++i) {
    Side& side = sides_[i];
    float squares = 0;
    float character_squares = 0;
    for (std::size_t k = 0; k < grams_[i].terms.size(); ++k) {
      const std::uint32_t term = grams_[i].terms[k];
      const float count = grams_[i].counts[k];
      const float weight = Ltc(gram_idf_[term], count);
      squares += weight * weight;
      side.idf_sum += gram_idf_[term];
      if (is_pair_[term]) {
        pairs[i] += static_cast<double>(count);
      } else {
        character_squares += weight * weight;
        side.characters += count;
        side.rarity += count * gram_idf_[term];
      }
    }
    side.rarity = Ratio(side.rarity, side.characters);
    side.character_length = std::sqrt(character_squares);
    side.gram_length = std::sqrt(squares);
    word_counts[i] = CountAll(*words[i]);
    characters_mean += static_cast<double>(side.characters) / static_cast<double>(texts());
    pairs_mean += pairs[i] / static_cast<double>(texts());
    words_mean += word_counts[i] / static_cast<double>(texts());
  }
  for (std::size_t i = 0; i < texts(); ++i) {
    sides_[i].character_norm =
        LengthPart(static_cast<double>(sides_[i].characters), characters_mean);
    sides_[i].pair_norm = LengthPart(pairs[i], pairs_mean);
    sides_[i].word_norm = LengthPart(word_counts[i], words_mean);
  }
}

std::vector<float> TextCollection::GramWeights(const TermBag& grams) const {
  std::vector<float> weights(grams.terms.size(), 0);
  float squares = 0;
  for (std::size_t k = 0; k < weights.size(); ++k) {
    weights[k] = Ltc(GramIdf(grams.terms[k]), grams.counts[k]);
    squares += weights[k] * weights[k];
  }
  for (float& weight : weights) weight = Ratio(weight, std::sqrt(squares));
  return weights;
}

TermVector TextCollection::CharacterVector(const TermBag& grams) const {
  TermVector vector;
  float squares = 0;
  for (std::size_t k = 0; k < grams.terms.size(); ++k) {
    const std::uint32_t term = grams.terms[k];
    const float weight = Ltc(GramIdf(term), grams.counts[k]);
    if (weight <= 0 || is_pair_[term]) continue;
    vector.terms.push_back(character_number_[term]);
    vector.weights.push_back(weight);
    squares += weight * weight;
  }
  for (float& weight : vector.weights) weight /= std::sqrt(squares);
  return vector;
}

void TextCollection::MatchGrams(const TermBag& query, QueryCount count,
                                std::vector<LexicalMatch>& matches) const {
  float squares = 0;
  float character_squares = 0;
  float idf_sum = 0;
  for (std::size_t k = 0; k < query.terms.size(); ++k) {
    const std::uint32_t term = query.terms[k];
    const float idf = GramIdf(term);
    if (idf <= 0) continue;
    const float weight = Ltc(idf, query.counts[k]);
    const float times = Times(count, query.counts[k]);
    const bool pair = is_pair_[term];
    squares += weight * weight;
    character_squares += pair ? 0 : weight * weight;
    idf_sum += pair ? 0 : idf;
    for (std::uint32_t p = gram_postings_.starts[term]; p < gram_postings_.starts[term + 1]; ++p) {
      const Posting& posting = gram_postings_.entries[p];
      const Side& side = sides_[posting.text];
      LexicalMatch& match = matches[posting.text];
      const float product = weight * Ltc(idf, posting.count);
      match.gram_cosine += product;
      match.text_coverage += idf;
      if (pair) {
        match.pairs += times * Bm25(idf, posting.count, side.pair_norm);
      } else {
        match.characters += times * Bm25(idf, posting.count, side.character_norm);
        match.character_cosine += product;
        match.query_coverage += idf;
      }
    }
  }
  for (std::size_t i = 0; i < matches.size(); ++i) {
    LexicalMatch& match = matches[i];
    match.gram_cosine = Ratio(match.gram_cosine, std::sqrt(squares) * sides_[i].gram_length);
    match.character_cosine =
        Ratio(match.character_cosine, std::sqrt(character_squares) * sides_[i].character_length);
    match.query_coverage = Ratio(match.query_coverage, idf_sum);
    match.text_coverage = Ratio(match.text_coverage, sides_[i].idf_sum);
  }
}

void TextCollection::MatchWords(const TermBag& query, QueryCount count,
                                std::vector<LexicalMatch>& matches) const {
  for (std::size_t k = 0; k < query.terms.size(); ++k) {
    const std::uint32_t term = query.terms[k];
    if (term >= word_idf_.size()) continue;
    const float times = Times(count, query.counts[k]);
    for (std::uint32_t p = word_postings_.starts[term]; p < word_postings_.starts[term + 1]; ++p) {
      const Posting& posting = word_postings_.entries[p];
      matches[posting.text].words +=
          times * Bm25(word_idf_[term], posting.count, sides_[posting.text].word_norm);
    }
  }
}

void TextCollection::Match(const RankText& query, QueryCount count,
                           std::vector<LexicalMatch>& matches) const {
  matches.assign(texts(), LexicalMatch{});
  MatchGrams(query.grams, count, matches);
  MatchWords(query.words, count, matches);
}

}  // namespace jiedui::models
