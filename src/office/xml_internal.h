#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace jiedui::office {

using XmlAttributes = std::map<std::string, std::string, std::less<>>;

/// What a part's reader listens to. Names come without their prefix.
struct XmlEvents {
  std::function<base::Status(std::string_view name, const XmlAttributes& attributes)> start;
  std::function<base::Status(std::string_view name)> end;
  std::function<void(std::string_view text)> text;
};

/// Parses one XML text. kInvalid for anything malformed and for any document type declaration:
/// entities are how XML bombs and file reads are made, and a workbook needs none. Stops at the
/// first error of an event.
base::Status ParseXml(std::string_view part, std::string_view xml, const XmlEvents& events);

}  // namespace jiedui::office
