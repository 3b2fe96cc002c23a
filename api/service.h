#pragma once

#include "api/edge/message.h"
#include "api/site.h"
#include "api/static_files.h"
#include "services/auth.h"

namespace jiedui::api {

struct Client;
struct RouteMatch;

/// The whole service behind one function: the API under `/api/v1`, `/healthz` and `/readyz`, the
/// workbench for every other path. Thread-safe.
///
/// What it sees to for every request, so that no handler can forget it: 404 and 405 by the route
/// table, sessions, API tokens, permissions, the asker's sight of the store (store/sight.h), the
/// measures against requests that another site's page makes a browser send (JSON bodies only,
/// Origin must be our own, the session's token in a header; the cookie is SameSite=Strict besides),
/// limits of how often and of body size, errors as problem+json, `Cache-Control: no-store` on what
/// is not to be kept, and the security headers.
class Service {
 public:
  /// `workspace` and `files` must outlive the service.
  Service(services::Workspace& workspace, const StaticFiles& files, ServiceOptions options);

  /// Answers one request; fits edge::Handler. Throws only where memory is short.
  [[nodiscard]] edge::Response Handle(const edge::Request& request) const;

  /// The ready checks of the options, run now: name and whether all is well.
  [[nodiscard]] std::vector<std::pair<std::string, bool>> Checks() const;

  [[nodiscard]] services::PlanSolveCounts plan_solves() const {
    return site_.plan_solves->Counts();
  }

  /// False from the moment that the program is told to stop: /readyz then says so.
  void SetReady(bool ready) { site_.ready = ready; }

 private:
  /// Says which operation it is before anything can fail.
  [[nodiscard]] edge::Response Answer(const edge::Request& request,
                                      std::string_view& operation) const;
  /// Who asks and may.
  [[nodiscard]] tl::expected<services::Login, edge::Response> AdmitAnybody(
      const edge::Request& request, const Client& client, const RouteMatch& match) const;
  [[nodiscard]] base::Result<edge::Response> Run(const edge::Request& request, const Client& client,
                                                 const RouteMatch& match) const;
  /// To who is let through.
  [[nodiscard]] base::Result<edge::Response> AnswerTo(const edge::Request& request,
                                                      const Client& client, const RouteMatch& match,
                                                      const services::Login& login) const;

  Site site_;
  const StaticFiles& files_;
};

}  // namespace jiedui::api
