#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "index/query.h"

namespace jiedui::index {

/// The words to be marked, folded.
using Patterns = std::vector<std::u32string>;

Patterns PatternsOf(const std::vector<std::string>& words);

/// Which of the patterns the text holds, folded character by character.
std::set<std::size_t> FoundIn(std::string_view text, const Patterns& patterns);

struct SnippetOptions {
  std::size_t length = 80;  ///< code points of the original text at most
  std::size_t before = 16;  ///< code points shown before the first mark, where there are any
};

/// The part of the text with the most different patterns (the earliest of equal ones), its marks
/// on the original characters: 鑄造 is marked for the query 铸造. Without any, the text's
/// beginning. O(length of the text × patterns).
std::vector<SnippetSegment> MakeSnippet(std::string_view text, const Patterns& patterns,
                                        const SnippetOptions& options = {});

}  // namespace jiedui::index
