#include "services/common_passwords.h"

#include "base/text.h"

namespace jiedui::services {
namespace {

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80U; }

/// The text from its first to its last letter; empty where it has none.
std::string_view Core(std::string_view folded) {
  while (!folded.empty() && !IsLetter(folded.front())) folded.remove_prefix(1);
  while (!folded.empty() && !IsLetter(folded.back())) folded.remove_suffix(1);
  return folded;
}

/// The half of a text that is that half twice; else the text.
std::string_view Half(std::string_view text) {
  const std::size_t half = text.size() / 2;
  const bool twice = text.size() % 2 == 0 && text.substr(0, half) == text.substr(half);
  return twice ? text.substr(0, half) : text;
}

}  // namespace

CommonPasswords CommonPasswords::Parse(std::string_view text) {
  CommonPasswords passwords;
  for (std::string_view line : base::Split(text, '\n')) {
    line = base::Trim(line);
    if (line.empty() || line.starts_with("# ")) continue;
    passwords.folded_.insert(base::LowerAscii(line));
  }
  return passwords;
}

bool CommonPasswords::Contains(std::string_view password) const {
  const std::string folded = base::LowerAscii(password);
  for (const std::string_view form : {std::string_view(folded), Half(folded), Core(folded)}) {
    if (!form.empty() && folded_.contains(std::string(form))) return true;
  }
  return false;
}

}  // namespace jiedui::services
