#pragma once

#include <optional>
#include <utility>

#include "base/result.h"

namespace jiedui::base {

/// Nothing instead of kNotFound. Other failures stay failures: a database that is away for a moment
/// must not read as a record that is not there.
template <class T>
Result<std::optional<T>> IfFound(Result<T> result) {
  if (result) return std::optional<T>(*std::move(result));
  if (result.error().code == ErrorCode::kNotFound) return std::optional<T>();
  return Fail(std::move(result).error());
}

}  // namespace jiedui::base
