#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace jiedui::office {

/// UTF-8 text, with its own bytes only where the file was in another encoding.
class DecodedText {
 public:
  /// `bytes` is UTF-8 and outlives this.
  static DecodedText Of(std::string_view bytes) { return DecodedText(bytes, {}); }
  static DecodedText Converted(std::string text) { return DecodedText({}, std::move(text)); }

  [[nodiscard]] std::string_view view() const {
    return converted_.empty() ? original_ : std::string_view(converted_);
  }

 private:
  DecodedText(std::string_view original, std::string converted)
      : original_(original), converted_(std::move(converted)) {}

  std::string_view original_;
  std::string converted_;
};

/// The text as UTF-8, whatever of UTF-8 (with or without BOM), UTF-16 (with BOM) or GB18030 it is
/// in. Bytes that are valid UTF-8 are taken for it, others for GB18030, unless a BOM or a run of
/// Chinese characters in UTF-8 before the first bad byte shows that they were meant as UTF-8: a
/// damaged file must not be read as gibberish. kInvalid names the line and the first bad byte, from
/// 0. The result may refer to `bytes`.
base::Result<DecodedText> Decode(std::string_view bytes);

/// The same as a text of its own.
base::Result<std::string> ToUtf8(std::string_view bytes);

}  // namespace jiedui::office
