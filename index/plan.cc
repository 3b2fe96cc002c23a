#include <algorithm>
#include <cctype>
#include <cmath>

#include "base/text.h"
#include "index/holders_internal.h"
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
/// More words than this are no question; the common ones among them would cost the most.
constexpr std::size_t kMostWanted = 12;
/// A beginning of a code: shorter ones are words, and would name too many.
constexpr std::size_t kLeastCodeStart = 8;
/// Keys that one beginning stands for at most, the first in their order.
constexpr Xapian::termcount kMostKeys = 100;

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

/// Letters and digits of ASCII with at least one digit, as credit codes have them.
bool IsCodeStart(const std::string& text) {
  const auto is = [](int (*kind)(int)) {
    return [kind](char c) { return kind(static_cast<unsigned char>(c)) != 0; };
  };
  return text.size() >= kLeastCodeStart &&
         std::all_of(text.begin(), text.end(), is(std::isalnum)) &&
         std::any_of(text.begin(), text.end(), is(std::isdigit));
}

/// About so many documents hold the word: in a short text every pair, or in a body every word.
Xapian::doccount HoldingAbout(const std::string& word, const TextPipeline& pipeline,
                              const Xapian::Database& database) {
  const auto fewest = [&](std::string_view prefix, const Terms& texts) {
    Xapian::doccount least = texts.empty() ? 0 : database.get_doccount();
    for (const std::string& text : texts)
      least = std::min(least, database.get_termfreq(Term(prefix, text)));
    return least;
  };
  return std::max(fewest("", TextPipeline::PairTerms(word)),
                  fewest(kBodyPrefix, pipeline.BodyTerms(word)));
}

/// What it tells that a document has the word or a synonym: ln((n + 1) / (df + 1)).
double RarityOf(const QueryToken& token, const TextPipeline& pipeline,
                const Xapian::Database& database) {
  Xapian::doccount holding = HoldingAbout(token.word, pipeline, database);
  for (const std::string& synonym : token.synonyms)
    holding += HoldingAbout(synonym, pipeline, database);
  const double all = database.get_doccount();
  return std::log((all + 1) / (std::min<double>(holding, all) + 1));
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

XQuery AnyTokenOf(const TextPlan& plan, const TextPipeline& pipeline,
                  const Xapian::Database& database) {
  std::vector<std::pair<double, const QueryToken*>> rarest;
  rarest.reserve(plan.tokens.size());
  double sum = 0;
  for (const QueryToken& token : plan.tokens) {
    rarest.emplace_back(RarityOf(token, pipeline, database), &token);
    sum += rarest.back().first;
  }
  std::stable_sort(rarest.begin(), rarest.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  rarest.resize(std::min(rarest.size(), kMostWanted));
  std::vector<XQuery> any;
  any.reserve(rarest.size());
  for (const auto& [rarity, token] : rarest) {
    if (rarity <= 0) continue;  // every document has it, which tells nothing
    const XQuery having = TokenQuery(*token, pipeline);
    any.emplace_back(XQuery::OP_AND_MAYBE, WithWeight(having, kShareUnit * rarity / sum), having);
  }
  return Combined(XQuery::OP_OR, any);
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
  if (!exact.empty()) ways.push_back(WithWeight(XQuery(Term(kExactPrefix, exact)), kExactBonus));
  if (!exact.empty() && base::CountCodePoints(exact) <= kMaxTitleStart)
    ways.push_back(WithWeight(XQuery(Term(kTitleStartPrefix, exact)), kTitleStartBonus));
  if (IsCodeStart(exact)) {
    const XQuery keys(XQuery::OP_WILDCARD, Term(kExactPrefix, exact), kMostKeys,
                      XQuery::WILDCARD_LIMIT_FIRST);
    ways.push_back(WithWeight(keys, kTitleStartBonus));
  }
  plan.strict = Combined(XQuery::OP_OR, ways);
  return plan;
}

}  // namespace jiedui::index
