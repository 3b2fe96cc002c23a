#include "services/oidc.h"

#include <mutex>
#include <optional>

#include "base/json_reader.h"
#include "base/log.h"
#include "base/text.h"
#include "net/fetcher.h"
#include "services/base64url.h"
#include "services/external_login_error.h"
#include "services/jws.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::JsonDocument;
using base::Result;
using base::Status;
using base::TimeMs;

constexpr TimeMs kKeepMs = 3600LL * 1000;
constexpr TimeMs kAgainMs = 30LL * 1000;        // for keys that are not among ours
constexpr TimeMs kAfterFailureMs = 5LL * 1000;  // for a document that could not be had

/// What of the discovery document is used.
struct Provider {
  std::string authorization_endpoint;
  std::string token_endpoint;
  std::string jwks_uri;
};

std::string TextOf(base::JsonValue object, std::string_view name) {
  const auto member = object.Find(name);
  return std::string(member ? member->AsString().value_or("") : std::string_view{});
}

/// A document that is had from the provider and kept for a while. Guarded by its mutex, which is
/// not held while the provider is asked.
template <class T>
class Kept {
 public:
  /// The document while it is fresh enough.
  std::shared_ptr<const T> Get(TimeMs now_ms, TimeMs keep_ms) const {
    const std::scoped_lock lock(mutex_);
    return now_ms - at_ms_ < keep_ms ? document_ : nullptr;
  }
  void Put(std::shared_ptr<const T> document, TimeMs now_ms) {
    const std::scoped_lock lock(mutex_);
    document_ = std::move(document);
    at_ms_ = now_ms;
  }
  void NoteFailure(TimeMs now_ms) {
    const std::scoped_lock lock(mutex_);
    failed_ms_ = now_ms;
  }
  [[nodiscard]] bool FailedJustNow(TimeMs now_ms) const {
    const std::scoped_lock lock(mutex_);
    return failed_ms_ != 0 && now_ms - failed_ms_ < kAfterFailureMs;
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const T> document_;
  TimeMs at_ms_ = 0;
  TimeMs failed_ms_ = 0;
};

}  // namespace

struct OidcClient::Impl {
  OidcOptions options;
  bool allow_http;
  std::int64_t timeout_ms;
  std::string redirect_uri;
  const base::Clock& clock;
  Exchanges& exchanges;
  Kept<Provider> provider;
  Kept<KeySet> keys;

  /// The body of a 200; kUnavailable for anything else.
  [[nodiscard]] Result<std::string> Get(const std::string& url) const {
    net::FetchRequest request;
    request.url = url;
    request.headers = {"Accept: application/json"};
    request.allow_http = allow_http;
    request.timeout_ms = timeout_ms;
    Result<net::Fetched> fetched = net::Fetch(request);
    if (!fetched) return Refuse(LoginRefusal::kUnavailable, fetched.error().message);
    if (fetched->status == 200) return std::move(fetched->body);
    return Refuse(LoginRefusal::kUnavailable,
                  url + " 答复 HTTP " + std::to_string(fetched->status));
  }

  [[nodiscard]] Result<Provider> Discover() const {
    std::string base = options.issuer;
    if (base.ends_with('/')) base.pop_back();
    const std::string url = base + "/.well-known/openid-configuration";
    JIEDUI_ASSIGN(const std::string body, Get(url));
    const Result<JsonDocument> json = JsonDocument::Parse(body);
    if (!json) return Refuse(LoginRefusal::kUnavailable, url + " 不是 JSON");
    if (TextOf(json->root(), "issuer") != options.issuer)
      return Refuse(LoginRefusal::kUntrusted, url + " 的 issuer 不是所配置的 " + options.issuer);
    Provider found{TextOf(json->root(), "authorization_endpoint"),
                   TextOf(json->root(), "token_endpoint"), TextOf(json->root(), "jwks_uri")};
    for (const std::string* const one :
         {&found.authorization_endpoint, &found.token_endpoint, &found.jwks_uri}) {
      const Status fit = net::CheckEndpoint(*one, allow_http);
      if (!fit) return Refuse(LoginRefusal::kUntrusted, url + ": " + fit.error().message);
    }
    return found;
  }

  /// The caller holds a permit unless the document is there.
  Result<std::shared_ptr<const Provider>> TheProvider() {
    const TimeMs now_ms = clock.NowMs();
    if (auto kept = provider.Get(now_ms, kKeepMs)) return kept;
    if (provider.FailedJustNow(now_ms))
      return Refuse(LoginRefusal::kUnavailable, options.issuer + " 刚才没有答复");
    Result<Provider> found = Discover();
    if (!found) {
      provider.NoteFailure(now_ms);
      return base::Fail(found.error());
    }
    auto shared = std::make_shared<const Provider>(*std::move(found));
    provider.Put(shared, now_ms);
    return shared;
  }

  Result<std::shared_ptr<const KeySet>> ReadKeys(const std::string& url) {
    JIEDUI_ASSIGN(const std::string body, Get(url));
    Result<KeySet> parsed = KeySet::Parse(body);
    if (!parsed) return Refuse(LoginRefusal::kUnavailable, url + " " + parsed.error().message);
    auto shared = std::make_shared<const KeySet>(*std::move(parsed));
    keys.Put(shared, clock.NowMs());
    return shared;
  }

