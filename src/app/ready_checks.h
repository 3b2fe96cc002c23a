#pragma once

#include <filesystem>
#include <vector>

#include "api/service.h"
#include "services/database_watch.h"
#include "services/workspace.h"

namespace jiedui::app {

/// What /readyz asks of a city's service: whether the database takes writes and is whole, whether
/// searches, their meanings and the files of evidence are there, how far the index is behind, where
/// there is a replica whether it is read from, and whether the disk of the folder `data` has room.
/// Workspace and watch outlive the checks.
void AddReadyChecks(services::Workspace& workspace, services::DatabaseWatch& watch,
                    const std::filesystem::path& data, std::vector<api::ReadyCheck>& checks);

}  // namespace jiedui::app
