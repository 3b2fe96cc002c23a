#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace jiedui::domain {

/// How one value of an enumeration is written: `code` in JSON, SQL and files; the titles for
/// people.
struct EnumName {
  std::string_view code;
  std::string_view zh;
  std::string_view en;
};

/// The name table of an enumeration: `NamesOf(E{})[i]` names the enumerator of value i. One
/// overload per enumeration, beside its definition, found by argument-dependent lookup.
template <class E>
concept Named = requires(E value) {
  { NamesOf(value) } -> std::convertible_to<std::span<const EnumName>>;
};

template <Named E>
constexpr const EnumName& NameOf(E value) {
  return NamesOf(value)[static_cast<std::size_t>(value)];
}

template <Named E>
constexpr std::string_view Code(E value) {
  return NameOf(value).code;
}

/// The enumerator with that code; nothing where none has it.
template <Named E>
constexpr std::optional<E> FromCode(std::string_view code) {
  const std::span<const EnumName> names = NamesOf(E{});
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i].code == code) return static_cast<E>(i);
  }
  return std::nullopt;
}

}  // namespace jiedui::domain
