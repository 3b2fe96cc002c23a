#pragma once

#include "api/edge/message.h"
#include "api/site.h"
#include "api/static_files.h"
#include "services/auth.h"

namespace jiedui::api {

struct RouteMatch;

/// The whole service behind one function: the API under `/api/v1`, `/healthz` and `/readyz`, the
/// workbench for every other path. Thread-safe.
///
/// What it sees to for every request, so that no handler can forget it: 404 and 405 by the route
/// table, sessions, permissions, the asker's sight of the store (store/sight.h), the measures
/// against requests that another site's page makes a browser send (JSON bodies only, Origin must be
/// our own; the cookie is SameSite=Strict besides), limits of body size, errors as problem+json,
/// `Cache-Control: no-store` on what is not to be kept, and the security headers.
class Service {
 public:
  /// `workspace` and `files` must outlive the service.
  Service(services::Workspace& workspace, const StaticFiles& files, ServiceOptions options);

  /// Answers one request; fits edge::Handler. Throws only where memory is short.
  [[nodiscard]] edge::Response Handle(const edge::Request& request) const;

  /// False from the moment that the program is told to stop: /readyz then says so.
  void SetReady(bool ready) { site_.ready = ready; }

 private:
  [[nodiscard]] edge::Response Answer(const edge::Request& request) const;
  /// Who asks, by the session's token.
  [[nodiscard]] base::Result<services::Login> ResumeLogin(std::string_view token) const;
  [[nodiscard]] base::Result<edge::Response> Run(const edge::Request& request,
                                                 const RouteMatch& match) const;

  Site site_;
  const StaticFiles& files_;
};

}  // namespace jiedui::api
