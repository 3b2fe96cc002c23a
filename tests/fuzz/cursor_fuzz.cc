// Page cursors of any bytes, of lists and of searches: they come from clients. Checked: what is
// refused is the cursor's fault, and what is taken is written again as the same text.

#include "fuzz/fuzz_input.h"
#include "index/cursor_internal.h"
#include "store/cursor_internal.h"

namespace {

using jiedui::fuzz::Require;
namespace index = jiedui::index;

/// A cursor of those bytes, which nobody finds by chance: its sum guards it.
void CheckWritten(std::string_view text) {
  index::Cursor cursor;
  cursor.relaxed = text.size() % 2 == 1;
  for (const char c : text.substr(0, 8))
    cursor.depth = cursor.depth * 256 + static_cast<unsigned char>(c);
  cursor.key = {std::string(text), static_cast<std::int64_t>(~cursor.depth)};
  const std::string written = Encode(cursor, 7);
  const auto read = index::Decode(written, 7);
  Require(read.has_value() != text.empty());
  if (!read) return;
  Require(read->relaxed == cursor.relaxed && read->depth == cursor.depth);
  Require(read->key == cursor.key && !index::Decode(written, 8));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text = jiedui::fuzz::TextOf(data + 1, size - 1);
  if (data[0] % 2 == 0) {
    const auto cursor = jiedui::store::ParseCursor(text, "needs.id");
    if (!cursor) {
      Require(cursor.error().field == "cursor");
      return 0;
    }
    Require(cursor->order == "needs.id");
    const auto again = jiedui::store::ParseCursor(jiedui::store::FormatCursor(*cursor), "needs.id");
    Require(again.has_value() && again->id == cursor->id);
  } else {
    CheckWritten(text);
    const auto cursor = index::Decode(text, 7);
    if (!cursor) {
      Require(cursor.error().field == "cursor");
      return 0;
    }
    const auto again = index::Decode(index::Encode(*cursor, 7), 7);
    Require(again.has_value() && again->depth == cursor->depth);
  }
  return 0;
}
