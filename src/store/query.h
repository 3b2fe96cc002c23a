#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "domain/record.h"

namespace jiedui::store {

/// How a filter compares.
enum class Match : std::uint8_t {
  kEquals,    ///< the one value; monostate finds records where the field is empty
  kIn,        ///< one of the values; an empty list matches nothing
  kPrefix,    ///< texts that begin with the one value
  kContains,  ///< kNamed fields: the text holds the one value, both folded by base::Normalize
  kAtLeast,   ///< ≥ the one value; numbers, days, moments and texts
  kAtMost,    ///< ≤ the one value
};

/// One condition on one field. `field` is a field of the record's table, or `id`, `version`,
/// `created_ms`, `updated_ms`, or `deleted`, which lets deleted records through to be looked at. On
/// a kReferences field, kEquals and kIn find the records whose list holds that id. kTexts, kJson
/// and kSecret fields cannot be filtered: kInvalid.
struct Filter {
  std::string field;
  Match match = Match::kEquals;
  std::vector<domain::Value> values;
  std::vector<Filter> otherwise = {};  ///< the filter holds where any of these does, too
};

/// All must hold; none means every record.
using Filters = std::vector<Filter>;

Filter Equals(std::string field, domain::Value value);
Filter In(std::string field, const std::vector<std::string>& texts);
Filter In(std::string field, const std::vector<std::int64_t>& numbers);
Filter Prefix(std::string field, std::string text);
Filter Contains(std::string field, std::string text);
Filter AtLeast(std::string field, domain::Value value);
Filter AtMost(std::string field, domain::Value value);

/// One page of a list, in a total order: by `order_by`, then id in the same direction. Records
/// whose field is empty come last in both directions.
struct ListQuery {
  Filters filters = {};
  bool include_deleted = false;  ///< slower: the indexes hold what is not deleted
  /// `id` (order of creation), a kSorted, kNamed or kReference field, or the type's key where that
  /// is one field: those have an index. kInvalid for any other.
  std::string order_by = "id";
  bool descending = false;
  /// Page::next of the page before, under the same filters and order; empty for the first page.
  std::string cursor = {};
  std::int64_t limit = 50;  ///< 1 … 1,000
};

/// Records in the order asked for, and where the next page starts.
struct Page {
  std::vector<std::unique_ptr<domain::Record>> records;
  std::string next;  ///< empty after the last page
};

template <class T>
struct PageOf {
  std::vector<T> records;
  std::string next;  ///< empty after the last page
};

/// How many records have that value; monostate is the empty field.
struct ValueCount {
  domain::Value value;
  std::int64_t count = 0;
};

}  // namespace jiedui::store
