#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "office/table.h"

namespace jiedui::office {

/// The parts of a ZIP archive in memory.
class ZipParts {
 public:
  /// kInvalid where the bytes are no archive. `bytes` must outlive this.
  static base::Result<ZipParts> Open(std::string_view bytes);

  /// A part's content; nothing where there is none of that name. kTooLarge over the limits,
  /// kInvalid where it is damaged.
  [[nodiscard]] base::Result<std::optional<std::string>> Read(const std::string& name,
                                                              const TableLimits& limits) const;

 private:
  struct Impl;
  explicit ZipParts(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<Impl> impl_;
};

}  // namespace jiedui::office
