#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "index/document.h"

// How things are named inside the index. Prefixes as Xapian's convention has them: Q for what names
// a document, X for our own. Text terms of short texts have no prefix: they begin with a lower-case
// letter, a digit or a Han character, so they cannot be taken for prefixed ones.
namespace jiedui::index {

constexpr std::string_view kKindPrefix = "XK:";
constexpr std::string_view kRegionPrefix = "XR:";
constexpr std::string_view kSectorPrefix = "XI:";
constexpr std::string_view kProgrammeSectorPrefix = "XP:";
constexpr std::string_view kStatusPrefix = "XS:";
constexpr std::string_view kEnterprisePrefix = "XO:";
constexpr std::string_view kExactPrefix = "XE:";       // whole title or key
constexpr std::string_view kTitleStartPrefix = "XT:";  // first characters of the title
constexpr std::string_view kBodyPrefix = "W:";         // word of the body
constexpr std::string_view kNearPrefix = "XN:";        // Latin words by what is left of them

/// Titles are found by their beginnings up to this length.
constexpr std::size_t kMaxTitleStart = 16;

/// Value slots. kKeySlot sorts as (kind, id) does; kFacetSlot holds all facets at once, since to
/// read a value costs more than to take it apart.
enum Slot : unsigned { kKeySlot, kFacetSlot };

/// Metadata keys.
constexpr const char* kWatermarkKey = "watermark";
constexpr const char* kFormatKey = "format";
/// Grows whenever terms, slots or data change their meaning.
constexpr const char* kFormat = "3";
constexpr const char* kPartKey = "part";  // `3/4`: the third of four

/// FNV-1a, 64 bits: the same on every machine, unlike std::hash.
std::uint64_t HashOf(std::string_view text);

/// A term of that prefix. Xapian's terms have at most 245 bytes: longer text is cut at 160 and
/// carries a hash of the whole.
std::string Term(std::string_view prefix, std::string_view text);

/// The term that names a document.
std::string UniqueTerm(const DocumentKey& key);

/// The value that sorts as the keys do, and back.
std::string KeyValue(const DocumentKey& key);
DocumentKey KeyOfValue(std::string_view value);

}  // namespace jiedui::index
