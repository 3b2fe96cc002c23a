#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/edge/message.h"
#include "domain/actor.h"
#include "workflow/permissions.h"

namespace jiedui::api {

class Context;

/// Who may ask.
enum class Caller : std::uint8_t {
  kAnyone,      ///< login, health
  kUnfinished,  ///< who has a session, even where the password must be changed first and the like
  kOwnSession,  ///< who has a session: not a program with an API token
  kLoggedIn,    ///< who has a session or an API token
};

/// How new what an operation reads has to be.
enum class Reads : std::uint8_t {
  kCurrent,  ///< what is committed now
  kReport,   ///< figures and files: they may come from a replica that is a little behind
};

/// One line of the route table: what answers, and what it takes to ask.
struct Route {
  std::string_view method;     ///< GET, POST, PATCH, DELETE
  std::string_view path;       ///< `/api/v1/records/{plural}/{id}`: braces take one segment
  std::string_view operation;  ///< the contract's operationId
  Caller caller = Caller::kLoggedIn;
  /// What the caller's role must be allowed besides.
  std::optional<workflow::Permission> permission;
  /// Runs with the actor resolved; the error map makes problem+json of an error.
  base::Result<edge::Response> (*handler)(Context&);
  Reads reads = Reads::kCurrent;
};

/// A matched route and the values of its braces.
struct RouteMatch {
  const Route* route = nullptr;
  std::map<std::string, std::string, std::less<>> parameters;
};

/// What the table says of a request: a match; or the methods that the path would take (405) ; or
/// neither (404).
struct Routing {
  std::optional<RouteMatch> match;
  std::vector<std::string_view> allowed_methods;
};

/// Finds the route by whole segments; a literal segment wins over a brace. HEAD is taken for GET.
Routing FindRoute(std::span<const Route> table, std::string_view method, std::string_view path);

/// Every route of the service, the one place that says what it takes to call it.
std::span<const Route> AllRoutes();

}  // namespace jiedui::api
