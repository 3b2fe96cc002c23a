#include "services/ledger_numbers.h"

#include <algorithm>
#include <charconv>

#include "domain/ledger.h"
#include "store/sight.h"

namespace jiedui::services {
namespace {

using base::Result;

constexpr std::int64_t kLastOfFour = 9'999;  // longer numbers sort among the shorter ones

/// The number after the prefix; 0 for what is none (`2020-旧12` of an imported file).
std::int64_t CountOf(std::string_view number, std::size_t prefix) {
  const std::string_view digits = number.substr(std::min(prefix, number.size()));
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
  return error == std::errc() && end == digits.data() + digits.size() ? count : 0;
}

/// The highest number of all that the query lists.
Result<std::int64_t> HighestOf(const store::Reader& reader, store::ListQuery query,
                               std::size_t prefix) {
  query.limit = 1'000;
  std::int64_t highest = 0;
  do {
    JIEDUI_ASSIGN(const store::PageOf<domain::LedgerItem> page,
                  reader.List<domain::LedgerItem>(query));
    for (const domain::LedgerItem& item : page.records)
      highest = std::max(highest, CountOf(item.number, prefix));
    query.cursor = page.next;
  } while (!query.cursor.empty());
  return highest;
}

}  // namespace

Result<std::string> NextLedgerNumber(const store::Reader& reader, std::int32_t year) {
  const store::SystemWork door("numbers run through the whole city");
  constexpr std::size_t kFour = 4;
  const std::string prefix = std::to_string(year) + "-";
  store::ListQuery query;
  query.filters = {store::Prefix("number", prefix)};
  query.include_deleted = true;
  query.order_by = "number";
  query.descending = true;
  query.limit = 1;
  JIEDUI_ASSIGN(const store::PageOf<domain::LedgerItem> page,
                reader.List<domain::LedgerItem>(query));
  std::int64_t last = 0;
  if (!page.records.empty()) {
    // The highest text is the highest number where it has four digits and is not their end.
    const std::string& number = page.records.front().number;
    last = number.size() == prefix.size() + kFour ? CountOf(number, prefix.size()) : 0;
    if (last == 0 || last >= kLastOfFour) {
      JIEDUI_ASSIGN(last, HighestOf(reader, query, prefix.size()));
    }
  }
  const std::string digits = std::to_string(last + 1);
  return prefix + std::string(digits.size() < kFour ? kFour - digits.size() : 0, '0') + digits;
}

}  // namespace jiedui::services