  /// The token's payload by the keys at hand, or by newer ones where they lack the token's.
  Result<std::string> Verified(const Provider& from, const std::string& token) {
    const TimeMs now_ms = clock.NowMs();
    std::shared_ptr<const KeySet> known = keys.Get(now_ms, kKeepMs);
    if (known == nullptr) {
      JIEDUI_ASSIGN(known, ReadKeys(from.jwks_uri));
    }
    Result<std::string> payload = VerifiedPayload(token, *known, options.algorithms);
    const bool newer = !payload && payload.error().code == ErrorCode::kNotFound &&
                       keys.Get(now_ms, kAgainMs) == nullptr;
    if (newer) {
      JIEDUI_ASSIGN(known, ReadKeys(from.jwks_uri));
      payload = VerifiedPayload(token, *known, options.algorithms);
    }
    if (!payload) return Refuse(LoginRefusal::kUntrusted, payload.error().message);
    return payload;
  }

  [[nodiscard]] net::FetchRequest TokenRequest(const Provider& at, const BegunLogin& login,
                                               std::string_view code) const {
    std::vector<std::pair<std::string, std::string>> form = {{"grant_type", "authorization_code"},
                                                             {"code", std::string(code)},
                                                             {"redirect_uri", redirect_uri},
                                                             {"code_verifier", login.verifier}};
    net::FetchRequest request;
    request.url = at.token_endpoint;
    request.headers = {"Accept: application/json"};
    if (options.authentication == ClientAuthentication::kSecretPost) {
      form.emplace_back("client_id", options.client_id);
      form.emplace_back("client_secret", options.client_secret);
    } else {
      // Both are form-encoded before they are joined (RFC 6749 section 2.3.1).
      const std::string pair =
          net::PercentEncode(options.client_id) + ":" + net::PercentEncode(options.client_secret);
      request.headers.push_back("Authorization: Basic " + Base64(pair));
    }
    request.body = net::FormEncode(form);
    request.allow_http = allow_http;
    request.timeout_ms = timeout_ms;
    return request;
  }

  [[nodiscard]] Result<std::string> IdToken(const Provider& at, const BegunLogin& login,
                                            std::string_view code) const {
    const Result<net::Fetched> fetched = net::Fetch(TokenRequest(at, login, code));
    if (!fetched) return Refuse(LoginRefusal::kUnavailable, fetched.error().message);
    if (fetched->status >= 500)
      return Refuse(LoginRefusal::kUnavailable,
                    at.token_endpoint + " 答复 HTTP " + std::to_string(fetched->status));
    const Result<JsonDocument> json = JsonDocument::Parse(fetched->body);
    if (!json || fetched->status != 200) {
      const std::string error = json ? TextOf(json->root(), "error").substr(0, 64) : "";
      return Refuse(LoginRefusal::kUntrusted,
                    "身份源不接受授权码: HTTP " + std::to_string(fetched->status) + " " + error);
    }
    std::string token = TextOf(json->root(), "id_token");
    if (token.empty()) return Refuse(LoginRefusal::kUntrusted, "身份源的答复没有 id_token");
    return token;
  }
};

OidcClient::OidcClient(const SsoOptions& options, std::string redirect_uri,
                       const base::Clock& clock, Exchanges& exchanges)
    : impl_(new Impl{*options.oidc,
                     options.allow_http,
                     options.timeout_ms,
                     std::move(redirect_uri),
                     clock,
                     exchanges,
                     {},
                     {}}) {}
OidcClient::~OidcClient() = default;

Result<std::string> OidcClient::AuthorizationUrl(const BegunLogin& login) {
  std::optional<Exchanges::Permit> permit;
  if (impl_->provider.Get(impl_->clock.NowMs(), kKeepMs) == nullptr) {
    permit = impl_->exchanges.TryBegin();
    if (!permit) return Refuse(LoginRefusal::kBusy, "正在登录的人太多");
  }
  JIEDUI_ASSIGN(const auto provider, impl_->TheProvider());
  const std::string query = net::FormEncode({{"response_type", "code"},
                                             {"client_id", impl_->options.client_id},
                                             {"redirect_uri", impl_->redirect_uri},
                                             {"scope", base::Join(impl_->options.scopes, " ")},
                                             {"state", login.state},
                                             {"nonce", login.nonce},
                                             {"code_challenge", Base64Url(Sha256(login.verifier))},
                                             {"code_challenge_method", "S256"}});
  const std::string& endpoint = provider->authorization_endpoint;
  return endpoint + (endpoint.find('?') == std::string::npos ? "?" : "&") + query;
}

Result<Identity> OidcClient::Redeem(const BegunLogin& login, std::string_view code) {
  const std::optional<Exchanges::Permit> permit = impl_->exchanges.TryBegin();
  if (!permit) return Refuse(LoginRefusal::kBusy, "正在登录的人太多");
  JIEDUI_ASSIGN(const auto provider, impl_->TheProvider());
  JIEDUI_ASSIGN(const std::string token, impl_->IdToken(*provider, login, code));
  JIEDUI_ASSIGN(const std::string payload, impl_->Verified(*provider, token));
  IdTokenRules rules;
  rules.issuer = impl_->options.issuer;
  rules.client_id = impl_->options.client_id;
  rules.nonce = login.nonce;
  rules.subject_claim = impl_->options.subject_claim;
  rules.now_ms = impl_->clock.NowMs();
  rules.skew_ms = impl_->options.clock_skew_s * 1000;
  Result<Identity> identity = ReadIdToken(payload, rules);
  if (!identity) return Refuse(LoginRefusal::kUntrusted, identity.error().message);
  return identity;
}

}  // namespace jiedui::services
