#include "services/text_ranking.h"

#include <algorithm>

namespace jiedui::services {
namespace {

/// In a ranking of everything, so many documents that share terms are looked at closely.
constexpr std::size_t kLookedAt = 200;

struct Vocabularies {
  models::Vocabulary grams;
  models::Vocabulary words;
};

models::RankText Cut(const index::TextPipeline& pipeline, std::string_view text,
                     Vocabularies& vocabularies) {
  return {vocabularies.grams.Bag(pipeline.ShortTerms(text)),
          vocabularies.words.Bag(pipeline.BodyTerms(text)), index::TextPipeline::ExactForm(text)};
}

std::vector<RankedText> Best(std::span<const std::uint32_t> documents,
                             std::span<const float> scores, std::size_t top) {
  std::vector<RankedText> ranked;
  for (std::size_t i = 0; i < documents.size(); ++i) ranked.push_back({documents[i], scores[i]});
  const std::size_t kept = std::min(top, ranked.size());
  std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(kept),
                    ranked.end(), [](const RankedText& a, const RankedText& b) {
                      return a.score != b.score ? a.score > b.score : a.document > b.document;
                    });
  ranked.resize(kept);
  return ranked;
}

/// The semantic space of the texts' characters. Its options are in range, so it can be made.
models::SemanticSpace FitSpace(const models::TextCollection& collection,
                               const std::vector<const models::TermBag*>& bags) {
  std::vector<models::TermVector> vectors;
  vectors.reserve(bags.size());
  for (const models::TermBag* const bag : bags) {
    vectors.push_back(collection.CharacterVector(*bag));
  }
  auto space = models::SemanticSpace::Fit(vectors, collection.characters());
  return space ? *std::move(space) : models::SemanticSpace();
}

}  // namespace

TextRanking::TextRanking(const index::TextPipeline& pipeline, std::span<const AskedText> asked,
                         std::span<const std::string_view> documents) {
  Vocabularies vocabularies;
  std::vector<models::RankText> texts;
  texts.reserve(documents.size());
  for (const std::string_view document : documents) {
    texts.push_back(Cut(pipeline, document, vocabularies));
  }
  for (const AskedText& text : asked) {
    queries_.push_back(
        {Cut(pipeline, text.title, vocabularies), Cut(pipeline, text.text, vocabularies)});
  }
  collection_ = std::make_unique<models::TextCollection>(
      models::TextCollection::Build(texts, vocabularies.grams, vocabularies.words.size()));
  texts.clear();
  std::vector<const models::TermBag*> bags;
  for (std::uint32_t text = 0; text < collection_->texts(); ++text) {
    bags.push_back(&collection_->Grams(text));
  }
  for (const models::RankQuery& query : queries_) {
    for (const models::TermBag* const bag : {&query.title.grams, &query.text.grams}) {
      if (!bag->empty()) bags.push_back(bag);
    }
  }
  space_ = std::make_unique<models::SemanticSpace>(FitSpace(*collection_, bags));
  features_ = std::make_unique<models::RankFeatures>(*collection_, *space_);
}

std::vector<std::uint32_t> TextRanking::TextsOf(std::span<const std::uint32_t> documents) const {
  std::vector<std::uint32_t> texts;
  texts.reserve(documents.size());
  for (const std::uint32_t document : documents) texts.push_back(collection_->TextOf(document));
  return texts;
}

models::GradedQuery TextRanking::Graded(const GradedList& list) const {
  const models::RankQuery& query = queries_[list.query];
  return {features_->Of(query, list.documents, models::ListKind::kChosen), TextsOf(list.documents),
          list.grades, features_->Embed(query)};
}

std::vector<std::vector<RankedText>> RankTexts(const index::TextPipeline& pipeline,
                                               const models::RankModel& model,
                                               const RankRequest& request) {
  TextRanking ranking(pipeline, request.asked, request.documents);
  std::vector<DocumentList> lists = request.candidates.value_or(std::vector<DocumentList>());
  for (const GradedList& list : request.graded) lists.push_back(list.documents);
  ranking.CountListings(lists);
  std::vector<models::GradedQuery> graded;
  for (const GradedList& list : request.graded) graded.push_back(ranking.Graded(list));
  const auto learner =
      models::GradeLearner::Fit(graded, model, ranking.features().embeddings(), {});

  const models::RankFeatures& features = ranking.features();
  std::vector<std::vector<RankedText>> ranked;
  for (std::size_t q = 0; q < request.queries; ++q) {
    const models::RankQuery& query = ranking.Query(q);
    const DocumentList documents =
        request.candidates
            ? (*request.candidates)[q]
            : features.Nearest(query, request.returnable, std::max(kLookedAt, request.top));
    const auto kind =
        request.candidates ? models::ListKind::kChosen : models::ListKind::kEverything;
    const auto rows = features.Of(query, documents, kind);
    const auto scores =
        learner.Score(features.Embed(query), rows, ranking.TextsOf(documents), kind);
    ranked.push_back(Best(documents, scores, request.top));
  }
  return ranked;
}

}  // namespace jiedui::services
