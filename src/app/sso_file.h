#pragma once

#include <filesystem>

#include "base/result.h"
#include "services/external_login_options.h"

namespace jiedui::app {

/// Reads how people log in by other services from a JSON file, whose members are those of
/// SsoOptions:
///
///     {"public_url": "https://jiedui.example.gov.cn",
///      "oidc": {"issuer": "https://sso.example.gov.cn", "client_id": "jiedui",
///               "client_secret_file": "oidc.secret"},
///      "cas": {"url": "https://cas.example.edu.cn/cas"}}
///
/// The client's secret stands in a file of its own, named from the folder of this one; blanks
/// around it do not count. kInvalid names the member that is unknown, of another type or out of
/// range, or the secret's file where others than its owner may read or write it; kNotFound names a
/// missing file.
base::Result<services::SsoOptions> ReadSsoFile(const std::filesystem::path& file);

/// The one line of a file that its owner alone may read and write. Errors as above.
base::Result<std::string> ReadSecretFile(const std::filesystem::path& file);

}  // namespace jiedui::app
