#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace jiedui::index {

/// One record as the index keeps it. Codes are those of the domain; texts are UTF-8 as a person
/// wrote them, the index folds them itself.
struct Document {
  std::string kind;  ///< code of domain::Kind; with `id` the document's name
  std::int64_t id = 0;
  std::string title;
  std::vector<std::string> keys;         ///< found only when given whole: credit code, numbers
  std::vector<std::string> short_texts;  ///< products, fields …: found by any two characters
  std::string body;                      ///< long text, found by words
  std::vector<std::string> region_path;  ///< from the top down to the record's own region
  std::vector<std::string> sector_path;  ///< GB/T 4754 codes from the section down
  std::vector<std::string> programme_sectors;  ///< found by any; the first is shown and counted
  std::string status;
  std::string subtitle;         ///< shown below the title; not searched
  std::int64_t enterprise = 0;  ///< the enterprise it is or belongs to; 0 is none
};

/// What names a document.
struct DocumentKey {
  std::string kind;
  std::int64_t id = 0;
  auto operator<=>(const DocumentKey&) const = default;
};

}  // namespace jiedui::index
