#pragma once

#include <xapian.h>

#include <utility>

#include "base/result.h"

namespace jiedui::index {

/// What a Xapian exception means to our callers: locks and disk trouble are kUnavailable, damage
/// and foreign formats kUnavailable with the advice to rebuild, all else kInternal.
base::Error ErrorOf(const Xapian::Error& error);

/// Runs `work`, which returns a Result, and turns a Xapian exception into its error.
template <class F>
auto Guarded(F&& work) -> decltype(work()) {
  try {
    return std::forward<F>(work)();
  } catch (const Xapian::Error& error) {
    return base::Fail(ErrorOf(error));
  }
}

}  // namespace jiedui::index
