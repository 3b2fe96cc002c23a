#include <algorithm>
#include <tuple>

#include "base/text.h"
#include "index/snippet_internal.h"

namespace jiedui::index {
namespace {

constexpr std::size_t kTableSize = 0x10000;

/// What one character of the basic plane is folded to where that is one character, else itself.
/// 256 KiB, made at first use (tens of milliseconds).
const std::vector<char32_t>& FoldTable() {
  static const std::vector<char32_t> table = [] {
    std::vector<char32_t> folded(kTableSize);
    for (std::size_t i = 0; i < kTableSize; ++i) {
      const auto c = static_cast<char32_t>(i);
      folded[i] = c;
      if (c >= 0xD800 && c < 0xE000) continue;  // surrogates are no characters
      const std::u32string one =
          base::ToCodePoints(base::Normalize(base::FromCodePoints(std::u32string_view(&c, 1))));
      if (one.size() == 1) folded[i] = one.front();
    }
    return folded;
  }();
  return table;
}

char32_t Fold(char32_t c) { return c < kTableSize ? FoldTable()[c] : c; }

std::u32string FoldEach(std::u32string text) {
  for (char32_t& c : text) c = Fold(c);
  return text;
}

bool IsAsciiWord(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/// A Latin pattern counts only as a whole word.
bool StandsAlone(const std::u32string& text, std::size_t at, std::size_t length) {
  const bool before = at > 0 && IsAsciiWord(text[at]) && IsAsciiWord(text[at - 1]);
  const std::size_t end = at + length;
  const bool after = end < text.size() && IsAsciiWord(text[end - 1]) && IsAsciiWord(text[end]);
  return !before && !after;
}

struct Mark {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t pattern = 0;
};

/// Every place of every pattern, by place.
std::vector<Mark> MarksIn(const std::u32string& folded, const Patterns& patterns) {
  std::vector<Mark> marks;
  for (std::size_t p = 0; p < patterns.size(); ++p) {
    const std::size_t length = patterns[p].size();
    for (std::size_t at = folded.find(patterns[p]); at != std::u32string::npos;
         at = folded.find(patterns[p], at + 1)) {
      if (StandsAlone(folded, at, length)) marks.push_back({at, at + length, p});
    }
  }
  std::sort(marks.begin(), marks.end(), [](const Mark& a, const Mark& b) {
    return std::tie(a.begin, a.end, a.pattern) < std::tie(b.begin, b.end, b.pattern);
  });
  return marks;
}

/// Where the window with the most different patterns begins.
std::size_t BestStart(const std::vector<Mark>& marks, const SnippetOptions& options) {
  std::size_t best = 0;
  std::size_t most = 0;
  for (std::size_t first = 0; first < marks.size(); ++first) {
    const std::size_t start = marks[first].begin - std::min(marks[first].begin, options.before);
    std::set<std::size_t> seen;
    for (std::size_t i = first; i < marks.size() && marks[i].begin < start + options.length; ++i)
      if (marks[i].end <= start + options.length) seen.insert(marks[i].pattern);
    if (seen.size() <= most) continue;
    most = seen.size();
    best = start;
  }
  return best;
}

}  // namespace

Patterns PatternsOf(const std::vector<std::string>& words) {
  Patterns patterns;
  for (const std::string& word : words)
    if (!word.empty()) patterns.push_back(base::ToCodePoints(word));
  return patterns;
}

std::set<std::size_t> FoundIn(std::string_view text, const Patterns& patterns) {
  const std::u32string folded = FoldEach(base::ToCodePoints(text));
  std::set<std::size_t> found;
  for (const Mark& mark : MarksIn(folded, patterns)) found.insert(mark.pattern);
  return found;
}

std::vector<SnippetSegment> MakeSnippet(std::string_view text, const Patterns& patterns,
                                        const SnippetOptions& options) {
  const std::u32string original = base::ToCodePoints(text);
  const std::vector<Mark> marks = MarksIn(FoldEach(original), patterns);
  const std::size_t start = BestStart(marks, options);
  const std::size_t end = std::min(original.size(), start + options.length);
  std::vector<bool> marked(end - start);
  for (const Mark& mark : marks) {
    for (std::size_t i = std::max(mark.begin, start); i < std::min(mark.end, end); ++i)
      marked[i - start] = true;
  }
  std::vector<SnippetSegment> segments;
  for (std::size_t from = start; from < end;) {
    std::size_t to = from + 1;
    while (to < end && marked[to - start] == marked[from - start]) ++to;
    segments.push_back({base::FromCodePoints(std::u32string_view(original).substr(from, to - from)),
                        marked[from - start]});
    from = to;
  }
  return segments;
}

}  // namespace jiedui::index
