#include "models/ranking/rank_features.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <set>

namespace jiedui::models {
namespace {

constexpr std::array<std::string_view, kRankFeatures> kNames = {
    "title_characters", "title_pairs",      "title_words",   "title_cosine", "title_coverage",
    "text_coverage",    "whole_characters", "whole_pairs",   "whole_words",  "whole_cosine",
    "title_semantic",   "whole_semantic",   "list_semantic", "list_terms",   "list_copies",
    "copies",           "listings",         "rarity",        "length"};

float& At(FeatureRow& row, RankFeature feature) { return row[static_cast<std::size_t>(feature)]; }

float Dot(std::span<const float> a, std::span<const float> b) {
  const auto length = static_cast<Eigen::Index>(a.size());
  return Eigen::Map<const Eigen::VectorXf>(a.data(), length)
      .dot(Eigen::Map<const Eigen::VectorXf>(b.data(), length));
}

/// The title stands for the text and the text for the title where one is missing.
const RankText& TitleOf(const RankQuery& query) {
  return query.title.grams.empty() ? query.text : query.title;
}

RankText WholeOf(const RankQuery& query) {
  return {Sum(query.title.grams, query.text.grams), Sum(query.title.words, query.text.words), {}};
}

void Standardize(std::vector<FeatureRow>& rows) {
  for (std::size_t f = 0; f < kRankFeatures; ++f) {
    double mean = 0;
    double squares = 0;
    for (const FeatureRow& row : rows) mean += static_cast<double>(row[f]);
    mean /= static_cast<double>(rows.size());
    for (const FeatureRow& row : rows) {
      squares += (static_cast<double>(row[f]) - mean) * (static_cast<double>(row[f]) - mean);
    }
    const double deviation = std::sqrt(squares / static_cast<double>(rows.size()));
    const bool flat = deviation < 1e-6 * std::max(1.0, std::abs(mean));
    for (FeatureRow& row : rows) {
      row[f] = flat ? 0.F : static_cast<float>((static_cast<double>(row[f]) - mean) / deviation);
    }
  }
}

}  // namespace

std::string_view NameOf(RankFeature feature) { return kNames[static_cast<std::size_t>(feature)]; }

RankFeatures::RankFeatures(const TextCollection& collection, const SemanticSpace& space)
    : collection_(collection), space_(space), listings_(collection.texts(), 0) {
  embeddings_.reserve(collection.texts() * space.dims());
  for (std::uint32_t text = 0; text < collection.texts(); ++text) {
    const auto vector = space.Embed(collection.CharacterVector(collection.Grams(text)));
    embeddings_.insert(embeddings_.end(), vector.begin(), vector.end());
  }
}

void RankFeatures::CountListings(std::span<const std::vector<std::uint32_t>> lists) {
  for (const auto& list : lists) {
    std::set<std::uint32_t> texts;
    for (const std::uint32_t document : list) texts.insert(collection_.TextOf(document));
    for (const std::uint32_t text : texts) ++listings_[text];
  }
}

std::vector<float> RankFeatures::Embed(const RankQuery& query) const {
  std::vector<float> both = space_.Embed(collection_.CharacterVector(TitleOf(query).grams));
  const auto whole = space_.Embed(collection_.CharacterVector(WholeOf(query).grams));
  both.insert(both.end(), whole.begin(), whole.end());
  for (float& value : both) value *= std::numbers::sqrt2_v<float> / 2;
  return both;
}

void RankFeatures::SetMatches(const RankQuery& query, std::span<const std::uint32_t> documents,
                              std::vector<FeatureRow>& rows) const {
  std::vector<LexicalMatch> matches;
  collection_.Match(TitleOf(query), QueryCount::kOnce, matches);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const LexicalMatch& match = matches[collection_.TextOf(documents[i])];
    At(rows[i], RankFeature::kTitleCharacters) = match.characters;
    At(rows[i], RankFeature::kTitlePairs) = match.pairs;
    At(rows[i], RankFeature::kTitleWords) = match.words;
    At(rows[i], RankFeature::kTitleCosine) = match.character_cosine;
    At(rows[i], RankFeature::kTitleCoverage) = match.query_coverage;
    At(rows[i], RankFeature::kTextCoverage) = match.text_coverage;
  }
  collection_.Match(WholeOf(query), QueryCount::kLogarithm, matches);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const LexicalMatch& match = matches[collection_.TextOf(documents[i])];
    At(rows[i], RankFeature::kWholeCharacters) = match.characters;
    At(rows[i], RankFeature::kWholePairs) = match.pairs;
    At(rows[i], RankFeature::kWholeWords) = match.words;
    At(rows[i], RankFeature::kWholeCosine) = match.gram_cosine;
  }
}

