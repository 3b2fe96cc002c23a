#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/progress.h"
#include "services/evidence_files.h"
#include "services/workspace.h"

namespace jiedui::services {

/// Everything that a city keeps, looked over.
struct CityReport {
  std::vector<std::string> database;  ///< what is wrong with the file and its references
  store::AuditReport audit;
  EvidenceReport evidence;  ///< every file read and held against its record
  std::int64_t strays = 0;  ///< files that no record names: harmless, `evidence clean` removes them
  std::string index;        ///< what is wrong with the search index; empty where nothing is
  std::int64_t outbox = 0;  ///< changes that the index has not taken in yet
  [[nodiscard]] bool ok() const {
    return database.empty() && audit.ok() && evidence.faults.empty() && index.empty();
  }
};

/// Reads everything once: seconds per GiB. A damaged or missing index is built anew on the way, as
/// a search would. An error only where something cannot be looked at at all.
base::Result<CityReport> CheckCity(Workspace& workspace, const base::Progress& progress = {});

}  // namespace jiedui::services
