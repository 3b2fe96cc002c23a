#include <algorithm>
#include <map>

#include "index/near_words_internal.h"
#include "index/terms_internal.h"

namespace jiedui::index {
namespace {

constexpr std::size_t kLeast = 3;
constexpr std::size_t kMost = 40;
constexpr char kMark = ':';

/// The word and what is left of it without one letter, each once.
std::vector<std::string> Remains(const std::string& word) {
  std::vector<std::string> remains = {word};
  for (std::size_t i = 0; i < word.size(); ++i) {
    std::string less = word;
    less.erase(i, 1);
    remains.push_back(std::move(less));
  }
  std::sort(remains.begin(), remains.end());
  remains.erase(std::unique(remains.begin(), remains.end()), remains.end());
  return remains;
}

std::string NearTerm(const std::string& remain, const std::string& word) {
  return Term(kNearPrefix, remain + kMark + word);
}

/// One letter more in `longer`?
bool IsOneMore(const std::string& longer, const std::string& shorter) {
  const auto at = std::mismatch(shorter.begin(), shorter.end(), longer.begin());
  return std::equal(at.first, shorter.end(), at.second + 1, longer.end());
}

bool IsAtOne(const std::string& a, const std::string& b) {
  if (a.size() == b.size() + 1) return IsOneMore(a, b);
  if (b.size() == a.size() + 1) return IsOneMore(b, a);
  if (a.size() != b.size() || a == b) return false;
  const auto [in_a, in_b] = std::mismatch(a.begin(), a.end(), b.begin());
  if (std::equal(in_a + 1, a.end(), in_b + 1, b.end())) return true;
  return in_a + 1 != a.end() && *in_a == *(in_b + 1) && *(in_a + 1) == *in_b &&
         std::equal(in_a + 2, a.end(), in_b + 2, b.end());
}

}  // namespace

bool IsLatinWord(const std::string& word) {
  return word.size() >= kLeast && word.size() <= kMost &&
         std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

std::vector<std::string> NearTerms(const std::string& word) {
  std::vector<std::string> terms;
  for (const std::string& remain : Remains(word)) terms.push_back(NearTerm(remain, word));
  return terms;
}

std::string NearestWord(const Xapian::Database& database, const std::string& word) {
  std::map<std::string, Xapian::doccount> near;
  for (const std::string& remain : Remains(word)) {
    const std::string start = NearTerm(remain, "");
    for (auto term = database.allterms_begin(start); term != database.allterms_end(start); ++term) {
      const std::string found = (*term).substr(start.size());
      if (IsAtOne(word, found)) near.try_emplace(found, 0);
    }
  }
  std::string best;
  Xapian::doccount most = 0;
  for (auto& [found, documents] : near) {
    documents = database.get_termfreq(NearTerm(found, found));
    if (documents > most) best = found;
    most = std::max(most, documents);
  }
  return best;
}

}  // namespace jiedui::index
