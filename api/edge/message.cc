#include "api/edge/message.h"

#include <pistache/http_defs.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

#include "base/json_text.h"

namespace jiedui::edge {
namespace {

char LowerAsciiChar(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

bool EqualsIgnoreCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return LowerAsciiChar(x) == LowerAsciiChar(y); });
}

template <bool kIgnoreCase>
static bool SameName(std::string_view a, std::string_view b) {
  return kIgnoreCase ? EqualsIgnoreCase(a, b) : a == b;
}

template <bool kIgnoreCase>
std::optional<std::string_view> FieldList<kIgnoreCase>::Get(std::string_view name) const {
  for (const Entry& entry : entries_) {
    if (SameName<kIgnoreCase>(entry.first, name)) return entry.second;
  }
  return std::nullopt;
}

template <bool kIgnoreCase>
std::vector<std::string_view> FieldList<kIgnoreCase>::All(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const Entry& entry : entries_) {
    if (SameName<kIgnoreCase>(entry.first, name)) values.emplace_back(entry.second);
  }
  return values;
}

template class FieldList<true>;
template class FieldList<false>;

Body Body::Of(std::string bytes) {
  return Shared(std::make_shared<const std::string>(std::move(bytes)));
}

Body Body::Shared(std::shared_ptr<const std::string> bytes) {
  const std::string_view view = *bytes;
  return View(view, std::move(bytes));
}

Body Body::View(std::string_view bytes, std::shared_ptr<const void> owner) {
  Body body;
  body.bytes_ = bytes;
  body.owner_ = std::move(owner);
  return body;
}

Body Body::Chunks(ChunkProducer producer) {
  Body body;
  body.producer_ = std::make_shared<ChunkProducer>(std::move(producer));
  return body;
}

Response MakeResponse(int status, std::string content_type, std::string body) {
  Response response;
  response.status = status;
  response.headers.Add("Content-Type", std::move(content_type));
  response.body = Body::Of(std::move(body));
  return response;
}

Response ProblemResponse(int status, std::string_view code, std::string_view detail,
                         std::string_view request_id, std::string_view field) {
  std::string json =
      R"({"type":"about:blank","title":)" + base::JsonQuote(ReasonPhrase(status)) +
      ",\"status\":" + std::to_string(status) + ",\"code\":" + base::JsonQuote(code) +
      ",\"detail\":" + base::JsonQuote(detail) + ",\"field\":" + base::JsonQuote(field) +
      ",\"request_id\":" + base::JsonQuote(request_id) + "}";
  Response response = MakeResponse(status, "application/problem+json", std::move(json));
  response.headers.Add("Cache-Control", "no-store");
  return response;
}

std::string_view ReasonPhrase(int status) {
  const std::string_view phrase =
      Pistache::Http::codeString(static_cast<Pistache::Http::Code>(status));
  return phrase.empty() ? std::string_view("Status") : phrase;
}

std::string HttpDate(base::TimeMs time_ms) {
  static constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t seconds = time_ms / 1000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 64> text{};
  // Not strftime: its names follow the locale.
  std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                kDays.at(static_cast<std::size_t>(parts.tm_wday)), parts.tm_mday,
                kMonths.at(static_cast<std::size_t>(parts.tm_mon)), parts.tm_year + 1900,
                parts.tm_hour, parts.tm_min, parts.tm_sec);
  return text.data();
}

}  // namespace jiedui::edge
