#include "office/boolean_word.h"

#include <array>
#include <string>

#include "base/text.h"

namespace jiedui::office {
namespace {

struct Word {
  std::string_view text;  // normalised
  std::optional<bool> value;
};

constexpr std::array<Word, 34> kWords = {{
    {"是", true},  {"否", false}, {"有", true},   {"无", false},    {"没有", false}, {"对", true},
    {"错", false}, {"√", true},   {"✓", true},    {"✔", true},      {"☑", true},     {"■", true},
    {"×", false},  {"✗", false},  {"✘", false},   {"☐", false},     {"□", false},    {"x", false},
    {"1", true},   {"0", false},  {"true", true}, {"false", false}, {"t", true},     {"f", false},
    {"yes", true}, {"no", false}, {"y", true},    {"n", false},     {"on", true},    {"off", false},
    {"", {}},      {"n/a", {}},   {"-", {}},      {"不详", {}},
}};

}  // namespace

base::Result<std::optional<bool>> ParseBooleanWord(std::string_view text) {
  const std::string normal = base::Normalize(base::Trim(text));
  for (const Word& word : kWords) {
    if (word.text == normal) return word.value;
  }
  return base::Fail(base::ErrorCode::kInvalid, "“" + std::string(text) + "” 不是 是/否");
}

}  // namespace jiedui::office
