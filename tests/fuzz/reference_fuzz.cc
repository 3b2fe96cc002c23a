// The reference files that an administrator may edit: evidence rules, holidays, and any table of
// tabs. Checked: what is refused says why; what is taken is complete.

#include "domain/calendar.h"
#include "domain/evidence_rules.h"
#include "domain/tsv.h"
#include "fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using jiedui::fuzz::Require;
  if (size == 0) return 0;
  const std::string_view text = jiedui::fuzz::TextOf(data + 1, size - 1);
  const auto told = [](const auto& result) {
    Require(result.has_value() || !result.error().message.empty());
  };
  switch (data[0] % 3) {
    case 0:
      told(jiedui::domain::ParseEvidenceRules(text));
      break;
    case 1:
      told(jiedui::domain::Calendar::Parse(text));
      break;
    default:
      told(jiedui::domain::ReadTsv("a.tsv", text, {"code", "name"},
                                   [](const jiedui::domain::TsvRow& row) -> jiedui::base::Status {
                                     Require(row.cells.size() == 2 && row.line > 1);
                                     return {};
                                   }));
  }
  return 0;
}
