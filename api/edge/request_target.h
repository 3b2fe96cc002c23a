#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/edge/message.h"

namespace jiedui::edge {

/// A request target taken apart and decoded.
struct Target {
  std::string path;
  Query query;
  std::string authority;  ///< of an absolute-form target; empty otherwise
};

/// Why a target was refused; for a person.
struct TargetFault {
  std::string detail;
};

/// Reads origin-form (`/a?b=c`), absolute-form (`http://host/a`) and, for OPTIONS, `*`. Refused,
/// since each lets one address be written in ways that a permission check may miss: bad percent
/// escapes, control characters and NUL, invalid UTF-8, `//`, `.` and `..` segments, an encoded `/`
/// or `\`, a fragment. In the query `+` is a blank; an empty piece between `&` is skipped; a name
/// without `=` has an empty value. Source: RFC 9112 section 3.2, RFC 3986, the WHATWG form
/// encoding.
std::optional<TargetFault> ParseTarget(std::string_view method, std::string_view target,
                                       Target& result);

/// Percent-decodes into `decoded`; false when an escape is cut short or not hexadecimal.
bool PercentDecode(std::string_view text, bool plus_is_blank, std::string& decoded);

}  // namespace jiedui::edge
