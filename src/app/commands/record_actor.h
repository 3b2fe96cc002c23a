#pragma once

#include <string>

#include "domain/actor.h"
#include "services/workspace.h"

namespace jiedui::app {

/// The account's rights and scope of today, marked as used at the command line; the operator's
/// without one. kInvalid where there is no such account.
base::Result<domain::Actor> ActorFor(services::Workspace& workspace, const std::string& login);

}  // namespace jiedui::app
