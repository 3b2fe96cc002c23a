#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/pairing.h"
#include "services/briefs.h"
#include "services/workspace.h"

namespace jiedui::services {

enum class DiffChange : std::uint8_t { kAdded, kRemoved, kSwapped };

constexpr std::array<domain::EnumName, 3> kDiffChangeNames = {{
    {"added", "新增", "Added"},
    {"removed", "取消", "Removed"},
    {"swapped", "更换", "Swapped"},
}};
constexpr std::span<const domain::EnumName> NamesOf(DiffChange /*tag*/) { return kDiffChangeNames; }

struct DiffSide {
  Brief helper;
  double score = 0;
};

/// How plan `b` differs from plan `a`, by enterprise and pair kind.
struct PlanDiff {
  struct Change {
    domain::PairKind kind;
    std::int64_t enterprise = 0;
    std::int64_t helper_before = 0;  ///< 0: none
    std::int64_t helper_after = 0;   ///< 0: none
    double score_before = 0;
    double score_after = 0;
  };
  std::vector<Change> changes;  ///< by kind, then enterprise
  std::size_t unchanged = 0;
};
base::Result<PlanDiff> DiffPlans(Workspace& workspace, const domain::Actor& actor, domain::PlanId a,
                                 domain::PlanId b);

/// One enterprise that the two plans help differently.
struct DiffEntry {
  DiffChange change = DiffChange::kSwapped;
  domain::PairKind pair_kind = domain::PairKind::kExpert;
  Brief enterprise;
  std::optional<DiffSide> before;
  std::optional<DiffSide> after;
};

struct PlanLabel {
  std::int64_t id = 0;
  std::string name;
};

/// The figures of the whole difference and a page of its entries.
struct PlanDiffPage {
  PlanLabel plan;
  PlanLabel against;
  std::int64_t added = 0;
  std::int64_t removed = 0;
  std::int64_t swapped = 0;
  std::int64_t kept = 0;
  double score_change = 0;
  std::vector<DiffEntry> items;
  std::string next_cursor;  ///< empty on the last page
};

/// What `plan` changes against the other, by kind, then enterprise. kNotFound where either is out
/// of the actor's sight; kInvalid for a bad cursor.
base::Result<PlanDiffPage> ReadPlanDiff(Workspace& workspace, const domain::Actor& actor,
                                        domain::PlanId plan, domain::PlanId against,
                                        const std::string& cursor, std::size_t limit);

}  // namespace jiedui::services
