// The parts of base/text.h that stand on ICU and OpenCC.
#include <opencc/opencc.h>
#include <unicode/brkiter.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <memory>

#include "base/text.h"

namespace jiedui::base {
namespace {

/// OpenCC's converter, made once; it costs ten times the rest of the pipeline, so it runs on few
/// texts.
const opencc::SimpleConverter& Simplifier() {
  static const opencc::SimpleConverter converter("t2s.json");
  return converter;
}

constexpr char32_t kFirstHan = 0x4E00;
constexpr char32_t kPastHan = 0xA000;

/// Which Han characters OpenCC changes when they stand alone: without one of them a text has no
/// traditional word.
const std::vector<bool>& TraditionalCharacters() {
  static const std::vector<bool> traditional = [] {
    // In one go, a line each: a call of the converter costs more than what it converts.
    std::u32string all;
    for (char32_t c = kFirstHan; c < kPastHan; ++c) {
      all += c;
      all += U'\n';
    }
    const std::string lines = FromCodePoints(all);
    const std::string converted = Simplifier().Convert(lines);
    const std::vector<std::string_view> before = Split(lines, '\n');
    const std::vector<std::string_view> after = Split(converted, '\n');
    std::vector<bool> found(kPastHan - kFirstHan);
    for (std::size_t i = 0; i < found.size(); ++i)
      found[i] = i >= after.size() || after[i] != before[i];
    return found;
  }();
  return traditional;
}

bool HasTraditional(std::string_view text) {
  const std::vector<bool>& traditional = TraditionalCharacters();
  for (const char32_t c : ToCodePoints(text)) {
    if (c >= kFirstHan && c < kPastHan && traditional[c - kFirstHan]) return true;
  }
  return false;
}

/// One break iterator per thread: cloning is what ICU asks for, making one costs milliseconds.
icu::BreakIterator* WordBreaker() {
  thread_local const std::unique_ptr<icu::BreakIterator> breaker = [] {
    UErrorCode error = U_ZERO_ERROR;
    std::unique_ptr<icu::BreakIterator> made(
        icu::BreakIterator::createWordInstance(icu::Locale::getChina(), error));
    return U_FAILURE(error) ? nullptr : std::move(made);
  }();
  return breaker.get();
}

enum class RunKind { kNone, kHan, kWord };

RunKind KindOf(char32_t c) {
  if (IsHan(c)) return RunKind::kHan;
  return u_isalnum(static_cast<UChar32>(c)) != 0 ? RunKind::kWord : RunKind::kNone;
}

}  // namespace

std::string Normalize(std::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* const folding = icu::Normalizer2::getNFKCCasefoldInstance(error);
  const auto source = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  const icu::UnicodeString folded = U_FAILURE(error) ? source : folding->normalize(source, error);
  std::string out;
  (U_FAILURE(error) ? source : folded).toUTF8String(out);
  return HasTraditional(out) ? Simplifier().Convert(out) : out;
}

std::vector<std::string> Words(std::string_view normalized) {
  std::vector<std::string> words;
  icu::BreakIterator* const breaker = WordBreaker();
  if (breaker == nullptr) return CharacterNgrams(normalized, 2);
  const auto text = icu::UnicodeString::fromUTF8(
      icu::StringPiece(normalized.data(), static_cast<std::int32_t>(normalized.size())));
  breaker->setText(text);
  for (std::int32_t start = breaker->first(), end = breaker->next();
       end != icu::BreakIterator::DONE; start = end, end = breaker->next()) {
    if (breaker->getRuleStatus() == UBRK_WORD_NONE) continue;
    std::string word;
    text.tempSubStringBetween(start, end).toUTF8String(word);
    words.push_back(std::move(word));
  }
  return words;
}

std::vector<std::string> CharacterNgrams(std::string_view normalized, std::size_t n) {
  const std::u32string text = ToCodePoints(normalized);
  std::vector<std::string> grams;
  for (std::size_t start = 0; start < text.size();) {
    const RunKind kind = KindOf(text[start]);
    std::size_t end = start + 1;
    while (end < text.size() && KindOf(text[end]) == kind) ++end;
    const std::u32string_view run(text.data() + start, end - start);
    if (kind == RunKind::kWord || (kind == RunKind::kHan && run.size() <= n)) {
      grams.push_back(FromCodePoints(run));
    } else if (kind == RunKind::kHan) {
      for (std::size_t i = 0; i + n <= run.size(); ++i)
        grams.push_back(FromCodePoints(run.substr(i, n)));
    }
    start = end;
  }
  return grams;
}

}  // namespace jiedui::base
