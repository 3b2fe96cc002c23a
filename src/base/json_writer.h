#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace jiedui::base {

/// Writes one JSON text piece by piece, in the order of the calls. Calls must nest as JSON does;
/// invalid UTF-8 becomes U+FFFD; numbers that JSON cannot hold (NaN, infinities) become null. Not
/// thread-safe.
class JsonWriter {
 public:
  JsonWriter();
  ~JsonWriter();
  JsonWriter(JsonWriter&&) noexcept;
  JsonWriter& operator=(JsonWriter&&) noexcept;

  JsonWriter& StartObject();
  JsonWriter& EndObject();
  JsonWriter& StartArray();
  JsonWriter& EndArray();
  JsonWriter& Key(std::string_view name);
  JsonWriter& String(std::string_view value);
  JsonWriter& Int(std::int64_t value);
  JsonWriter& Double(double value);
  JsonWriter& Bool(bool value);
  JsonWriter& Null();
  /// An id: a decimal string, since JavaScript numbers end at 2^53.
  JsonWriter& Id(std::int64_t id) { return String(std::to_string(id)); }
  /// A whole JSON value as text; the caller answers for its being valid.
  JsonWriter& Raw(std::string_view json);

  /// Key and value at once.
  JsonWriter& Member(std::string_view name, std::string_view value) {
    return Key(name).String(value);
  }
  JsonWriter& Member(std::string_view name, const char* value) { return Key(name).String(value); }
  JsonWriter& Member(std::string_view name, const std::string& value) {
    return Key(name).String(value);
  }
  JsonWriter& Member(std::string_view name, std::int64_t value) { return Key(name).Int(value); }
  JsonWriter& Member(std::string_view name, double value) { return Key(name).Double(value); }
  JsonWriter& Member(std::string_view name, bool value) { return Key(name).Bool(value); }

  /// The text so far.
  [[nodiscard]] std::string Text() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace jiedui::base
