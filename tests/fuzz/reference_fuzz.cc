// The reference files that an administrator may edit, by byte 0: evidence rules, holidays, any
// table of tabs, and all tables together, separated by zero bytes. Checked: what is refused says
// why; what is taken is complete.

#include "domain/calendar.h"
#include "domain/evidence_rules.h"
#include "domain/ledger_routes.h"
#include "domain/reference.h"
#include "domain/tsv.h"
#include "fuzz/fuzz_input.h"

namespace {

using jiedui::fuzz::Require;

void ReadAll(std::string_view text) {
  const auto parts = jiedui::fuzz::Parts(text, 8);
  jiedui::domain::ReferenceTexts texts;
  texts.regions = parts[0];
  texts.sectors = parts[1];
  texts.programme_sectors = parts[2];
  texts.sector_map = parts[3];
  texts.departments = parts[4];
  texts.activities = parts[5];
  texts.plan_tasks = parts[6];
  texts.ledger_routes = parts[7];
  const auto reference = jiedui::domain::Reference::Parse(texts);
  if (!reference) {
    Require(!reference.error().message.empty());
    return;
  }
  for (const auto& sector : reference->programme_sectors())
    Require(reference->FindProgrammeSector(sector.code) != nullptr);
  const auto routing = RouteProblem(*reference, parts[7], "");
  Require(routing.department_code.empty() ||
          reference->FindDepartment(routing.department_code) != nullptr);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text = jiedui::fuzz::TextOf(data + 1, size - 1);
  const auto told = [](const auto& result) {
    Require(result.has_value() || !result.error().message.empty());
  };
  switch (data[0] % 4) {
    case 0:
      told(jiedui::domain::ParseEvidenceRules(text));
      break;
    case 1:
      told(jiedui::domain::Calendar::Parse(text));
      break;
    case 2:
      ReadAll(text);
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
