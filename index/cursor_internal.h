#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "index/query.h"

namespace jiedui::index {

/// Where a page ended.
struct Cursor {
  bool relaxed = false;     ///< in the list of documents that hold most of the text
  std::uint64_t depth = 0;  ///< hits before the next page, of that list
  double weight = 0;        ///< the last hit's, as the list is ordered by it
  DocumentKey key;          ///< the last hit
};

/// A number that differs between queries whose pages must not be mixed.
std::uint64_t Fingerprint(const Query& query);

/// URL-safe text that carries the cursor, the fingerprint and a check sum over both.
std::string Encode(const Cursor& cursor, std::uint64_t fingerprint);

/// kInvalid, field `cursor`, for anything that Encode did not give for that fingerprint. The check
/// sum finds damage and guessing; a cursor forged with effort shows nothing but a page of the same
/// query, for the scope is applied again.
base::Result<Cursor> Decode(std::string_view text, std::uint64_t fingerprint);

}  // namespace jiedui::index
