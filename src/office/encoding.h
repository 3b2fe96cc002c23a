#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace jiedui::office {

/// The text as UTF-8, whatever of UTF-8 (with or without BOM), UTF-16 (with BOM) or GB18030 it is
/// in. Bytes that are valid UTF-8 are taken for it. kInvalid names the byte where neither fits.
base::Result<std::string> ToUtf8(std::string_view bytes);

}  // namespace jiedui::office
