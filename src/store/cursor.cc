#include <sodium.h>

#include <algorithm>
#include <array>
#include <bit>

#include "base/json_reader.h"
#include "base/json_writer.h"
#include "store/cursor_internal.h"

namespace jiedui::store {
namespace {

using base::Fail;
using base::Result;

constexpr int kBase64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
constexpr std::size_t kMaxCursorBytes = 16 * 1024;

tl::unexpected<base::Error> Bad() {
  return Fail(base::ErrorCode::kInvalid, "分页标记无效，请从第一页重新开始", "cursor");
}

std::string Base64(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), kBase64), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), kBase64);
  text.pop_back();  // the terminating NUL
  return text;
}

/// Empty for what is no base64url.
std::string FromBase64(std::string_view text) {
  // libsodium 1.0.18 takes bytes over 0x7F for digits.
  const auto foreign = [](char c) { return static_cast<unsigned char>(c) > 0x7F; };
  if (std::any_of(text.begin(), text.end(), foreign)) return {};
  std::string bytes(text.size(), '\0');
  std::size_t length = 0;
  const int failed =
      sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                        text.size(), nullptr, &length, nullptr, kBase64);
  bytes.resize(failed == 0 ? length : 0);
  return bytes;
}

/// The value under its type's letter: an object of one member, or null.
void WriteValue(base::JsonWriter& json, const Stored& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) {
    json.StartObject().Member("i", *whole).EndObject();
  } else if (const auto* number = std::get_if<double>(&value)) {
    json.StartObject().Member("d", std::bit_cast<std::int64_t>(*number)).EndObject();
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    json.StartObject().Member("t", *text).EndObject();
  } else {
    json.Null();
  }
}

Result<Stored> ReadValue(const base::JsonValue& json) {
  if (json.IsNull()) return Stored{};
  const auto whole = json.Find("i");
  if (whole && whole->AsInt()) return Stored(*whole->AsInt());
  const auto number = json.Find("d");
  if (number && number->AsInt()) return Stored(std::bit_cast<double>(*number->AsInt()));
  const auto text = json.Find("t");
  if (text && text->AsString()) return Stored(std::string(*text->AsString()));
  return Bad();
}

}  // namespace

std::string FormatCursor(const Cursor& cursor) {
  base::JsonWriter json;
  json.StartArray().String(cursor.order);
  WriteValue(json, cursor.value);
  json.Int(cursor.id).EndArray();
  return Base64(json.Text());
}

Result<Cursor> ParseCursor(std::string_view text, std::string_view order) {
  if (text.size() > kMaxCursorBytes) return Bad();
  const Result<base::JsonDocument> document = base::JsonDocument::Parse(FromBase64(text));
  if (!document) return Bad();
  const std::vector<base::JsonValue> items = document->root().Items();
  if (items.size() != 3 || items[0].AsString() != order || !items[2].AsInt()) return Bad();
  JIEDUI_ASSIGN(Stored value, ReadValue(items[1]));
  return Cursor{std::string(order), std::move(value), *items[2].AsInt()};
}

}  // namespace jiedui::store
