#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/programme.h"

namespace jiedui::domain {

class Reference;

/// One line of data/reference/ledger_routes.tsv: problems that hold one of the words, of one of the
/// sectors, are this one's to answer.
struct LedgerRoute {
  std::string topic;                 ///< code
  std::string name;                  ///< Chinese
  std::vector<std::string> words;    ///< any of them; none asks for nothing
  std::vector<std::string> sectors;  ///< programme sectors, any of them; none asks for nothing
  LedgerOwner owner = LedgerOwner::kEnterprise;
  GovernmentLevel level = GovernmentLevel::kCounty;
  std::string department;  ///< code; `@sector`: the department of the enterprise's sector (A1)
};

/// Where a problem goes, and why.
struct LedgerRouting {
  std::string topic;
  LedgerOwner owner = LedgerOwner::kEnterprise;
  GovernmentLevel level = GovernmentLevel::kCounty;
  std::string department_code;  ///< empty: the county's own group
  std::string reason;           ///< Chinese: the rule and the word that decided
};

/// kInvalid names the line of a department, sector, owner or level that there is not, a topic given
/// twice, or a last line that asks for something: it must take every problem.
base::Result<std::vector<LedgerRoute>> ParseLedgerRoutes(std::string_view text,
                                                         const Reference& reference);

/// The first line that fits, in the file's order; O(lines × text). Without any line the problem is
/// the enterprise's own.
LedgerRouting RouteProblem(const Reference& reference, std::string_view problem,
                           std::string_view programme_sector);

}  // namespace jiedui::domain
