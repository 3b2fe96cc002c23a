#include "index/text_pipeline.h"

#include <algorithm>

#include "base/text.h"

namespace jiedui::index {
namespace {

using base::ErrorCode;
using base::Fail;

/// Calls `each` with the number and the cells of every line that is neither empty nor a comment.
template <class F>
base::Status ForEachLine(const std::string& text, const F& each) {
  std::size_t number = 0;
  for (const std::string_view line : base::Split(text, '\n')) {
    ++number;
    const std::string_view content = base::Trim(line);
    if (content.empty() || content.front() == '#') continue;
    JIEDUI_CHECK(each(number, base::Split(content, '\t')));
  }
  return {};
}

std::string Place(std::string_view list, std::size_t line) {
  return std::string(list) + " 第 " + std::to_string(line) + " 行";
}

void AppendNew(std::vector<QueryToken>& tokens, QueryToken token) {
  const bool known = std::any_of(tokens.begin(), tokens.end(),
                                 [&](const QueryToken& other) { return other.word == token.word; });
  if (!known) tokens.push_back(std::move(token));
}

}  // namespace

base::Result<TextPipeline> TextPipeline::Parse(const WordLists& lists) {
  TextPipeline pipeline;
  JIEDUI_CHECK(ForEachLine(
      lists.synonyms,
      [&](std::size_t line, const std::vector<std::string_view>& cells) -> base::Status {
        std::vector<std::string> group;
        for (const std::string_view cell : cells) {
          std::string word = ExactForm(cell);
          if (!word.empty()) group.push_back(std::move(word));
        }
        if (group.size() < 2) {
          return Fail(ErrorCode::kInvalid,
                      Place("synonyms.tsv", line) + ": 一组同义词至少要有两个词", "synonyms");
        }
        for (const std::string& word : group) {
          std::vector<std::string> others = group;
          std::erase(others, word);
          pipeline.longest_synonym_ =
              std::max(pipeline.longest_synonym_, base::CountCodePoints(word));
          if (!pipeline.synonyms_.emplace(word, std::move(others)).second) {
            return Fail(ErrorCode::kInvalid,
                        Place("synonyms.tsv", line) + ": “" + word + "”已在前面出现", "synonyms");
          }
        }
        return {};
      }));
  JIEDUI_CHECK(
      ForEachLine(lists.stop_words,
                  [&](std::size_t, const std::vector<std::string_view>& cells) -> base::Status {
                    pipeline.stop_words_.insert(base::Normalize(base::Trim(cells.front())));
                    return {};
                  }));
  return pipeline;
}

std::vector<std::string> TextPipeline::ShortTerms(std::string_view text) const {
  const std::string normalized = base::Normalize(text);
  std::vector<std::string> terms = base::CharacterNgrams(normalized, 1);
  for (std::string& pair : base::CharacterNgrams(normalized, 2)) {
    // Runs of one character and Latin words came with the single characters already.
    if (base::CountCodePoints(pair) == 2 && base::IsHan(base::ToCodePoints(pair).front()))
      terms.push_back(std::move(pair));
  }
  return terms;
}

std::vector<std::string> TextPipeline::PairTerms(std::string_view normalized) {
  std::vector<std::string> terms = base::CharacterNgrams(normalized, 2);
  std::sort(terms.begin(), terms.end());
  terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
  return terms;
}

std::vector<std::string> TextPipeline::BodyTerms(std::string_view text) const {
  std::vector<std::string> words = base::Words(base::Normalize(text));
  std::erase_if(words, [this](const std::string& word) { return stop_words_.contains(word); });
  return words;
}

std::size_t TextPipeline::SynonymAt(std::u32string_view text) const {
  for (std::size_t length = std::min(longest_synonym_, text.size()); length > 0; --length) {
    if (!synonyms_.contains(base::FromCodePoints(text.substr(0, length)))) continue;
    // `cnc` is not the beginning of `cncf`: a Latin word counts only whole.
    const bool cut = length < text.size() && text[length - 1] < 0x80 && text[length] < 0x80 &&
                     std::isalnum(static_cast<int>(text[length])) != 0;
    if (!cut) return length;
  }
  return 0;
}

std::vector<QueryToken> TextPipeline::Tokens(std::string_view query) const {
  const std::u32string text = base::ToCodePoints(base::Normalize(query));
  std::vector<QueryToken> tokens;
  std::vector<QueryToken> stopped;
  const auto take_words = [&](std::u32string_view plain) {
    for (std::string& word : base::Words(base::FromCodePoints(plain))) {
      std::vector<QueryToken>& kept = stop_words_.contains(word) ? stopped : tokens;
      AppendNew(kept, {std::move(word), {}});
    }
  };
  std::size_t plain_from = 0;
  for (std::size_t i = 0; i < text.size();) {
    const bool inside_latin = i > 0 && text[i] < 0x80 && text[i - 1] < 0x80 &&
                              std::isalnum(static_cast<int>(text[i - 1])) != 0;
    const std::size_t length = inside_latin ? 0 : SynonymAt(std::u32string_view(text).substr(i));
    if (length == 0) {
      ++i;
      continue;
    }
    take_words(std::u32string_view(text).substr(plain_from, i - plain_from));
    const std::string word = base::FromCodePoints(std::u32string_view(text).substr(i, length));
    AppendNew(tokens, {word, synonyms_.at(word)});
    i += length;
    plain_from = i;
  }
  take_words(std::u32string_view(text).substr(plain_from));
  return tokens.empty() ? stopped : tokens;
}

std::string TextPipeline::ExactForm(std::string_view text) {
  return base::Join(base::CharacterNgrams(base::Normalize(text), 1), "");
}

}  // namespace jiedui::index
