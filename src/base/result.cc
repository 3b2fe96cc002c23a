#include "base/result.h"

namespace jiedui::base {

std::string_view ErrorCodeName(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalid:
      return "invalid";
    case ErrorCode::kUnauthenticated:
      return "unauthenticated";
    case ErrorCode::kForbidden:
      return "forbidden";
    case ErrorCode::kNotFound:
      return "not_found";
    case ErrorCode::kConflict:
      return "conflict";
    case ErrorCode::kPrecondition:
      return "precondition_failed";
    case ErrorCode::kTooLarge:
      return "too_large";
    case ErrorCode::kUnprocessable:
      return "unprocessable";
    case ErrorCode::kPreconditionRequired:
      return "precondition_required";
    case ErrorCode::kLimited:
      return "limited";
    case ErrorCode::kInternal:
      return "internal";
    case ErrorCode::kUnavailable:
      return "unavailable";
  }
  return "internal";
}

bool operator==(const FieldError& a, const FieldError& b) {
  return a.field == b.field && a.message == b.message;
}

bool operator==(const Error& a, const Error& b) {
  return a.code == b.code && a.message == b.message && a.field == b.field && a.errors == b.errors;
}

}  // namespace jiedui::base
