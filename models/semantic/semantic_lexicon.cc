#include "models/semantic/semantic_lexicon.h"

#include <array>
#include <cstring>

#include "base/text.h"

namespace jiedui::models {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr std::string_view kMagic = "JDSEMLEX";
constexpr std::uint64_t kFormat = 1;
constexpr std::size_t kHead = 6;  // numbers after the magic
constexpr std::size_t kHeadBytes = 8 * (1 + kHead);

/// Source: FNV-1a, 64 bits. Guards against damage, not against malice.
std::uint64_t Checksum(const SemanticOrigin& origin, const std::vector<std::string>& words,
                       std::uint64_t space) {
  std::uint64_t sum = 0xCBF29CE484222325U;
  const auto add = [&sum](std::uint64_t number) { sum = (sum ^ number) * 0x100000001B3U; };
  for (const std::uint64_t number : {origin.revision, origin.texts, space}) {
    for (unsigned shift = 0; shift < 64; shift += 8) add((number >> shift) & 0xFFU);
  }
  for (const std::string& word : words) {
    for (const char c : word) add(static_cast<unsigned char>(c));
    add('\n');
  }
  return sum;
}

}  // namespace

SemanticLexicon::SemanticLexicon(std::vector<std::string> words, SemanticSpace space,
                                 SemanticOrigin origin)
    : words_(std::move(words)),
      space_(std::move(space)),
      origin_(origin),
      fingerprint_(Checksum(origin_, words_, space_.fingerprint())) {}

SemanticLexicon::SemanticLexicon(const SemanticSpace& space, const TermSpace& terms,
                                 SemanticOrigin origin) {
  const std::vector<std::uint32_t> known = space.KnownTerms();
  const std::vector<std::string_view> names = terms.Terms();
  std::vector<std::string> words;
  std::vector<std::uint32_t> number_of(space.terms(), SemanticSpace::kNoTerm);
  for (const std::uint32_t term : known) {
    number_of[term] = static_cast<std::uint32_t>(words.size());
    words.emplace_back(names[term]);
  }
  const std::size_t count = words.size();
  *this = SemanticLexicon(std::move(words), space.Renumbered(number_of, count), origin);
}

SemanticSpace SemanticLexicon::Over(const TermSpace& terms) const {
  std::vector<std::uint32_t> number_of;
  number_of.reserve(words_.size());
  for (const std::string& word : words_)
    number_of.push_back(terms.Find(word).value_or(SemanticSpace::kNoTerm));
  return space_.Renumbered(number_of, terms.size());
}

std::string SemanticLexicon::Save() const {
  std::string words;
  for (const std::string& word : words_) words += word + '\n';
  const std::array<std::uint64_t, kHead> head = {kFormat,       origin_.revision, origin_.texts,
                                                 words_.size(), words.size(),     fingerprint_};
  std::string bytes(kMagic);
  bytes.resize(kHeadBytes);
  std::memcpy(bytes.data() + kMagic.size(), head.data(), sizeof head);
  return bytes + words + space_.Save();
}

base::Result<SemanticLexicon> SemanticLexicon::Load(std::string_view bytes) {
  if (!bytes.starts_with(kMagic)) return Fail(ErrorCode::kInvalid, "不是语义词典文件");
  if (bytes.size() < kHeadBytes) return Fail(ErrorCode::kInvalid, "语义词典文件不完整");
  std::array<std::uint64_t, kHead> head{};
  std::memcpy(head.data(), bytes.data() + kMagic.size(), sizeof head);
  const auto [format, revision, texts, count, word_bytes, checksum] = head;
  if (format != kFormat) {
    return Fail(ErrorCode::kInvalid, "语义词典文件的版本是 " + std::to_string(format) +
                                         "，本程序读版本 " + std::to_string(kFormat));
  }
  if (word_bytes > bytes.size() - kHeadBytes || count > word_bytes)
    return Fail(ErrorCode::kInvalid, "语义词典文件不完整");
  std::vector<std::string> words;
  std::string_view rest = bytes.substr(kHeadBytes, word_bytes);
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    words.emplace_back(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  JIEDUI_ASSIGN(SemanticSpace space, SemanticSpace::Load(bytes.substr(kHeadBytes + word_bytes)));
  SemanticLexicon lexicon(std::move(words), std::move(space), {revision, texts});
  const bool whole = lexicon.words_.size() == count && lexicon.space_.terms() == count;
  if (!whole || lexicon.fingerprint_ != checksum)
    return Fail(ErrorCode::kInvalid, "语义词典文件已损坏（校验和不符）");
  return lexicon;
}

}  // namespace jiedui::models
