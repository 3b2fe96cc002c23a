#pragma once

#include <string>
#include <string_view>

namespace jiedui::services {

/// A phone number as those see it who may not call it: all but the first three and last four
/// characters starred; a text of seven or less wholly.
std::string Masked(std::string_view text);

}  // namespace jiedui::services
