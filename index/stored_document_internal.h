#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "index/document.h"

namespace jiedui::index {

/// What the index keeps of a document besides its terms: enough to show a hit.
struct StoredDocument {
  std::string title;
  std::string subtitle;
  std::string region;
  std::string programme_sector;
  std::string status;
  std::string short_text;  ///< the short texts, joined
  std::string body;        ///< its first kStoredBodyBytes, whole characters
};

constexpr std::size_t kStoredBodyBytes = 6000;

StoredDocument StoredOf(const Document& document);

/// Length-prefixed texts; nothing where the bytes are not what Encode gave.
std::string Encode(const StoredDocument& stored);
std::optional<StoredDocument> Decode(std::string_view bytes);

}  // namespace jiedui::index
