#include "services/masking.h"

#include "base/text.h"

namespace jiedui::services {

std::string Masked(std::string_view text) {
  constexpr std::size_t kHead = 3;
  constexpr std::size_t kTail = 4;
  const std::u32string all = base::ToCodePoints(text);
  if (all.size() <= kHead + kTail) return std::string(all.size(), '*');
  const std::u32string_view view(all);
  return base::FromCodePoints(view.substr(0, kHead)) +
         std::string(all.size() - kHead - kTail, '*') +
         base::FromCodePoints(view.substr(all.size() - kTail));
}

}  // namespace jiedui::services
