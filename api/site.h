#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/network.h"
#include "services/plan_solves.h"
#include "services/workspace.h"

namespace jiedui::services {
class ExternalLogins;
}

namespace jiedui::api {

/// Something that the service cannot do without. `run` says in a few words how it is, or why it is
/// not ready; thread-safe.
struct ReadyCheck {
  std::string name;
  std::function<base::Result<std::string>()> run;
};

struct ServiceOptions {
  std::string version;   ///< of the program, for /healthz
  std::string contract;  ///< the text of api/openapi.yaml
  /// The file of the key that audit exports are signed with; made when first needed.
  std::filesystem::path audit_sign_key = {};
  /// Every client comes over TLS, whatever a proxy says: cookies are then Secure, which browsers
  /// send over HTTPS only (and to localhost), and bear `__Host-`.
  bool secure_cookie = false;
  /// Login by other services; outlives the service. Null: none.
  services::ExternalLogins* external_logins = nullptr;
  /// Whose X-Forwarded-For and X-Forwarded-Proto are believed.
  std::vector<net::Network> trusted_proxies = {};
  std::vector<ReadyCheck> ready_checks = {};  ///< besides the database, which is always checked
  /// Does this process take solves that wait, its own and those of other nodes?
  bool takes_plan_solves = true;
  /// Told of every answered request: the operation ("workbench" for its files, "none" where there
  /// is no such address), the status, and how long the handler took. Thread-safe; null: nobody.
  std::function<void(std::string_view operation, int status, double seconds)> observe = {};
  std::size_t import_limit_bytes = 64 * 1024 * 1024;  ///< a file read into a roster
  std::size_t json_limit_bytes = 1024 * 1024;         ///< any other request body
};

/// An answer that is made once and kept.
struct FixedDocument {
  std::string json;
  std::string etag;  ///< with its quotes
};

/// What all requests share. Immutable once it serves, but for the workspace, the solves and
/// `ready`, which are thread-safe.
struct Site {
  services::Workspace& workspace;
  ServiceOptions options;
  FixedDocument reference = {};
  FixedDocument sectors = {};
  std::atomic<bool> ready{true};  ///< until the program is told to stop
  /// Plans being solved for who asked and does not wait; what runs here when the site goes is left
  /// to whoever takes it next.
  std::unique_ptr<services::PlanSolves> plan_solves = {};
};

/// A strong ETag of those bytes, quotes included: equal bytes, equal tag.
std::string ContentTag(std::string_view bytes);

}  // namespace jiedui::api
