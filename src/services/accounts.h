#pragma once

#include <functional>
#include <optional>
#include <string>

#include "domain/actor.h"
#include "services/workspace.h"

namespace jiedui::services {

/// Stores a new account with that password. Errors as CreateRecord's, and kInvalid, field
/// `password`, by CheckPasswordRules.
base::Result<std::unique_ptr<domain::Record>> CreateAccount(Workspace& workspace,
                                                            const domain::Actor& actor,
                                                            std::unique_ptr<domain::Record> user,
                                                            const std::string& password);

/// Changes an account, and its password where one is given; who was logged in with the old one is
/// no longer. Errors as ChangeRecord's and CreateAccount's.
base::Result<std::unique_ptr<domain::Record>> ChangeAccount(
    Workspace& workspace, const domain::Actor& actor, std::int64_t id, std::int64_t version,
    const std::optional<std::string>& password,
    const std::function<base::Status(domain::Record&)>& change);

}  // namespace jiedui::services
