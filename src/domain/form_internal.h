#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/form.h"

namespace jiedui::domain {

/// Reads `[k *] figure + figure OP [k *] figure + figure`, OP one of <= >= =, into the rule; what
/// is wrong with it, or nothing.
std::optional<std::string> ReadRuleText(const Form& form, std::string_view text, FormRule& rule);

}  // namespace jiedui::domain
