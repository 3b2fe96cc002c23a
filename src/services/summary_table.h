#pragma once

#include <array>
#include <string>
#include <vector>

#include "base/json_writer.h"
#include "domain/actor.h"
#include "domain/evidence.h"
#include "office/sheet_writer.h"
#include "services/roster.h"
#include "services/workspace.h"

namespace jiedui::services {

/// One line of 开展创新活动企业汇总统计表 (annex 4): a signed-off enterprise. Nothing of it is
/// typed.
struct SummaryRow {
  std::int64_t sign_off_id = 0;
  std::int64_t enterprise_id = 0;
  std::string name;
  std::string credit_code;
  std::string region_code;
  std::string programme_sector;
  std::string department_code;
  bool institution = false;        ///< the survey counts R&D institutions
  bool activity = false;           ///< … names an R&D project or its spending
  bool other = false;              ///< … ticks other innovation activity
  std::int64_t people = 0;         ///< of institutions and projects
  std::int64_t spending_yuan = 0;  ///< the same; whole yuan, so that totals add up exactly
  domain::SignOffBasis basis = domain::SignOffBasis::kInstitution;
  base::Date signed_on;
};

/// The sums over one county, department or sector, or over all.
struct SummaryTotal {
  std::string code;  ///< empty for what has none, and for the total
  std::string zh;
  std::string en;
  std::int64_t enterprises = 0;
  std::int64_t institution = 0;
  std::int64_t activity = 0;
  std::int64_t other = 0;
  std::int64_t people = 0;
  std::int64_t spending_yuan = 0;
  std::array<std::int64_t, 3> by_basis = {};  ///< in the order of SignOffBasis
};

struct SummaryTable {
  domain::Campaign campaign;
  std::vector<SummaryRow> rows;  ///< by county in the reference's order, sector, then credit code
  std::vector<SummaryTotal> by_region;      ///< those with rows, in the reference's order
  std::vector<SummaryTotal> by_department;  ///< the same
  std::vector<SummaryTotal> by_sector;      ///< the same
  SummaryTotal total;
  std::int64_t voided = 0;  ///< signed off, but left out: their data changed since
};

/// The table of a campaign (0: the running one) over what the actor sees and `query` lets through
/// (its filters only), from what is signed off and not voided, its enterprises and surveys; one
/// pass. kNotFound without a campaign.
base::Result<SummaryTable> MakeSummaryTable(Workspace& workspace, const domain::Actor& actor,
                                            std::int64_t campaign_id,
                                            const RosterQuery& query = {});

/// As a form to be printed: the list with its total, and a sheet of the sums.
std::vector<office::Sheet> SummarySheets(const domain::Reference& reference,
                                         const SummaryTable& table);

/// Sums and the rows from `first` on, `count` at most, as members of an open object.
void WriteSummaryTable(base::JsonWriter& json, const domain::Reference& reference,
                       const SummaryTable& table, std::size_t first, std::size_t count);

}  // namespace jiedui::services
