#pragma once

#include <string>
#include <string_view>

#include "services/workspace.h"

namespace jiedui::services {

/// What a session's own pages send with every change, and no other site can know: a keyed hash of
/// the session's number. The same as long as the session lasts, whatever its token.
std::string CsrfToken(const Workspace& workspace, std::int64_t session_id);

/// Is it that? In constant time.
bool IsCsrfToken(const Workspace& workspace, std::int64_t session_id, std::string_view token);

/// The name of a browser that the user signed in with before, by the cookie that it was given;
/// empty where it is unfamiliar, or was seen too long ago.
std::string FamiliarBrowser(const Workspace& workspace, std::int64_t user_id,
                            std::string_view cookie);

/// The cookie of a browser that the user has just signed in with: familiar to that user from now
/// on, and still to the last others of those that used it.
std::string MakeFamiliar(const Workspace& workspace, std::int64_t user_id, std::string_view cookie);

}  // namespace jiedui::services
