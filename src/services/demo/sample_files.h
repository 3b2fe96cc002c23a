#pragma once

#include <string>
#include <string_view>

namespace jiedui::services::demo {

/// A PDF of one page with that line of ASCII text, valid to the byte offsets of its parts; the same
/// text makes the same bytes.
std::string SamplePdf(std::string_view text);

/// A PNG of 16 × 16 pixels in a grey of its own for each `shade`, 0 … 255, with a mark that depends
/// on `mark`.
std::string SamplePng(unsigned shade, unsigned mark);

}  // namespace jiedui::services::demo
