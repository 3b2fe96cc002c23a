#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "office/table.h"

namespace jiedui::office {

/// One part of an archive while it is unpacked. Not thread-safe.
class ZipPart {
 public:
  /// The next bytes, at most 64 KiB; empty at the end. Valid until the next call. kTooLarge over
  /// the limits of size or ratio, kInvalid where the part is damaged.
  base::Result<std::string_view> Next();

  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  friend class ZipArchive;
  struct State;
  ZipPart(std::string name, std::shared_ptr<State> state)
      : name_(std::move(name)), state_(std::move(state)) {}

  std::string name_;
  std::shared_ptr<State> state_;
};

/// A ZIP archive in memory. Not thread-safe.
class ZipArchive {
 public:
  /// kInvalid where the bytes are no archive, kTooLarge where it has absurdly many parts. Both
  /// arguments must outlive this.
  static base::Result<ZipArchive> Open(std::string_view bytes, const TableLimits& limits);

  /// Whether there is a part of that name, upper and lower case being the same (ECMA-376-2 6.2.2).
  [[nodiscard]] bool Has(const std::string& name) const;

  /// kInvalid where there is none of that name, or it is encrypted. The archive must outlive it.
  [[nodiscard]] base::Result<ZipPart> Unpack(const std::string& name) const;

 private:
  friend class ZipPart;
  struct State;
  explicit ZipArchive(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
};

}  // namespace jiedui::office
