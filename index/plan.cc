#include <algorithm>

#include "base/text.h"
#include "index/plan_internal.h"
#include "index/terms_internal.h"

namespace jiedui::index {
namespace {

using Terms = std::vector<std::string>;
using XQuery = Xapian::Query;

/// Every document. Xapian::Query::MatchAll counts its holders without care for threads: copying
/// that one object in two searches at once is a data race, so each search makes its own.
XQuery MatchAll() { return XQuery(std::string()); }

/// A synonym says less than the word itself.
constexpr double kSynonymScale = 0.7;

XQuery Combined(XQuery::op op, const std::vector<XQuery>& parts) {
  return {op, parts.begin(), parts.end()};
}

/// One of the codes; matches everything where there are none.
XQuery AnyOf(std::string_view prefix, const Terms& codes) {
  if (codes.empty()) return MatchAll();
  std::vector<XQuery> parts;
  for (const std::string& code : codes) parts.emplace_back(Term(prefix, code));
  return Combined(XQuery::OP_OR, parts);
}

XQuery VisibleOf(const Visible& part) {
  std::vector<XQuery> all = {XQuery(Term(kKindPrefix, part.kind))};
  if (!part.region_any.empty()) all.push_back(AnyOf(kRegionPrefix, part.region_any));
  if (!part.programme_sector_any.empty())
    all.push_back(AnyOf(kProgrammeSectorPrefix, part.programme_sector_any));
  if (part.enterprise != 0)
    all.emplace_back(Term(kEnterprisePrefix, std::to_string(part.enterprise)));
  return Combined(XQuery::OP_AND, all);
}

void Unique(Terms& terms) {
  std::sort(terms.begin(), terms.end());
  terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
}

XQuery AllOf(std::string_view prefix, const Terms& texts) {
  std::vector<XQuery> parts;
  for (const std::string& text : texts) parts.emplace_back(Term(prefix, text));
  return Combined(XQuery::OP_AND, parts);
}

/// In a short text by its pairs, or in the body by its words.
XQuery WordQuery(const std::string& word, const TextPipeline& pipeline) {
  std::vector<XQuery> places = {AllOf("", TextPipeline::PairTerms(word))};
  Terms words = pipeline.BodyTerms(word);
  Unique(words);
  if (!words.empty()) places.push_back(AllOf(kBodyPrefix, words));
  return Combined(XQuery::OP_OR, places);
}

XQuery TokenQuery(const QueryToken& token, const TextPipeline& pipeline) {
  std::vector<XQuery> ways = {WordQuery(token.word, pipeline)};
  for (const std::string& synonym : token.synonyms)
    ways.emplace_back(XQuery::OP_SCALE_WEIGHT, WordQuery(synonym, pipeline), kSynonymScale);
  return Combined(XQuery::OP_OR, ways);
}

/// Documents with the term, each with that weight.
XQuery Bonus(const std::string& term, double weight) {
  auto* const source = new Xapian::FixedWeightPostingSource(weight);  // the query owns it
  return {XQuery::OP_FILTER, XQuery(source->release()), XQuery(term)};
}

}  // namespace

XQuery FilterOf(const Query& query) {
  std::vector<XQuery> all;
  const auto add = [&all](std::string_view prefix, const Terms& codes) {
    if (!codes.empty()) all.push_back(AnyOf(prefix, codes));
  };
  add(kKindPrefix, query.kinds);
  add(kRegionPrefix, query.regions);
  add(kSectorPrefix, query.sectors);
  add(kProgrammeSectorPrefix, query.programme_sectors);
  add(kStatusPrefix, query.statuses);
  if (!query.only.empty()) {
    std::vector<XQuery> keys;
    for (const DocumentKey& key : query.only) keys.emplace_back(UniqueTerm(key));
    all.push_back(Combined(XQuery::OP_OR, keys));
  }
  if (query.scope) {
    std::vector<XQuery> parts;
    for (const Visible& part : *query.scope) parts.push_back(VisibleOf(part));
    all.push_back(Combined(XQuery::OP_OR, parts));
  }
  return all.empty() ? MatchAll() : Combined(XQuery::OP_AND, all);
}

TextPlan PlanOf(const std::string& text, const TextPipeline& pipeline) {
  TextPlan plan;
  plan.tokens = pipeline.Tokens(text);
  plan.characters = pipeline.ShortTerms(text);
  plan.words = pipeline.BodyTerms(text);
  Unique(plan.characters);
  Unique(plan.words);
  std::vector<XQuery> tokens;
  for (const QueryToken& token : plan.tokens) tokens.push_back(TokenQuery(token, pipeline));
  std::vector<XQuery> ways = {Combined(XQuery::OP_AND, tokens)};
  const std::string exact = TextPipeline::ExactForm(text);
  if (!exact.empty()) ways.push_back(Bonus(Term(kExactPrefix, exact), kExactBonus));
  if (!exact.empty() && base::CountCodePoints(exact) <= kMaxTitleStart)
    ways.push_back(Bonus(Term(kTitleStartPrefix, exact), kTitleStartBonus));
  plan.strict = Combined(XQuery::OP_OR, ways);
  return plan;
}

}  // namespace jiedui::index
