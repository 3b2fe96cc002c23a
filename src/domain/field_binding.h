#pragma once

// Makes a FieldDef from a pointer to member: the type, getter and setter follow from the member's
// C++ type. Only record_types.cc includes this.

#include <cmath>
#include <concepts>
#include <string>
#include <type_traits>

#include "domain/field.h"

namespace jiedui::domain::binding {

template <class>
struct MemberOf;
template <class C, class M>
struct MemberOf<M C::*> {
  using Class = C;
  using Type = M;
};

template <class T>
struct IdTarget;
template <class T>
struct IdTarget<base::Id<T>> {
  static constexpr Kind kKind = T::kKind;
};

template <class T>
concept IdType = requires {
  IdTarget<T>::kKind;
};
template <class T>
concept IdList = requires {
  IdTarget<typename T::value_type>::kKind;
}
&&!IdType<T>;

/// How a C++ type is kept as a Value. The primary template is for texts.
template <class T>
struct Codec {
  static_assert(std::same_as<T, std::string>);
  static constexpr FieldType kType = FieldType::kText;
  static Value Get(const T& member) { return member; }
  static bool Set(T& member, const Value& value) {
    const auto* text = std::get_if<std::string>(&value);
    if (text != nullptr) member = *text;
    return text != nullptr;
  }
};

template <>
struct Codec<bool> {
  static constexpr FieldType kType = FieldType::kBoolean;
  static Value Get(bool member) { return member; }
  static bool Set(bool& member, const Value& value) {
    const auto* flag = std::get_if<bool>(&value);
    if (flag != nullptr) member = *flag;
    return flag != nullptr;
  }
};

template <>
struct Codec<std::int64_t> {
  static constexpr FieldType kType = FieldType::kInteger;
  static Value Get(std::int64_t member) { return member; }
  static bool Set(std::int64_t& member, const Value& value) {
    const auto* number = std::get_if<std::int64_t>(&value);
    if (number != nullptr) member = *number;
    return number != nullptr;
  }
};

template <>
struct Codec<double> {
  static constexpr FieldType kType = FieldType::kNumber;
  static Value Get(double member) { return member; }
  static bool Set(double& member, const Value& value) {
    if (const auto* whole = std::get_if<std::int64_t>(&value)) {
      member = static_cast<double>(*whole);
      return true;
    }
    const auto* number = std::get_if<double>(&value);
    if (number != nullptr) member = *number;
    return number != nullptr && std::isfinite(*number);
  }
};

template <>
struct Codec<base::Date> {
  static constexpr FieldType kType = FieldType::kDate;
  static Value Get(const base::Date& member) { return base::FormatDate(member); }
  static bool Set(base::Date& member, const Value& value) {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) return false;
    const base::Result<base::Date> date = base::ParseDate(*text);
    if (date) member = *date;
    return date.has_value();
  }
};

template <class T>
struct Codec<std::optional<T>> {
  static constexpr FieldType kType = Codec<T>::kType;
  static Value Get(const std::optional<T>& member) {
    return member ? Codec<T>::Get(*member) : Value{};
  }
  static bool Set(std::optional<T>& member, const Value& value) {
    T inner{};
    if (!Codec<T>::Set(inner, value)) return false;
    member = std::move(inner);
    return true;
  }
};

template <>
struct Codec<std::vector<std::string>> {
  static constexpr FieldType kType = FieldType::kTexts;
  static Value Get(const std::vector<std::string>& member) { return member; }
  static bool Set(std::vector<std::string>& member, const Value& value) {
    const auto* texts = std::get_if<std::vector<std::string>>(&value);
    if (texts != nullptr) member = *texts;
    return texts != nullptr;
  }
};

template <Named E>
struct Codec<E> {
  static constexpr FieldType kType = FieldType::kChoice;
  static Value Get(E member) { return std::string(Code(member)); }
  static bool Set(E& member, const Value& value) {
    const auto* text = std::get_if<std::string>(&value);
    const std::optional<E> found = text != nullptr ? FromCode<E>(*text) : std::nullopt;
    if (found) member = *found;
    return found.has_value();
  }
};

template <IdType I>
struct Codec<I> {
  static constexpr FieldType kType = FieldType::kReference;
  static Value Get(I member) { return member.value == 0 ? Value{} : Value{member.value}; }
  static bool Set(I& member, const Value& value) {
    const auto* number = std::get_if<std::int64_t>(&value);
    if (number != nullptr) member.value = *number;
    return number != nullptr;
  }
};

template <IdList L>
struct Codec<L> {
  static constexpr FieldType kType = FieldType::kReferences;
  static Value Get(const L& member) {
    std::vector<std::int64_t> ids;
    ids.reserve(member.size());
    for (const auto& id : member) ids.push_back(id.value);
    return ids;
  }
  static bool Set(L& member, const Value& value) {
    const auto* ids = std::get_if<std::vector<std::int64_t>>(&value);
    if (ids == nullptr) return false;
    member.clear();
    member.reserve(ids->size());
    for (const std::int64_t id : *ids) member.push_back({id});
    return true;
  }
};

struct FieldOptions {
  std::uint16_t flags = kPlain;
  std::string_view aliases = {};
  double min = std::numeric_limits<double>::lowest();
  double max = std::numeric_limits<double>::max();
  std::optional<FieldType> type = std::nullopt;  ///< kMoment for an integer, kJson for a text
  std::string_view kind_field = {};
};

template <class M>
constexpr std::span<const EnumName> ChoicesOf() {
  if constexpr (Named<M>) return NamesOf(M{});
  return {};
}

template <class M>
constexpr std::optional<Kind> TargetOf() {
  if constexpr (IdType<M>) return IdTarget<M>::kKind;
  if constexpr (IdList<M>) return IdTarget<typename M::value_type>::kKind;
  return std::nullopt;
}

template <auto Member>
FieldDef Field(std::string_view name, std::string_view zh, std::string_view en,
               FieldOptions options = {}) {
  using Class = typename MemberOf<decltype(Member)>::Class;
  using Type = typename MemberOf<decltype(Member)>::Type;
  FieldDef def;
  def.name = name;
  def.zh = zh;
  def.en = en;
  def.type = options.type.value_or(Codec<Type>::kType);
  def.flags = options.flags;
  def.aliases = options.aliases;
  def.min = options.min;
  def.max = options.max;
  def.choices = ChoicesOf<Type>();
  def.target = TargetOf<Type>();
  def.kind_field = options.kind_field;
  def.get = [](const Record& record) {
    return Codec<Type>::Get(static_cast<const Class&>(record).*Member);
  };
  def.set = [](Record& record, const Value& value) {
    Type& member = static_cast<Class&>(record).*Member;
    if (!std::holds_alternative<std::monostate>(value)) return Codec<Type>::Set(member, value);
    member = Type{};
    return true;
  };
  return def;
}

}  // namespace jiedui::domain::binding
