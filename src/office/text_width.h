#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace jiedui::office {

/// Columns that the text takes in a terminal or a spreadsheet's Chinese font: 2 for wide, fullwidth
/// and ambiguous characters (Unicode TR11), 0 for marks that combine, 1 for others.
std::size_t DisplayWidth(std::string_view text);

/// The text's first characters within that width, … at its end where something was cut. Control
/// characters become blanks: text from a file must not steer a terminal.
std::string ClipToWidth(std::string_view text, std::size_t width);

}  // namespace jiedui::office
