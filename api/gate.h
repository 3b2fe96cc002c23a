#pragma once

#include <tl/expected.hpp>

#include "api/client.h"
#include "api/routes.h"
#include "api/site.h"
#include "services/auth.h"

namespace jiedui::api {

/// 429 with the seconds to wait.
edge::Response LimitedResponse(const base::Error& error, base::TimeMs wait_ms,
                               std::string_view request_id);

/// Refuses an address that asks too often; nothing where it may. Thread-safe.
std::optional<edge::Response> LimitAddress(const Site& site, const edge::Request& request,
                                           const Client& client);

/// kForbidden, field `Origin`, where a browser says that another site's page sends this.
base::Status RequireOwnOrigin(const edge::Request& request);

/// kForbidden, field `X-CSRF-Token`, unless the request carries the session's own token, which no
/// other site's page can know.
base::Status RequireCsrfToken(const Site& site, const edge::Request& request,
                              std::int64_t session_id);

/// Who asks, let through to that route; or the answer that refuses: 401 without a session or API
/// token, 403 without the token against forged requests, with an API token beyond its permissions
/// or where only a session will do, 403 `password_change_required` or `two_factor_setup_required`
/// where something comes first, 429 where the account asks too often.
tl::expected<services::Login, edge::Response> Admit(const Site& site, const edge::Request& request,
                                                    const Client& client, const RouteMatch& match);

}  // namespace jiedui::api
