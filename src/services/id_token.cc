#include "services/id_token.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "base/json_reader.h"
#include "base/text.h"
#include "services/base64url.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::JsonDocument;
using base::JsonValue;
using base::Result;
using base::Status;

constexpr base::TimeMs kOldestMs = 10LL * 60 * 1000;
constexpr double kLatestSecond = 253'402'300'800.0;  // the year 10000
constexpr std::size_t kLongestSubject = 200;
constexpr std::size_t kLongestName = 64;

tl::unexpected<base::Error> Wrong(std::string why) {
  return Fail(ErrorCode::kUnauthenticated, "身份令牌" + std::move(why));
}

std::string TextOf(JsonValue object, std::string_view name) {
  const std::optional<JsonValue> member = object.Find(name);
  return std::string(member ? member->AsString().value_or("") : std::string_view{});
}

/// A NumericDate; nothing where it is missing or no moment.
std::optional<base::TimeMs> MomentOf(JsonValue object, std::string_view name) {
  const std::optional<JsonValue> member = object.Find(name);
  const std::optional<double> seconds = member ? member->AsDouble() : std::nullopt;
  if (!seconds || !std::isfinite(*seconds) || *seconds < 0 || *seconds > kLatestSecond)
    return std::nullopt;
  return static_cast<base::TimeMs>(*seconds * 1000.0);
}

Status CheckAudience(JsonValue claims, const std::string& client_id) {
  std::vector<std::string_view> audience;
  const std::optional<JsonValue> aud = claims.Find("aud");
  if (aud && aud->AsString()) audience.push_back(*aud->AsString());
  for (const JsonValue one : aud ? aud->Items() : std::vector<JsonValue>{})
    audience.push_back(one.AsString().value_or(""));
  if (std::find(audience.begin(), audience.end(), client_id) == audience.end())
    return Wrong("不是发给本系统的（aud）");
  const std::optional<JsonValue> party = claims.Find("azp");
  if (audience.size() > 1 && !party) return Wrong("有多个接收方而没有写明用于谁（azp）");
  if (party && party->AsString() != client_id) return Wrong("不是用于本系统的（azp）");
  return {};
}

Status CheckTimes(JsonValue claims, const IdTokenRules& rules) {
  const std::optional<base::TimeMs> expiry = MomentOf(claims, "exp");
  const std::optional<base::TimeMs> issued = MomentOf(claims, "iat");
  if (!expiry || !issued) return Wrong("没有有效期（exp、iat）");
  if (rules.now_ms >= *expiry + rules.skew_ms) return Wrong("已过期（exp）");
  if (*issued > rules.now_ms + rules.skew_ms)
    return Wrong("签发时间在将来（iat），请核对两边的时钟");
  if (*issued < rules.now_ms - rules.skew_ms - kOldestMs) return Wrong("签发已久（iat）");
  if (!claims.Find("nbf")) return {};
  const std::optional<base::TimeMs> from = MomentOf(claims, "nbf");
  if (!from || *from > rules.now_ms + rules.skew_ms) return Wrong("尚未生效（nbf）");
  return {};
}

/// The first characters of a name, for people; empty where it has control characters.
std::string ShortName(std::string_view name) {
  if (std::any_of(name.begin(), name.end(),
                  [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7f'; }))
    return {};
  return base::CountCodePoints(name) <= kLongestName ? std::string(name) : std::string();
}

}  // namespace

bool IsSubject(std::string_view text) {
  if (text.empty() || text.size() > kLongestSubject || base::Trim(text) != text) return false;
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7f'; });
}

Result<Identity> ReadIdToken(std::string_view payload, const IdTokenRules& rules) {
  const Result<JsonDocument> document = JsonDocument::Parse(payload);
  if (!document || !document->root().IsObject()) return Wrong("的内容不是 JSON 对象");
  const JsonValue claims = document->root();
  const std::string issuer = TextOf(claims, "iss");
  if (issuer != rules.issuer)
    return Wrong("的签发者 “" + issuer.substr(0, 200) + "” 不是所配置的（iss）");
  JIEDUI_CHECK(CheckAudience(claims, rules.client_id));
  JIEDUI_CHECK(CheckTimes(claims, rules));
  if (rules.nonce.empty() || !SameSecret(TextOf(claims, "nonce"), rules.nonce))
    return Wrong("不属于这次登录（nonce）");
  Identity identity{TextOf(claims, rules.subject_claim), ShortName(TextOf(claims, "name"))};
  if (!IsSubject(identity.subject)) return Wrong("没有可用的 “" + rules.subject_claim + "”");
  return identity;
}

}  // namespace jiedui::services
