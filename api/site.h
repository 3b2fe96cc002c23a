#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "domain/user.h"
#include "services/workspace.h"

namespace jiedui::api {

/// A login that the demonstration shows on its login page.
struct DemoAccount {
  std::string login;
  std::string password;
  domain::Role role = domain::Role::kAuditor;
  std::string display_name;
};

/// Something that the service cannot do without. `run` says in a few words how it is, or why it is
/// not ready; thread-safe.
struct ReadyCheck {
  std::string name;
  std::function<base::Result<std::string>()> run;
};

/// One file of the web workbench.
struct StaticFile {
  std::string path;  ///< below the folder, with `/` between: `assets/index-4f2c.js`
  std::string bytes;
};

struct ServiceOptions {
  std::string version;                     ///< of the program, for /healthz
  std::string contract;                    ///< api/openapi.yaml
  std::vector<StaticFile> files;           ///< web/dist; none: only the API is served
  bool demo = false;                       ///< made-up data: the workbench says so on every page
  std::vector<DemoAccount> demo_accounts;  ///< shown only where `demo`
  /// Marks the cookie Secure: browsers then send it over HTTPS only (and to localhost).
  bool secure_cookie = false;
  std::vector<ReadyCheck> ready_checks;  ///< besides the database, which is always checked
  std::size_t import_limit_bytes = 64 * 1024 * 1024;  ///< a file read into a roster
  std::size_t json_limit_bytes = 1024 * 1024;         ///< any other request body
};

/// An answer that is made once and kept.
struct FixedDocument {
  std::string json;
  std::string etag;  ///< with its quotes
};

/// What all requests share. Immutable but for the workspace, which is thread-safe.
struct Site {
  services::Workspace& workspace;
  ServiceOptions options;
  FixedDocument reference;
  FixedDocument sectors;
};

/// A strong ETag of those bytes, quotes included: equal bytes, equal tag.
std::string ContentTag(std::string_view bytes);

}  // namespace jiedui::api
