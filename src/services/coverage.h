#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/json_writer.h"
#include "domain/actor.h"
#include "services/workspace.h"

namespace jiedui::services {

/// How far helping reaches in one part of the city (A1, A2).
struct CoverageRow {
  std::string code;  ///< region or department; empty in the total
  std::int64_t enterprises = 0;
  std::int64_t above_scale = 0;
  std::int64_t innovating = 0;
  std::int64_t to_help = 0;             ///< those that do not innovate yet
  std::int64_t without_department = 0;  ///< errors by A1
  std::int64_t covered_any = 0;         ///< with such a pairing of at least one kind
  /// Enterprises with an approved, published or accepted pairing, per pair kind; every kind is
  /// there.
  std::map<domain::PairKind, std::int64_t> covered;
};

struct Coverage {
  CoverageRow total;
  std::vector<CoverageRow>
      counties;  ///< in the order of the regions; those without enterprises too
  std::vector<CoverageRow> departments;                ///< the responsible ones
  std::vector<domain::Enterprise> without_department;  ///< at most 200, by id
};

/// The report over the actor's scope, from one snapshot: the counties add up to the total.
base::Result<Coverage> CoverageOf(Workspace& workspace, const domain::Actor& actor);

void WriteCoverage(base::JsonWriter& json, const Coverage& coverage);

}  // namespace jiedui::services
