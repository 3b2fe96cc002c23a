#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"

namespace jiedui::office {

/// Reads what forms say for yes and no: 是/否, 有/无, 对/错, √/×, ☑/☐, 1/0, true/false, yes/no,
/// y/n, in any case and width. Nothing for a blank or N/A. kInvalid, with the text, for anything
/// else.
base::Result<std::optional<bool>> ParseBooleanWord(std::string_view text);

}  // namespace jiedui::office
