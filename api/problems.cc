#include "api/problems.h"

#include <array>

#include "base/log.h"
#include "services/grants.h"

namespace jiedui::api {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::string_view kOurFault = "服务内部错误，请把编号报给管理员";
constexpr std::string_view kRetrySeconds = "5";

bool IsOurFault(ErrorCode code) { return code == ErrorCode::kInternal; }

/// What whoever runs the service has to hear of: the log says why, with the request's id.
void LogFault(const Error& error, std::string_view request_id) {
  const bool ours = IsOurFault(error.code);
  if (!ours && error.code != ErrorCode::kUnavailable) return;
  base::Log(ours ? base::LogLevel::kError : base::LogLevel::kWarning,
            ours ? "request failed" : "request refused: unavailable",
            {{"request_id", std::string(request_id)}, {"error", error.message}});
}

std::string_view DetailOf(const Error& error) {
  return IsOurFault(error.code) ? kOurFault : std::string_view(error.message);
}

/// `grant_not_confirmed` is told from other refusals: whoever waits for it can do nothing about it.
std::string_view CodeOf(const Error& error) {
  return services::IsUnconfirmed(error) ? std::string_view(error.field)
                                        : base::ErrorCodeName(error.code);
}

std::string_view FieldOf(const Error& error) {
  return services::IsUnconfirmed(error) ? std::string_view() : std::string_view(error.field);
}

}  // namespace

int StatusOf(ErrorCode code) {
  constexpr std::array<int, 12> kStatuses = {400, 401, 403, 404, 409, 412,
                                             413, 422, 428, 429, 500, 503};
  return kStatuses.at(static_cast<std::size_t>(code));
}

edge::Response ProblemOf(const Error& error, std::string_view request_id) {
  LogFault(error, request_id);
  edge::Response response = edge::ProblemResponse(StatusOf(error.code), CodeOf(error),
                                                  DetailOf(error), request_id, FieldOf(error));
  if (!error.errors.empty()) {
    base::JsonWriter json;
    WriteProblem(json, error, request_id);
    response.body = edge::Body::Of(json.Text());
  }
  if (error.code == ErrorCode::kUnavailable)
    response.headers.Add("Retry-After", std::string(kRetrySeconds));
  return response;
}

void WriteProblem(base::JsonWriter& json, const Error& error, std::string_view request_id) {
  const int status = StatusOf(error.code);
  json.StartObject()
      .Member("type", "about:blank")
      .Member("title", edge::ReasonPhrase(status))
      .Member("status", std::int64_t{status})
      .Member("detail", DetailOf(error))
      .Member("code", CodeOf(error))
      .Member("field", FieldOf(error))
      .Member("request_id", request_id);
  if (!error.errors.empty()) {
    json.Key("errors").StartArray();
    for (const base::FieldError& one : error.errors) {
      json.StartObject().Member("field", one.field).Member("message", one.message).EndObject();
    }
    json.EndArray();
  }
  json.EndObject();
}

}  // namespace jiedui::api
