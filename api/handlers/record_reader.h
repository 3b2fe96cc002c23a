#pragma once

#include <span>

#include "api/context.h"
#include "api/record_json.h"

namespace jiedui::api {

/// How the caller is shown these records: what it may see of them, and the titles of what they
/// refer to.
base::Result<RecordReader> ReaderFor(const Context& context,
                                     std::span<const domain::Record* const> records);

}  // namespace jiedui::api
