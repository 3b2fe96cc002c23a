// Page cursors of any bytes, of lists and of searches: they come from clients. Checked: what is
// refused is the cursor's fault, and what is taken is written again as the same text.

#include "fuzz/fuzz_input.h"
#include "index/cursor_internal.h"
#include "store/cursor_internal.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using jiedui::fuzz::Require;
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
    const auto cursor = jiedui::index::Decode(text, 7);
    if (!cursor) {
      Require(cursor.error().field == "cursor");
      return 0;
    }
    const auto again = jiedui::index::Decode(jiedui::index::Encode(*cursor, 7), 7);
    Require(again.has_value() && again->depth == cursor->depth);
  }
  return 0;
}