void RankFeatures::SetSemantic(const RankQuery& query, std::span<const std::uint32_t> documents,
                               std::vector<FeatureRow>& rows) const {
  const auto title = space_.Embed(collection_.CharacterVector(TitleOf(query).grams));
  const auto whole = space_.Embed(collection_.CharacterVector(WholeOf(query).grams));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto embedding = embeddings().Row(collection_.TextOf(documents[i]));
    At(rows[i], RankFeature::kTitleSemantic) = Dot(title, embedding);
    At(rows[i], RankFeature::kWholeSemantic) = Dot(whole, embedding);
  }
}

void RankFeatures::SetOwn(std::span<const std::uint32_t> documents,
                          std::vector<FeatureRow>& rows) const {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::uint32_t text = collection_.TextOf(documents[i]);
    At(rows[i], RankFeature::kCopies) = std::log(static_cast<float>(collection_.Copies(text)));
    At(rows[i], RankFeature::kRarity) = collection_.Rarity(text);
    At(rows[i], RankFeature::kLength) = std::log1p(collection_.Length(text));
  }
}

void RankFeatures::SetListFeatures(std::span<const std::uint32_t> documents,
                                   std::vector<FeatureRow>& rows) const {
  std::map<std::uint32_t, float> times;  // by text, how often the list has it
  std::vector<float> centre(space_.dims(), 0);
  std::map<std::uint32_t, float> terms;  // the sum of the list's vectors
  for (const std::uint32_t document : documents) {
    const std::uint32_t text = collection_.TextOf(document);
    times[text] += 1;
    const auto embedding = embeddings().Row(text);
    for (std::size_t k = 0; k < centre.size(); ++k) centre[k] += embedding[k];
  }
  for (const auto& [text, count] : times) {
    const TermBag& grams = collection_.Grams(text);
    const std::vector<float> weights = collection_.GramWeights(grams);
    for (std::size_t k = 0; k < weights.size(); ++k) terms[grams.terms[k]] += count * weights[k];
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::uint32_t text = collection_.TextOf(documents[i]);
    const float own = times[text];
    const float others = static_cast<float>(rows.size()) - own;
    if (others > 0) {
      const auto embedding = embeddings().Row(text);
      const float with_own = Dot(centre, embedding);
      At(rows[i], RankFeature::kListSemantic) =
          (with_own - own * Dot(embedding, embedding)) / others;
      const TermBag& grams = collection_.Grams(text);
      const std::vector<float> weights = collection_.GramWeights(grams);
      float shared = -own * Dot(weights, weights);
      for (std::size_t k = 0; k < weights.size(); ++k) shared += weights[k] * terms[grams.terms[k]];
      At(rows[i], RankFeature::kListTerms) = shared / others;
    }
    At(rows[i], RankFeature::kListCopies) = std::log(own);
    At(rows[i], RankFeature::kListings) =
        std::log(static_cast<float>(std::max<std::uint32_t>(1, listings_[text])));
  }
}

std::vector<FeatureRow> RankFeatures::Of(const RankQuery& query,
                                         std::span<const std::uint32_t> documents,
                                         ListKind kind) const {
  std::vector<FeatureRow> rows(documents.size(), FeatureRow{});
  if (rows.empty()) return rows;
  SetMatches(query, documents, rows);
  SetSemantic(query, documents, rows);
  SetOwn(documents, rows);
  if (kind == ListKind::kChosen) SetListFeatures(documents, rows);
  Standardize(rows);
  return rows;
}

std::vector<std::uint32_t> RankFeatures::Nearest(const RankQuery& query, std::size_t among,
                                                 std::size_t limit) const {
  std::vector<LexicalMatch> matches;
  collection_.Match(TitleOf(query), QueryCount::kOnce, matches);
  std::vector<float> scores(matches.size());
  for (std::size_t i = 0; i < scores.size(); ++i) {
    scores[i] = matches[i].characters + matches[i].pairs;
  }
  if (!query.title.grams.empty() && !query.text.grams.empty()) {
    constexpr float kTextShare = 0.3F;  // titles find better than texts, and texts are longer
    collection_.Match(query.text, QueryCount::kOnce, matches);
    for (std::size_t i = 0; i < scores.size(); ++i) {
      scores[i] += kTextShare * (matches[i].characters + matches[i].pairs);
    }
  }
  std::vector<std::uint32_t> nearest(std::min(among, collection_.documents()));
  for (std::uint32_t i = 0; i < nearest.size(); ++i) nearest[i] = i;
  const std::size_t kept = std::min(limit, nearest.size());
  std::partial_sort(nearest.begin(), nearest.begin() + static_cast<std::ptrdiff_t>(kept),
                    nearest.end(), [&](std::uint32_t a, std::uint32_t b) {
                      const float score_a = scores[collection_.TextOf(a)];
                      const float score_b = scores[collection_.TextOf(b)];
                      return score_a != score_b ? score_a > score_b : a < b;
                    });
  nearest.resize(kept);
  return nearest;
}

}  // namespace jiedui::models
