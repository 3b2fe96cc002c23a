#pragma once

#include <string>
#include <string_view>

#include "api/site.h"

namespace jiedui::api {

/// The Set-Cookie of a session's token; an empty token takes the cookie away.
std::string SessionCookie(const Site& site, std::string_view token);

}  // namespace jiedui::api
