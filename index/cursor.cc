#include <bit>
#include <optional>

#include "base/text.h"
#include "index/cursor_internal.h"
#include "index/terms_internal.h"

namespace jiedui::index {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr std::string_view kHexDigits = "0123456789abcdef";

/// FNV-1a over length-prefixed parts.
class Mixer {
 public:
  Mixer& Add(std::string_view text) {
    Add(static_cast<std::uint64_t>(text.size()));
    for (const char c : text) Byte(static_cast<unsigned char>(c));
    return *this;
  }
  Mixer& Add(std::uint64_t number) {
    for (unsigned shift = 0; shift < 64; shift += 8) Byte((number >> shift) & 0xFFU);
    return *this;
  }
  Mixer& Add(const std::vector<std::string>& texts) {
    Add(static_cast<std::uint64_t>(texts.size()));
    for (const std::string& text : texts) Add(text);
    return *this;
  }
  [[nodiscard]] std::uint64_t value() const { return value_; }

 private:
  void Byte(std::uint64_t byte) {
    value_ ^= byte;
    value_ *= 0x100000001b3U;
  }
  std::uint64_t value_ = 0xcbf29ce484222325U;
};

std::string Hex(std::uint64_t number) {
  std::string text;
  for (int shift = 60; shift >= 0; shift -= 4)
    text.push_back(kHexDigits[(number >> static_cast<unsigned>(shift)) & 0xFU]);
  return text;
}

std::optional<std::uint64_t> ParseHex(std::string_view text) {
  if (text.size() != 16) return std::nullopt;
  std::uint64_t number = 0;
  for (const char c : text) {
    const std::size_t digit = kHexDigits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    number = (number << 4U) | digit;
  }
  return number;
}

std::uint64_t CheckSum(std::string_view payload, std::uint64_t fingerprint) {
  return Mixer().Add("jiedui cursor 1").Add(payload).Add(fingerprint).value();
}

}  // namespace

std::uint64_t Fingerprint(const Query& query) {
  Mixer mixer;
  mixer.Add(query.text).Add(query.kinds).Add(query.regions).Add(query.sectors);
  mixer.Add(query.programme_sectors).Add(query.statuses);
  mixer.Add(static_cast<std::uint64_t>(query.only.size()));
  for (const DocumentKey& key : query.only) mixer.Add(UniqueTerm(key));
  mixer.Add(std::uint64_t{query.scope.has_value()});
  for (const Visible& part : query.scope.value_or(std::vector<Visible>{})) {
    mixer.Add(part.kind).Add(part.region_any).Add(part.programme_sector_any);
    mixer.Add(static_cast<std::uint64_t>(part.enterprise));
  }
  return mixer.value();
}

std::string Encode(const Cursor& cursor, std::uint64_t fingerprint) {
  const std::string payload = (cursor.relaxed ? "r" : "s") + Hex(cursor.depth) +
                              Hex(std::bit_cast<std::uint64_t>(cursor.weight)) +
                              Hex(static_cast<std::uint64_t>(cursor.key.id)) + cursor.key.kind;
  return Hex(CheckSum(payload, fingerprint)) + payload;
}

base::Result<Cursor> Decode(std::string_view text, std::uint64_t fingerprint) {
  const auto bad = [] {
    return Fail(ErrorCode::kInvalid, "翻页标记无效或已过期，请重新检索", "cursor");
  };
  constexpr std::size_t kFixed = 16 + 1 + 3 * 16;
  if (text.size() <= kFixed) return bad();
  const auto sum = ParseHex(text.substr(0, 16));
  const std::string_view payload = text.substr(16);
  if (!sum || *sum != CheckSum(payload, fingerprint)) return bad();
  const auto depth = ParseHex(payload.substr(1, 16));
  const auto weight = ParseHex(payload.substr(17, 16));
  const auto id = ParseHex(payload.substr(33, 16));
  if (!depth || !weight || !id) return bad();
  return Cursor{payload.front() == 'r',
                *depth,
                std::bit_cast<double>(*weight),
                {std::string(payload.substr(49)), static_cast<std::int64_t>(*id)}};
}

}  // namespace jiedui::index
