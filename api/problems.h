#pragma once

#include "api/edge/message.h"
#include "base/json_writer.h"
#include "base/result.h"

namespace jiedui::api {

/// The HTTP status of each kind of failure; the one table.
int StatusOf(base::ErrorCode code);

/// The error as problem+json. What is our own fault says so in general words; its text is for the
/// log.
edge::Response ProblemOf(const base::Error& error, std::string_view request_id);

/// The same as an object inside another answer.
void WriteProblem(base::JsonWriter& json, const base::Error& error, std::string_view request_id);

}  // namespace jiedui::api
