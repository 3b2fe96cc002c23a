#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "domain/user.h"
#include "store/reader.h"

namespace jiedui::services {

inline constexpr std::string_view kOidc = "oidc";
inline constexpr std::string_view kCas = "cas";

/// `oidc:` or `cas:` before what the service calls the person: two services may call two people the
/// same.
std::string ExternalId(std::string_view provider, std::string_view subject);

/// Has it that form, with a subject by IsSubject?
bool IsExternalId(std::string_view text);

/// The account of that identity, byte for byte; nothing where none has it. Disabled ones count.
base::Result<std::optional<domain::User>> FindByExternalId(const store::Reader& reader,
                                                           const std::string& external_id);

}  // namespace jiedui::services
