#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace jiedui::base {

/// One value inside a JsonDocument; lives as long as the document.
class JsonValue {
 public:
  explicit JsonValue(const void* value) : value_(value) {}

  [[nodiscard]] bool IsNull() const;
  [[nodiscard]] bool IsObject() const;
  [[nodiscard]] bool IsArray() const;
  /// Nothing where the value is of another type; an integer also reads as a number.
  [[nodiscard]] std::optional<std::string_view> AsString() const;
  [[nodiscard]] std::optional<std::int64_t> AsInt() const;
  [[nodiscard]] std::optional<double> AsDouble() const;
  [[nodiscard]] std::optional<bool> AsBool() const;
  /// The value as compact JSON text.
  [[nodiscard]] std::string Text() const;

  /// Members in order of appearance; empty where this is no object.
  [[nodiscard]] std::vector<std::pair<std::string_view, JsonValue>> Members() const;
  /// Items in order; empty where this is no array.
  [[nodiscard]] std::vector<JsonValue> Items() const;
  /// The first member of that name.
  [[nodiscard]] std::optional<JsonValue> Find(std::string_view name) const;

 private:
  const void* value_;
};

/// A parsed JSON text. Movable; immutable.
class JsonDocument {
 public:
  /// kInvalid, with the byte offset, for anything that is not one JSON text: comments, trailing
  /// characters, invalid UTF-8, nesting deeper than 64, a member given twice in one object.
  static Result<JsonDocument> Parse(std::string_view text);

  ~JsonDocument();
  JsonDocument(JsonDocument&&) noexcept;
  JsonDocument& operator=(JsonDocument&&) noexcept;

  [[nodiscard]] JsonValue root() const;

 private:
  struct Impl;
  explicit JsonDocument(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace jiedui::base
