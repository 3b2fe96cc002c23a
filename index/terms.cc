#include "index/terms_internal.h"

namespace jiedui::index {
namespace {

constexpr std::size_t kMaxText = 200;  // bytes; a NUL takes two in a Xapian term, we have none
constexpr std::size_t kKeptText = 160;
constexpr std::size_t kIdBytes = 8;

}  // namespace

std::uint64_t HashOf(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3U;
  }
  return hash;
}

std::string Term(std::string_view prefix, std::string_view text) {
  std::string term(prefix);
  if (text.size() <= kMaxText) return term.append(text);
  return term.append(text.substr(0, kKeptText)).append("#").append(std::to_string(HashOf(text)));
}

std::string UniqueTerm(const DocumentKey& key) {
  return Term("Q:", key.kind + ":" + std::to_string(key.id));
}

std::string KeyValue(const DocumentKey& key) {
  std::string value = key.kind;
  value.push_back('\0');
  // Ids are positive, so big-endian bytes sort as the numbers do.
  for (std::size_t i = 0; i < kIdBytes; ++i) {
    const auto shift = 8U * static_cast<unsigned>(kIdBytes - 1 - i);
    value.push_back(static_cast<char>((static_cast<std::uint64_t>(key.id) >> shift) & 0xFFU));
  }
  return value;
}

DocumentKey KeyOfValue(std::string_view value) {
  if (value.size() <= kIdBytes) return {};
  std::uint64_t id = 0;
  for (const char c : value.substr(value.size() - kIdBytes))
    id = (id << 8U) | static_cast<unsigned char>(c);
  return {std::string(value.substr(0, value.size() - kIdBytes - 1)), static_cast<std::int64_t>(id)};
}

}  // namespace jiedui::index
