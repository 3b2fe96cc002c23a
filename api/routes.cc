#include "api/routes.h"

#include "base/text.h"

namespace jiedui::api {
namespace {

using Parameters = std::map<std::string, std::string, std::less<>>;

bool IsBrace(std::string_view segment) {
  return segment.starts_with('{') && segment.ends_with('}');
}

/// The braces' values; nothing where the path is another one.
std::optional<Parameters> Match(std::string_view pattern,
                                const std::vector<std::string_view>& segments) {
  const std::vector<std::string_view> wanted = base::Split(pattern, '/');
  if (wanted.size() != segments.size()) return std::nullopt;
  Parameters parameters;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (IsBrace(wanted[i]) && !segments[i].empty()) {
      parameters.emplace(wanted[i].substr(1, wanted[i].size() - 2), segments[i]);
    } else if (wanted[i] != segments[i]) {
      return std::nullopt;
    }
  }
  return parameters;
}

}  // namespace

Routing FindRoute(std::span<const Route> table, std::string_view method, std::string_view path) {
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  const std::vector<std::string_view> segments = base::Split(path, '/');
  Routing routing;
  for (const Route& route : table) {
    std::optional<Parameters> parameters = Match(route.path, segments);
    if (!parameters) continue;
    if (route.method != wanted) {
      routing.allowed_methods.push_back(route.method);
    } else if (!routing.match || parameters->size() < routing.match->parameters.size()) {
      routing.match = RouteMatch{&route, std::move(*parameters)};
    }
  }
  return routing;
}

}  // namespace jiedui::api
