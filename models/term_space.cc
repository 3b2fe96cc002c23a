#include "models/term_space.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "base/text.h"

namespace jiedui::models {
namespace {

constexpr std::size_t kGram = 2;

bool IsPair(std::string_view gram) {
  const std::u32string characters = base::ToCodePoints(gram);
  return characters.size() == kGram && base::IsHan(characters.front());
}

/// Every character and every pair of neighbours; Latin words and numbers whole, once.
std::vector<std::string> GramsOf(const std::string& normalized) {
  std::vector<std::string> grams = base::CharacterNgrams(normalized, 1);
  for (std::string& gram : base::CharacterNgrams(normalized, kGram)) {
    if (IsPair(gram)) grams.push_back(std::move(gram));
  }
  return grams;
}

/// A term that more than this share of the texts has tells nothing: the set phrases of business
/// scopes.
constexpr double kTooCommon = 0.25;

/// Characters that are hardly ever part of a product's or process's name: a gram with one of them
/// joins two words and tells nothing of either.
constexpr std::u32string_view kFunctionCharacters = U"的了及与或其之";

bool JoinsWords(std::string_view gram) {
  const std::u32string characters = base::ToCodePoints(gram);
  return characters.find_first_of(kFunctionCharacters) != std::u32string::npos;
}

/// Parts of the shared weight by term, for the terms of both.
std::unordered_map<std::uint32_t, double> SharedWeights(const TermVector& a, const TermVector& b) {
  std::unordered_map<std::uint32_t, double> shared;
  for (std::size_t i = 0, j = 0; i < a.terms.size() && j < b.terms.size();) {
    if (a.terms[i] == b.terms[j]) {
      shared[a.terms[i]] = static_cast<double>(a.weights[i]) * static_cast<double>(b.weights[j]);
      ++i;
      ++j;
    } else if (a.terms[i] < b.terms[j]) {
      ++i;
    } else {
      ++j;
    }
  }
  return shared;
}

/// Two grams that follow each other in the text overlap in all but one character.
std::string Joined(const std::string& phrase, const std::string& gram) {
  const std::u32string code_points = base::ToCodePoints(gram);
  return phrase +
         base::FromCodePoints(std::u32string_view(code_points).substr(code_points.size() - 1));
}

bool Continues(const std::string& previous, const std::string& gram) {
  const std::u32string before = base::ToCodePoints(previous);
  const std::u32string after = base::ToCodePoints(gram);
  return before.size() == kGram && after.size() == kGram && base::IsHan(after[0]) &&
         before[1] == after[0];
}

bool IsNumber(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Where the words of `text` begin and end, in code points.
std::vector<std::pair<std::size_t, std::size_t>> WordsAt(std::u32string_view text) {
  std::vector<std::pair<std::size_t, std::size_t>> places;
  std::size_t from = 0;
  for (const std::string& word : base::Words(base::FromCodePoints(text))) {
    const std::u32string characters = base::ToCodePoints(word);
    const std::size_t at = text.find(characters, from);
    if (at == std::u32string_view::npos) continue;
    from = at + characters.size();
    places.emplace_back(at, from);
  }
  return places;
}

/// The phrase without the halves of words at its ends, as its first place in the text shows them.
/// Whole where it is a part of one word, or where fewer than two characters were left; empty where
/// it is nothing but the halves of two words, or a number.
std::string WholeWords(const std::string& phrase, std::u32string_view text) {
  if (IsNumber(phrase)) return {};
  constexpr std::size_t kContext = 4;  // characters about it, enough to tell its words
  const std::u32string characters = base::ToCodePoints(phrase);
  const std::size_t at = text.find(characters);
  if (at == std::u32string_view::npos || !base::IsHan(characters.front())) return phrase;
  const std::size_t before = std::min(at, kContext);
  const std::size_t first = before;
  const std::size_t last = before + characters.size();
  std::size_t from = first;
  std::size_t to = last;
  for (const auto& [begin, end] : WordsAt(text.substr(at - before, last + kContext))) {
    if (begin <= first && end >= last) return phrase;
    if (begin < first && end > first) from = end;
    if (begin < last && end > last) to = begin;
  }
  if (from >= to) return {};
  return to - from < 2 ? phrase : base::FromCodePoints(characters.substr(from - first, to - from));
}

/// The heaviest phrases in whole words, each once.
std::vector<SharedPhrase> Readable(const std::vector<SharedPhrase>& phrases,
                                   std::u32string_view text, std::size_t limit) {
  std::vector<SharedPhrase> readable;
  for (const SharedPhrase& phrase : phrases) {
    if (readable.size() == limit) break;
    std::string words = WholeWords(phrase.phrase, text);
    const auto same = std::find_if(readable.begin(), readable.end(),
                                   [&](const SharedPhrase& one) { return one.phrase == words; });
    if (same != readable.end()) {
      same->weight += phrase.weight;
    } else if (!words.empty()) {
      readable.push_back({std::move(words), phrase.weight});
    }
  }
  std::stable_sort(
      readable.begin(), readable.end(),
      [](const SharedPhrase& x, const SharedPhrase& y) { return x.weight > y.weight; });
  return readable;
}

}  // namespace

double Cosine(const TermVector& a, const TermVector& b) {
  double sum = 0;
  for (std::size_t i = 0, j = 0; i < a.terms.size() && j < b.terms.size();) {
    const std::uint32_t left = a.terms[i];
    const std::uint32_t right = b.terms[j];
    if (left == right) sum += static_cast<double>(a.weights[i]) * static_cast<double>(b.weights[j]);
    i += left <= right ? 1 : 0;
    j += right <= left ? 1 : 0;
  }
  return std::clamp(sum, 0.0, 1.0);
}

TermSpace TermSpace::Fit(std::span<const std::string> texts, const std::stop_token& stop) {
  TermSpace space;
  std::vector<std::uint32_t> frequency;
  std::vector<std::uint32_t> last_seen;
  std::vector<bool> tells_nothing;
  for (std::size_t i = 0; i < texts.size() && !stop.stop_requested(); ++i) {
    for (std::string& gram : GramsOf(base::Normalize(texts[i]))) {
      const auto [at, fresh] =
          space.ids_.try_emplace(std::move(gram), static_cast<std::uint32_t>(frequency.size()));
      if (fresh) {
        tells_nothing.push_back(JoinsWords(at->first));
        frequency.push_back(0);
        last_seen.push_back(static_cast<std::uint32_t>(-1));
      }
      const std::uint32_t id = at->second;
      if (last_seen[id] != i) ++frequency[id];
      last_seen[id] = static_cast<std::uint32_t>(i);
    }
  }
  const auto count = static_cast<double>(texts.size());
  const bool small = count < 20;
  for (std::size_t term = 0; term < frequency.size(); ++term) {
    const auto df = static_cast<double>(frequency[term]);
    const bool common = !small && df / std::max(count, 1.0) > kTooCommon;
    const double idf = common || tells_nothing[term] ? 0.0 : std::log(1.0 + count / df);
    space.idf_.push_back(static_cast<float>(idf));
  }
  return space;
}

TermVector TermSpace::Vectorize(std::span<const WeightedText> texts) const {
  std::map<std::uint32_t, double> weights;
  for (const WeightedText& part : texts) {
    std::unordered_map<std::uint32_t, std::uint32_t> counts;
    for (const std::string& gram : GramsOf(base::Normalize(part.text))) {
      if (const auto found = ids_.find(gram); found != ids_.end()) ++counts[found->second];
    }
    for (const auto& [term, count] : counts) {
      weights[term] += part.weight * (1.0 + std::log(static_cast<double>(count))) *
                       static_cast<double>(idf_[term]);
    }
  }
  double squares = 0;
  for (const auto& [term, weight] : weights) squares += weight * weight;
  TermVector vector;
  if (squares <= 0) return vector;
  const double length = std::sqrt(squares);
  for (const auto& [term, weight] : weights) {
    if (weight <= 0) continue;
    vector.terms.push_back(term);
    vector.weights.push_back(static_cast<float>(weight / length));
  }
  return vector;
}

std::optional<std::uint32_t> TermSpace::Find(const std::string& term) const {
  const auto found = ids_.find(term);
  return found == ids_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<std::string_view> TermSpace::Terms() const {
  std::vector<std::string_view> terms(size());
  for (const auto& [term, number] : ids_) terms[number] = term;
  return terms;
}

double TermSpace::TakeWeight(const std::string& gram, Shared& shared) const {
  const auto take = [&](const std::string& term) -> std::optional<double> {
    const auto id = ids_.find(term);
    const auto found = id == ids_.end() ? shared.end() : shared.find(id->second);
    if (found == shared.end()) return std::nullopt;
    return std::exchange(found->second, 0.0);
  };
  const std::u32string characters = base::ToCodePoints(gram);
  const bool han = base::IsHan(characters.front());
  const std::optional<double> own = han && characters.size() == 1 ? std::nullopt : take(gram);
  if (!own || !han) return own.value_or(-1);
  double weight = *own;
  for (const char32_t character : characters)
    weight += take(base::FromCodePoints({&character, 1})).value_or(0);
  return weight;
}

std::vector<SharedPhrase> TermSpace::SharedPhrases(const TermVector& a, const TermVector& b,
                                                   std::string_view text, std::size_t limit) const {
  Shared shared = SharedWeights(a, b);
  std::vector<SharedPhrase> phrases;
  SharedPhrase open;
  std::string previous;
  const auto close = [&] {
    if (!open.phrase.empty() && open.weight > 0) phrases.push_back(open);
    open = {};
    previous.clear();
  };
  const std::string normalized = base::Normalize(text);
  for (const std::string& gram : base::CharacterNgrams(normalized, kGram)) {
    const double weight = TakeWeight(gram, shared);
    if (weight < 0) {
      close();
      continue;
    }
    if (!previous.empty() && Continues(previous, gram)) {
      open.phrase = Joined(open.phrase, gram);
    } else {
      close();
      open.phrase = gram;
    }
    open.weight += weight;
    previous = gram;
  }
  close();
  std::stable_sort(
      phrases.begin(), phrases.end(),
      [](const SharedPhrase& x, const SharedPhrase& y) { return x.weight > y.weight; });
  return Readable(phrases, base::ToCodePoints(normalized), limit);
}

}  // namespace jiedui::models
