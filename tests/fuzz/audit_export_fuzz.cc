// Exports of the audit log that somebody hands in to be checked, of any bytes; after a zero byte an
// anchor. Checked: no change of a signed export, nor anything made up, passes under the city's key.

#include <sstream>

#include "fuzz/fuzz_input.h"
#include "store/audit_export.h"

namespace {

using jiedui::fuzz::Require;
namespace store = jiedui::store;

/// Of a key that nobody here has.
constexpr std::string_view kKey =
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

void CheckAnchor(std::string_view text) {
  const auto anchor = store::ParseAnchor(text);
  if (!anchor) {
    Require(anchor.error().field == "anchor");
    return;
  }
  const auto again = store::ParseAnchor(FormatAnchor(*anchor));
  Require(again && again->seq == anchor->seq && again->mac == anchor->mac);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto parts = jiedui::fuzz::Parts(jiedui::fuzz::TextOf(data, size), 2);
  std::istringstream forged{std::string(parts[0])};
  const auto refused = store::CheckAuditExport(forged, kKey);
  Require(!refused && !refused.error().message.empty());
  std::istringstream any{std::string(parts[0])};
  const auto checked = store::CheckAuditExport(any, "");
  if (checked) Require(checked->rows >= 0 && checked->first_seq <= checked->last_seq);
  CheckAnchor(parts[1]);
  return 0;
}
