#pragma once

#include <string>
#include <string_view>
#include <unordered_set>

namespace jiedui::services {

/// Passwords that guessers try first. Immutable.
class CommonPasswords {
 public:
  CommonPasswords() = default;
  /// One a line; blank lines and those that begin with `# ` say nothing. Case does not matter.
  static CommonPasswords Parse(std::string_view text);

  /// Is it one of them, whatever its case, or one of them with figures and signs before or behind
  /// (`Password2020!`), or written twice? Never true where nothing was read.
  [[nodiscard]] bool Contains(std::string_view password) const;

  [[nodiscard]] std::size_t size() const { return folded_.size(); }

 private:
  std::unordered_set<std::string> folded_;
};

}  // namespace jiedui::services
