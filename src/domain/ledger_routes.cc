#include "domain/ledger_routes.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "domain/reference.h"
#include "domain/tsv.h"

namespace jiedui::domain {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

constexpr std::string_view kOfSector = "@sector";

std::vector<std::string> ListOf(const std::string& cell) {
  std::vector<std::string> items;
  for (const std::string_view item : base::Split(cell, '|')) {
    if (!base::Trim(item).empty()) items.emplace_back(base::Trim(item));
  }
  return items;
}

tl::unexpected<base::Error> BadRoute(const TsvRow& row, std::string_view what) {
  return Fail(ErrorCode::kInvalid, std::string(row.file) + " line " + std::to_string(row.line) +
                                       ": " + std::string(what));
}

Result<LedgerRoute> ReadRoute(const TsvRow& row, const Reference& reference) {
  LedgerRoute route;
  route.topic = row.cells[0];
  route.name = row.cells[1];
  route.words = ListOf(row.cells[2]);
  route.sectors = ListOf(row.cells[3]);
  const auto owner = FromCode<LedgerOwner>(row.cells[4]);
  const auto level = FromCode<GovernmentLevel>(row.cells[5]);
  if (!owner) return BadRoute(row, "no owner “" + row.cells[4] + "”");
  if (!level) return BadRoute(row, "no level “" + row.cells[5] + "”");
  route.owner = *owner;
  route.level = *level;
  route.department = row.cells[6];
  for (const std::string& sector : route.sectors) {
    if (reference.FindProgrammeSector(sector) == nullptr)
      return BadRoute(row, "no programme sector “" + sector + "”");
  }
  const bool known = route.department.empty() || route.department == kOfSector ||
                     reference.FindDepartment(route.department) != nullptr;
  if (!known) return BadRoute(row, "no department “" + route.department + "”");
  return route;
}

/// The word that lets the problem through the line; nothing where none does.
std::optional<std::string_view> WordThatFits(const LedgerRoute& route, std::string_view problem) {
  if (route.words.empty()) return std::string_view();
  for (const std::string& word : route.words) {
    if (problem.find(word) != std::string_view::npos) return word;
  }
  return std::nullopt;
}

std::string ReasonOf(const Reference& reference, const LedgerRoute& route, std::string_view word,
                     const LedgerRouting& routing) {
  std::string reason = "路由规则“" + route.name + "”";
  reason += word.empty() ? "：没有更具体的规则" : "：问题中有“" + std::string(word) + "”";
  if (routing.owner == LedgerOwner::kEnterprise) return reason + "，属企业自身，由县区督促";
  const Department* const department = reference.FindDepartment(routing.department_code);
  reason += "，属政府职能，由";
  reason += department == nullptr ? std::string("县区推进小组") : department->name;
  return reason + (routing.level == GovernmentLevel::kProvince ? "对接省有关部门" : "办理");
}

}  // namespace

Result<std::vector<LedgerRoute>> ParseLedgerRoutes(std::string_view text,
                                                   const Reference& reference) {
  std::vector<LedgerRoute> routes;
  std::set<std::string> topics;
  JIEDUI_CHECK(ReadTsv("ledger_routes.tsv", text,
                       {"topic", "name", "words", "sectors", "owner", "level", "department"},
                       [&](const TsvRow& row) -> Status {
                         JIEDUI_ASSIGN(LedgerRoute route, ReadRoute(row, reference));
                         if (!topics.insert(route.topic).second)
                           return BadRoute(row, route.topic + " is given twice");
                         routes.push_back(std::move(route));
                         return {};
                       }));
  if (!routes.empty() && (!routes.back().words.empty() || !routes.back().sectors.empty()))
    return Fail(ErrorCode::kInvalid, "ledger_routes.tsv: the last line must take every problem");
  return routes;
}

LedgerRouting RouteProblem(const Reference& reference, std::string_view problem,
                           std::string_view programme_sector) {
  for (const LedgerRoute& route : reference.ledger_routes()) {
    const auto& sectors = route.sectors;
    const bool fits = sectors.empty() ||
                      std::find(sectors.begin(), sectors.end(), programme_sector) != sectors.end();
    const auto word = WordThatFits(route, problem);
    if (!fits || !word) continue;
    LedgerRouting routing{route.topic, route.owner, route.level, route.department, ""};
    if (route.department == kOfSector)
      routing.department_code = std::string(reference.DepartmentOf(programme_sector));
    routing.reason = ReasonOf(reference, route, *word, routing);
    return routing;
  }
  return {};
}

}  // namespace jiedui::domain
