#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace jiedui::base {

/// What kind of failure it was. One table maps these to HTTP statuses (api/) and exit codes (app/).
enum class ErrorCode {
  kInvalid,               ///< malformed input: 400
  kUnauthenticated,       ///< nobody is logged in: 401
  kForbidden,             ///< logged in, but not allowed: 403
  kNotFound,              ///< 404
  kConflict,              ///< clashes with the present state, unique keys included: 409
  kPrecondition,          ///< the version given is not the present one: 412
  kTooLarge,              ///< over a limit of size: 413
  kUnprocessable,         ///< well-formed, but breaks a rule of the programme: 422
  kPreconditionRequired,  ///< a change without the version it is based on: 428
  kLimited,               ///< too many tries: 429
  kInternal,              ///< a fault of ours or of the machine: 500
  kUnavailable,           ///< for now: 503
};

/// The code's stable name, as the API's `code` member carries it: "invalid", "not_found" …
std::string_view ErrorCodeName(ErrorCode code);

/// One of several faults of one input: where, and what is wrong there.
struct FieldError {
  std::string field;
  std::string message;
};

bool operator==(const FieldError& a, const FieldError& b);

/// An expected failure. `message` is one sentence for a person, naming the value at fault;
/// `field` is the field, column or option it is about, empty where none is.
struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;
  std::string field = {};
  std::vector<FieldError> errors = {};  ///< every fault, where an input is judged as a whole
};

bool operator==(const Error& a, const Error& b);

/// The value, or why there is none. Ignoring one is a compile error.
template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using tl::expected<T, Error>::expected;
};

using Status = Result<void>;

inline tl::unexpected<Error> Fail(ErrorCode code, std::string message, std::string field = {}) {
  return tl::unexpected<Error>(Error{code, std::move(message), std::move(field)});
}

inline tl::unexpected<Error> Fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

}  // namespace jiedui::base

// NOLINTBEGIN(bugprone-macro-parentheses): `declaration` declares a variable.
#define JIEDUI_CONCAT_INNER(a, b) a##b
#define JIEDUI_CONCAT(a, b) JIEDUI_CONCAT_INNER(a, b)
#define JIEDUI_ASSIGN_INNER(result, declaration, expression)           \
  auto result = (expression);                                          \
  if (!result) return ::jiedui::base::Fail(std::move(result).error()); \
  declaration = *std::move(result)

/// `JIEDUI_ASSIGN(auto x, Parse(s));` — x is the value, or the enclosing function returns the
/// error.
#define JIEDUI_ASSIGN(declaration, expression) \
  JIEDUI_ASSIGN_INNER(JIEDUI_CONCAT(jiedui_result_, __COUNTER__), declaration, expression)

#define JIEDUI_CHECK_INNER(status, expression)                \
  do {                                                        \
    if (auto status = (expression); !status)                  \
      return ::jiedui::base::Fail(std::move(status).error()); \
  } while (false)

/// `JIEDUI_CHECK(Write(x));` — goes on after success, or the enclosing function returns the error.
/// The names are unique, so that the expression may be a call of a lambda that checks too.
#define JIEDUI_CHECK(expression) \
  JIEDUI_CHECK_INNER(JIEDUI_CONCAT(jiedui_status_, __COUNTER__), expression)
// NOLINTEND(bugprone-macro-parentheses)
