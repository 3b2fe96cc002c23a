#include "base/text.h"
#include "index/stored_document_internal.h"

namespace jiedui::index {
namespace {

constexpr std::array kParts = {&StoredDocument::title,  &StoredDocument::subtitle,
                               &StoredDocument::region, &StoredDocument::programme_sector,
                               &StoredDocument::status, &StoredDocument::short_text,
                               &StoredDocument::body};
constexpr std::size_t kLengthBytes = 4;

/// At most that many bytes, not cutting a character.
std::string CutAt(const std::string& text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U) --bytes;
  return text.substr(0, bytes);
}

}  // namespace

StoredDocument StoredOf(const Document& document) {
  StoredDocument stored;
  stored.title = document.title;
  stored.subtitle = document.subtitle;
  stored.region = document.region_path.empty() ? std::string() : document.region_path.back();
  if (!document.programme_sectors.empty())
    stored.programme_sector = document.programme_sectors.front();
  stored.status = document.status;
  stored.short_text = base::Join(document.short_texts, "；");
  stored.body = CutAt(document.body, kStoredBodyBytes);
  return stored;
}

std::string Encode(const StoredDocument& stored) {
  std::string bytes;
  for (const auto part : kParts) {
    const std::string& text = stored.*part;
    for (std::size_t i = 0; i < kLengthBytes; ++i)
      bytes.push_back(static_cast<char>((text.size() >> (8U * i)) & 0xFFU));
    bytes += text;
  }
  return bytes;
}

std::optional<StoredDocument> Decode(std::string_view bytes) {
  StoredDocument stored;
  for (const auto part : kParts) {
    if (bytes.size() < kLengthBytes) return std::nullopt;
    std::size_t size = 0;
    for (std::size_t i = 0; i < kLengthBytes; ++i)
      size |= static_cast<std::size_t>(static_cast<unsigned char>(bytes[i])) << (8U * i);
    bytes.remove_prefix(kLengthBytes);
    if (bytes.size() < size) return std::nullopt;
    stored.*part = std::string(bytes.substr(0, size));
    bytes.remove_prefix(size);
  }
  return stored;
}

}  // namespace jiedui::index
