#pragma once

#include <optional>
#include <string_view>

#include "office/zip_internal.h"

namespace jiedui::office {

/// An element's attributes; valid during its start event only.
class XmlAttributes {
 public:
  /// Pairs of name and value, then a null, as expat gives them.
  explicit XmlAttributes(const char* const* pairs) : pairs_(pairs) {}

  /// The value of the attribute of that name, whatever its prefix; empty where there is none.
  [[nodiscard]] std::string_view Get(std::string_view name) const;

 private:
  const char* const* pairs_;
};

/// Listens to the events of one XML text. Names come without their prefix. Texts come in pieces.
class XmlHandler {
 public:
  XmlHandler() = default;
  XmlHandler(const XmlHandler&) = delete;
  XmlHandler& operator=(const XmlHandler&) = delete;
  virtual ~XmlHandler() = default;

  /// An error of an event ends the parse and is its result.
  virtual base::Status Start(std::string_view name, const XmlAttributes& attributes) = 0;
  virtual base::Status End(std::string_view name) = 0;
  virtual base::Status Text(std::string_view text) = 0;
};

/// Parses one part as it is unpacked. kInvalid for anything malformed and for any document type
/// declaration: entities are how XML bombs and file reads are made, and a workbook needs none.
/// kTooLarge for a tag of more than 1 MiB.
base::Status ParseXml(ZipPart part, XmlHandler& handler);

}  // namespace jiedui::office
