#pragma once

#include <functional>
#include <string>
#include <vector>

#include "domain/actor.h"
#include "services/workspace.h"
#include "store/saved_view.h"

namespace jiedui::services {

// Views that people keep of rosters: each account's own, seen by nobody else.

/// The caller's views of the roster, oldest first. kNotFound for a roster that is none.
base::Result<std::vector<store::SavedView>> ListViews(Workspace& workspace,
                                                      const domain::Actor& actor,
                                                      std::string_view roster);

/// Keeps a new view: `roster`, `name`, `query` and `columns` of `view`. kInvalid names the field;
/// kConflict for a name that the caller has there already; kUnprocessable for the 51st of a roster.
base::Result<store::SavedView> CreateView(Workspace& workspace, const domain::Actor& actor,
                                          store::SavedView view);

/// Changes name, query or columns of a view seen at `version` (kPrecondition otherwise). kNotFound
/// where the caller has none of that id: another's is none.
base::Result<store::SavedView> ChangeView(Workspace& workspace, const domain::Actor& actor,
                                          std::int64_t id, std::int64_t version,
                                          const std::function<void(store::SavedView&)>& change);

base::Status RemoveView(Workspace& workspace, const domain::Actor& actor, std::int64_t id,
                        std::int64_t version);

}  // namespace jiedui::services
