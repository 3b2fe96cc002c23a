#include <algorithm>
#include <cmath>
#include <set>
#include <unordered_set>

#include "base/text.h"
#include "index/facet_spy_internal.h"
#include "index/near_words_internal.h"
#include "index/search_run_internal.h"
#include "index/snippet_internal.h"
#include "index/stored_document_internal.h"
#include "index/terms_internal.h"

namespace jiedui::index {
namespace {

/// Measured best for Chinese texts among the classical settings; more tuning gave nothing.
Xapian::BM25Weight Weighting() {
  constexpr double kTermSaturation = 1.2;        // k1
  constexpr double kLengthNormalisation = 0.75;  // b
  constexpr double kQueryTermSaturation = 1;
  constexpr double kLeastLength = 0.5;
  return {kTermSaturation, 0, kQueryTermSaturation, kLengthNormalisation, kLeastLength};
}

/// With fewer strict hits than this, documents that hold most of the text are looked for too.
constexpr std::size_t kFewHits = 3;
/// In a large index only so many hits are counted one by one; of more, about so many are drawn and
/// counted.
constexpr Xapian::doccount kCountedWhole = 2000;
constexpr Xapian::doccount kDrawn = 1000;
constexpr Xapian::doccount kLeastDrawn = 100;  // fewer tell too little
/// What is guessed to have more hits than that is not counted before it is drawn from.
constexpr Xapian::doccount kSurelyMany = 10 * kCountedWhole;
/// Candidates of the relaxed search: their overlap is looked at one by one.
constexpr Xapian::doccount kMaxRelaxed = 100;
/// The least share of the text's characters and pairs, or of its words, that a relaxed hit holds.
/// One wrong character in a name of four leaves 3 of 4 characters and 1 of 3 pairs: 4 of 7.
constexpr double kLeastOverlap = 0.5;
/// The least share of a question's words, by their rarity, that a hit holds where none holds more:
/// one of four that are equally rare.
constexpr double kLeastShare = 0.25;
/// Where a BM25 sum gives half of the score.
constexpr double kHalfScoreWeight = 12;
constexpr double kTitleStartScore = 0.8;
constexpr double kMaxRelaxedScore = 0.6;
constexpr double kMaxSomeWordsScore = 0.4;

double Saturated(double weight) { return weight / (weight + kHalfScoreWeight); }

/// Falls with the weight, tiers above each other.
double ScoreOf(double weight) {
  if (weight >= kExactBonus) return 1;
  if (weight >= kTitleStartBonus)
    return kTitleStartScore + (1 - kTitleStartScore) * Saturated(weight - kTitleStartBonus);
  return kTitleStartScore * Saturated(weight);
}

/// Were all matches seen, so that their number is exact?
bool IsKnown(const Xapian::MSet& matches) {
  return matches.get_matches_lower_bound() == matches.get_matches_upper_bound();
}

/// The words to mark: all tokens with their synonyms, single characters only where there is
/// nothing longer.
std::vector<std::string> MarkedWords(const TextPlan& plan) {
  std::vector<std::string> words;
  for (const QueryToken& token : plan.tokens) {
    words.push_back(token.word);
    words.insert(words.end(), token.synonyms.begin(), token.synonyms.end());
  }
  const auto is_short = [](const std::string& word) { return base::CountCodePoints(word) < 2; };
  if (!std::all_of(words.begin(), words.end(), is_short)) std::erase_if(words, is_short);
  return words;
}

}  // namespace

template <class Make>
SearchRun::List SearchRun::Take(const Xapian::MSet& matches, const Make& make) const {
  if (remote_) matches.fetch();
  List list;
  for (auto match = matches.begin(); match != matches.end(); ++match) {
    Found found = make(match);
    found.document = *match;
    found.record = match.get_document();
    found.key = KeyOfValue(found.record.get_value(kKeySlot));
    list.push_back(std::move(found));
  }
  return list;
}

SearchPage SearchRun::Run(const Cursor* start) {
  if (query_.scope && query_.scope->empty()) return {};
  return base::Trim(query_.text).empty() ? ListAll(start) : SearchText(start);
}

Xapian::MSet SearchRun::Count(const Xapian::Query& query, Xapian::doccount most,
                              FacetSpy& spy) const {
  Xapian::Enquire counting(database_);
  counting.set_weighting_scheme(Xapian::BoolWeight());
  counting.set_query(query);
  counting.add_matchspy(spy.spy());
  return counting.get_mset(0, 0, most);
}

void SearchRun::CountAll(const Xapian::Query& query, SearchPage& page) const {
  const Xapian::doccount most = remote_ ? database_.get_doccount() : Counted();
  FacetSpy spy(remote_, most);
  Settle(Count(query, most, spy), spy, query, page);
}

Xapian::doccount SearchRun::Counted() const {
  const Xapian::doccount all = database_.get_doccount();
  return all > query_.counted_below ? kCountedWhole : all;
}

void SearchRun::Settle(const Xapian::MSet& matches, const FacetSpy& spy, const Xapian::Query& query,
                       SearchPage& page) const {
  page.total_estimate = matches.get_matches_estimated();
  const bool known = IsKnown(matches);
  if (remote_ || (known && page.total_estimate <= Counted())) {
    page.facets = spy.Result();
    return;
  }
  const Xapian::doccount all = database_.get_doccount();
  const Xapian::docid every = std::max<Xapian::docid>(matches.get_matches_estimated() / kDrawn, 2);
  FacetSpy sample(false, all);
  const Xapian::doccount drawn =
      Count(Xapian::Query(Xapian::Query::OP_FILTER, OneOf(every), query), all, sample)
          .get_matches_estimated();
  if (drawn < kLeastDrawn) {  // far fewer hits than were guessed
    FacetSpy each(false, all);
    page.total_estimate = Count(query, all, each).get_matches_estimated();
    page.facets = each.Result();
    return;
  }
  page.facets = sample.Result(every);
  if (!known) page.total_estimate = static_cast<std::int64_t>(drawn) * every;
  page.estimated = true;
}

SearchPage SearchRun::ListAll(const Cursor* start) {
  const auto wanted = static_cast<Xapian::doccount>(query_.limit);
  SearchPage page;
  Xapian::Enquire enquire(database_);
  enquire.set_weighting_scheme(Xapian::BoolWeight());
  enquire.set_sort_by_value(kKeySlot, false);
  if (query_.facets) CountAll(filter_, page);
  // The slot holds no value equal to a key and one byte more: greater or equal is greater.
  const auto after = [&] { return KeyValue(start->key) + '\0'; };
  enquire.set_query(start == nullptr ? filter_
                                     : Xapian::Query(Xapian::Query::OP_AND, filter_,
                                                     Xapian::Query(Xapian::Query::OP_VALUE_GE,
                                                                   kKeySlot, after())));
  const Xapian::MSet matches = enquire.get_mset(0, wanted + 1);
  if (!query_.facets) page.total_estimate = matches.get_matches_estimated();
  const List list = Take(matches, [](const Xapian::MSetIterator&) { return Found(); });
  Show(list, 0, {}, page);
  return page;
}

std::string SearchRun::Corrected() const {
  const std::string text = base::Normalize(query_.text);
  std::string corrected = text;
  for (const std::string& word : base::CharacterNgrams(text, 1)) {
    if (!IsLatinWord(word)) continue;
    if (database_.term_exists(Term("", word)) || database_.term_exists(Term(kBodyPrefix, word)))
      continue;
    const std::string near = NearestWord(database_, word);
    if (!near.empty()) corrected = base::ReplaceAll(std::move(corrected), word, near);
  }
  return corrected == text ? std::string() : corrected;
}

SearchRun::List SearchRun::Strict(const TextPlan& plan, std::size_t wanted, SearchPage& page) {
  Xapian::Enquire enquire(database_);
  enquire.set_weighting_scheme(Weighting());
  enquire.set_sort_by_relevance_then_value(kKeySlot, false);
  enquire.set_query(Xapian::Query(Xapian::Query::OP_FILTER, plan.strict, filter_));
  FacetSpy spy(remote_, Counted());
  const bool together = query_.facets && !remote_;
  // To guess runs no match.
  const bool many = together && Counted() < database_.get_doccount() &&
                    enquire.get_mset(0, 0).get_matches_estimated() > kSurelyMany;
  if (together && !many) enquire.add_matchspy(spy.spy());
  const Xapian::doccount looked_at =
      together && !many ? Counted() : static_cast<Xapian::doccount>(kFewHits);
  const Xapian::MSet matches =
      enquire.get_mset(0, static_cast<Xapian::doccount>(wanted), looked_at);
  page.total_estimate = matches.get_matches_estimated();
  const bool few = many && IsKnown(matches);  // it was guessed wrong
  if (together && !few) Settle(matches, spy, enquire.get_query(), page);
  if (few || (query_.facets && remote_)) CountAll(enquire.get_query(), page);
  return Take(matches, [](const Xapian::MSetIterator& match) {
    Found found;
    found.weight = match.get_weight();
    found.score = ScoreOf(found.weight);
    found.exact = found.weight >= kExactBonus;
    return found;
  });
}

SearchRun::RelaxedTerms SearchRun::TermsOf(const TextPlan& plan) const {
  const auto weigh = [&](std::string_view prefix, const std::vector<std::string>& texts) {
    std::vector<std::string> terms;
    terms.reserve(texts.size());
    for (const std::string& text : texts) terms.push_back(Term(prefix, text));
    return Weigh(database_, std::move(terms));
  };
  return {weigh("", plan.characters), weigh(kBodyPrefix, plan.words)};
}

/// A document without any of the rarer half of the terms, and one more, holds fewer than half of
/// them: the common ones, which most documents have, need not be gone through.
Xapian::Query SearchRun::RelaxedQuery(const RelaxedTerms& terms) const {
  static_assert(kLeastOverlap == 0.5);
  std::vector<WeighedTerm> rare;
  for (const std::vector<WeighedTerm>& group : {terms.characters, terms.words}) {
    const auto most = static_cast<std::ptrdiff_t>(std::min(group.size() / 2 + 1, group.size()));
    rare.insert(rare.end(), group.begin(), group.begin() + most);
  }
  return HoldersOf(std::move(rare), remote_);
}

void SearchRun::CountHeld(const std::vector<WeighedTerm>& terms,
                          const std::vector<Xapian::docid>& documents,
                          std::vector<Held>& held) const {
  const auto count = [](const WeighedTerm& term, Held& by) {
    ++by.terms;
    by.rarity += term.rarity;
  };
  for (std::size_t i = 0; remote_ && i < documents.size(); ++i) {
    std::vector<std::string> all;
    for (auto term = database_.termlist_begin(documents[i]);
         term != database_.termlist_end(documents[i]); ++term)
      all.push_back(*term);
    for (const WeighedTerm& term : terms)
      if (std::binary_search(all.begin(), all.end(), term.term)) count(term, held[i]);
  }
  if (remote_) return;
  for (const WeighedTerm& term : terms) {
    auto posting = database_.postlist_begin(term.term);
    const auto end = database_.postlist_end(term.term);
    for (std::size_t i = 0; i < documents.size() && posting != end; ++i) {
      posting.skip_to(documents[i]);
      if (posting != end && *posting == documents[i]) count(term, held[i]);
    }
  }
}

std::unordered_map<Xapian::docid, SearchRun::Overlap> SearchRun::Overlaps(
    const RelaxedTerms& terms, const Xapian::MSet& matches) const {
  std::vector<Xapian::docid> documents(matches.begin(), matches.end());
  std::sort(documents.begin(), documents.end());
  std::unordered_map<Xapian::docid, Overlap> overlaps;
  for (const std::vector<WeighedTerm>& group : {terms.characters, terms.words}) {
    std::vector<Held> held(documents.size());
    CountHeld(group, documents, held);
    for (std::size_t i = 0; i < documents.size() && !group.empty(); ++i) {
      Overlap& overlap = overlaps[documents[i]];
      overlap.share = std::max(
          overlap.share, static_cast<double>(held[i].terms) / static_cast<double>(group.size()));
      overlap.rarity += held[i].rarity;
    }
  }
  return overlaps;
}

void SearchRun::AddRelaxed(const TextPlan& plan, List& list) const {
  const RelaxedTerms terms = TermsOf(plan);
  Xapian::Enquire enquire(database_);
  enquire.set_weighting_scheme(Weighting());
  enquire.set_sort_by_relevance_then_value(kKeySlot, false);
  enquire.set_query(Xapian::Query(Xapian::Query::OP_FILTER, RelaxedQuery(terms), filter_));
  const Xapian::MSet matches = enquire.get_mset(0, kMaxRelaxed);
  const auto overlaps = Overlaps(terms, matches);
  std::unordered_set<Xapian::docid> known;
  for (const Found& found : list) known.insert(found.document);
  List more = Take(matches, [&](const Xapian::MSetIterator& match) {
    const Overlap& overlap = overlaps.at(*match);
    Found found;
    // The share of what was asked, and among equal shares the rarer characters.
    found.weight = overlap.share + Saturated(overlap.rarity);
    return found;
  });
  std::erase_if(more, [&](const Found& found) {
    return known.contains(found.document) || overlaps.at(found.document).share < kLeastOverlap;
  });
  std::sort(more.begin(), more.end(), [](const Found& a, const Found& b) {
    return a.weight != b.weight ? a.weight > b.weight : a.key < b.key;
  });
  const double most =
      list.empty() ? kMaxRelaxedScore : std::min(kMaxRelaxedScore, list.back().score);
  for (Found& found : more) found.score = most * found.weight / 2;
  list.insert(list.end(), more.begin(), more.end());
}

SearchRun::List SearchRun::SomeWords(const TextPlan& plan) const {
  Xapian::Enquire enquire(database_);
  enquire.set_weighting_scheme(Weighting());
  enquire.set_sort_by_relevance_then_value(kKeySlot, false);
  enquire.set_query(
      Xapian::Query(Xapian::Query::OP_FILTER, AnyTokenOf(plan, pipeline_, database_), filter_));
  const Xapian::MSet matches = enquire.get_mset(0, kMaxRelaxed);
  const auto share_of = [](double weight) { return std::min(weight / kShareUnit, 1.0); };
  List list = Take(matches, [&](const Xapian::MSetIterator& match) {
    Found found;
    found.weight = match.get_weight();
    found.score = kMaxSomeWordsScore * share_of(found.weight);
    return found;
  });
  std::erase_if(list, [&](const Found& found) { return share_of(found.weight) < kLeastShare; });
  return list;
}

void SearchRun::CountFacets(const List& list, SearchPage& page) const {
  page.total_estimate = static_cast<std::int64_t>(list.size());
  page.estimated = false;
  if (!query_.facets) return;
  std::vector<Xapian::docid> documents;
  for (const Found& found : list) documents.push_back(found.document);
  std::sort(documents.begin(), documents.end());
  FacetSpy spy(false, documents.size());
  spy.Count(database_, documents);
  page.facets = spy.Result();
}

SearchPage SearchRun::SearchText(const Cursor* start) {
  SearchPage page;
  page.corrected = Corrected();
  const TextPlan plan = PlanOf(page.corrected.empty() ? query_.text : page.corrected, pipeline_);
  if (plan.tokens.empty()) return page;  // nothing but punctuation
  const std::size_t depth = start == nullptr ? 0 : static_cast<std::size_t>(start->depth);
  // A cursor names no more hits than there are documents; one more tells whether a page follows.
  const std::size_t before = std::min<std::size_t>(depth, database_.get_doccount());
  List list = Strict(plan, std::max(before + query_.limit + 1, kFewHits), page);
  if (list.size() < kFewHits) {
    const std::size_t strict = list.size();
    AddRelaxed(plan, list);
    if (list.empty()) list = SomeWords(plan);
    page.relaxed = list.size() > strict;
    if (page.relaxed) CountFacets(list, page);
  }
  std::size_t from = 0;
  if (start != nullptr) {
    const bool unchanged =
        before > 0 && before <= list.size() && list[before - 1].key == start->key;
    const auto past = std::find_if(list.begin(), list.end(), [&](const Found& found) {
      return found.weight < start->weight ||
             (found.weight == start->weight && start->key < found.key);
    });
    from = unchanged ? before : static_cast<std::size_t>(past - list.begin());
  }
  Show(list, from, plan, page);
  return page;
}

Hit SearchRun::HitOf(const Found& found, const std::vector<std::string>& words,
                     const Patterns& patterns, std::size_t tokens) const {
  Hit hit;
  hit.kind = found.key.kind;
  hit.id = found.key.id;
  hit.score = found.score;
  hit.exact = found.exact;
  const auto stored = Decode(found.record.get_data());
  if (!stored) throw Xapian::DatabaseCorruptError("stored document cannot be read");
  hit.title = stored->title;
  hit.subtitle = stored->subtitle;
  hit.region = stored->region;
  hit.programme_sector = stored->programme_sector;
  hit.status = stored->status;
  const std::set<std::size_t> in_short = FoundIn(stored->short_text, patterns);
  const std::set<std::size_t> in_body = FoundIn(stored->body, patterns);
  std::set<std::size_t> held = FoundIn(stored->title, patterns);
  const bool title_only = in_short.empty() && in_body.empty() && !held.empty();
  held.insert(in_short.begin(), in_short.end());
  held.insert(in_body.begin(), in_body.end());
  for (const std::size_t pattern : held)
    if (pattern < tokens) hit.matched_terms.push_back(words[pattern]);
  if (!query_.snippets) return hit;
  const bool body_best = in_body.size() > in_short.size() || stored->short_text.empty();
  const std::string& shown = body_best ? stored->body : stored->short_text;
  hit.snippet = MakeSnippet(title_only && shown.empty() ? stored->title : shown, patterns);
  return hit;
}

void SearchRun::Show(const List& list, std::size_t from, const TextPlan& plan,
                     SearchPage& page) const {
  std::vector<std::string> words = MarkedWords(plan);
  std::size_t named = words.size();
  if (page.relaxed) {
    // What a hit shares may be no whole word: its pairs are marked, and named too.
    for (const std::string& term : plan.characters)
      if (base::CountCodePoints(term) > 1) words.push_back(term);
    std::unordered_set<std::string> seen;
    std::erase_if(words, [&](const std::string& word) { return !seen.insert(word).second; });
    named = words.size();
  }
  const Patterns patterns = PatternsOf(words);
  const std::size_t end = std::min(list.size(), from + query_.limit);
  for (std::size_t i = from; i < end; ++i)
    page.hits.push_back(HitOf(list[i], words, patterns, named));
  if (end >= list.size() || end == from) return;
  const Found& last = list[end - 1];
  page.next_cursor = Encode({page.relaxed, end, last.weight, last.key}, Fingerprint(query_));
}

}  // namespace jiedui::index
