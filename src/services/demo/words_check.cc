#include "services/demo/words_internal.h"

namespace jiedui::services::demo {
namespace {

base::Status Need(bool there, std::string_view file, const std::string& entry,
                  std::string_view what) {
  if (there) return {};
  return base::Fail(
      base::ErrorCode::kInvalid,
      std::string(file) + (entry.empty() ? "" : ", " + entry) + ": no " + std::string(what),
      std::string(what));
}

base::Status CheckNames(const NameParts& names) {
  const std::pair<const Texts*, std::string_view> lists[] = {
      {&names.surnames, "surname"}, {&names.first, "first"},
      {&names.second, "second"},    {&names.scope_extras, "extra"},
      {&names.offices, "office"},   {&names.legal_forms, "form"},
      {&names.titles, "title"},     {&names.need_closings, "closing"},
  };
  for (const auto& [list, part] : lists) {
    JIEDUI_CHECK(Need(!list->empty(), "names.tsv", "", part));
  }
  constexpr std::size_t kLeastBrands = 100;  // fewer, and names would run out
  return Need(names.brands.size() >= kLeastBrands, "brands.tsv", "", "100 brands");
}

bool HasOwnProblem(const Words& words, std::size_t line) {
  return std::any_of(words.problems.begin(), words.problems.end(), [&](const Problem& problem) {
    return std::find(problem.lines.begin(), problem.lines.end(), line) != problem.lines.end();
  });
}

}  // namespace

base::Status CheckWords(const Words& words) {
  JIEDUI_CHECK(Need(!words.pilots.empty(), "pilots.tsv", "", "pilot"));
  JIEDUI_CHECK(Need(!words.projects.empty(), "projects.tsv", "", "project"));
  JIEDUI_CHECK(Need(!words.guidance.empty(), "guidance.tsv", "", "guidance"));
  JIEDUI_CHECK(CheckNames(words.names));
  JIEDUI_CHECK(Need(!words.areas.empty(), "areas.tsv", "", "area"));
  for (const Area& area : words.areas) {
    JIEDUI_CHECK(Need(!area.prefixes.empty(), "areas.tsv", area.name, "prefixes"));
    JIEDUI_CHECK(Need(area.authority.size() == 6, "areas.tsv", area.name, "authority of 6 digits"));
  }
  for (std::size_t i = 0; i < words.lines.size(); ++i) {
    const Line& line = words.lines[i];
    JIEDUI_CHECK(Need(!line.words.empty(), "lines.tsv", line.key, "words"));
    JIEDUI_CHECK(Need(!line.products.empty(), "lines.tsv", line.key, "products"));
    JIEDUI_CHECK(Need(line.per_head_wan > 0, "lines.tsv", line.key, "per_head_wan"));
    JIEDUI_CHECK(Need(HasOwnProblem(words, i), "problems.tsv", line.key, "problem"));
  }
  for (const Problem& problem : words.problems) {
    JIEDUI_CHECK(Need(!problem.lines.empty(), "problems.tsv", problem.need, "lines"));
  }
  for (const Industry& industry : words.industries) {
    JIEDUI_CHECK(Need(!industry.fields.empty(), "problems.tsv", industry.name, "field"));
  }
  JIEDUI_CHECK(Need(!words.institutions.empty(), "institutions.tsv", "", "institution"));
  JIEDUI_CHECK(Need(!words.activities.empty(), "activities.tsv", "", "activity"));
  const bool general = std::any_of(words.ledger.begin(), words.ledger.end(),
                                   [](const LedgerWords& row) { return row.industries.empty(); });
  JIEDUI_CHECK(Need(general, "ledger.tsv", "", "problem of every industry"));
  for (const domain::EnumName& way : domain::kVisitWayNames) {
    const bool any =
        std::any_of(words.visits.begin(), words.visits.end(),
                    [&](const VisitWords& visit) { return domain::Code(visit.way) == way.code; });
    JIEDUI_CHECK(Need(any, "visits.tsv", std::string(way.code), "way of visiting"));
  }
  return {};
}

}  // namespace jiedui::services::demo
