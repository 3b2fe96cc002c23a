#include "services/external_login_options.h"

#include <algorithm>

#include "base/text.h"
#include "net/fetcher.h"
#include "services/jws.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Status;
using domain::Role;

constexpr std::size_t kLongestTitle = 40;

tl::unexpected<base::Error> Bad(const std::string& field, const std::string& what) {
  return Fail(ErrorCode::kInvalid, "单点登录配置 " + field + ": " + what, field);
}

Status CheckLength(const std::string& field, const std::string& text, std::size_t most) {
  const std::size_t length = base::CountCodePoints(text);
  if (length >= 1 && length <= most) return {};
  return Bad(field, "应为 1 到 " + std::to_string(most) + " 个字符");
}

Status CheckRange(const std::string& field, std::int64_t value, std::int64_t least,
                  std::int64_t most) {
  if (value >= least && value <= most) return {};
  return Bad(field, "应为 " + std::to_string(least) + " 到 " + std::to_string(most));
}

Status CheckAddress(const std::string& field, const std::string& url, bool allow_http) {
  const Status status = net::CheckEndpoint(url, allow_http);
  return status ? Status{} : Bad(field, status.error().message);
}

bool IsScope(const std::string& scope) {
  return !scope.empty() && std::all_of(scope.begin(), scope.end(), [](char c) {
    return c > ' ' && c < '\x7f' && c != '"' && c != '\\';
  });
}

/// Scheme, host and port, and nothing after them.
bool IsOrigin(const std::string& url) {
  const std::size_t slashes = url.find("://");
  return slashes != std::string::npos &&
         url.find_first_of("/?#\\ ", slashes + 3) == std::string::npos;
}

}  // namespace

Status OidcOptions::Validate(bool allow_http) const {
  JIEDUI_CHECK(CheckLength("oidc.title", title, kLongestTitle));
  JIEDUI_CHECK(CheckAddress("oidc.issuer", issuer, allow_http));
  if (issuer.find('?') != std::string::npos) return Bad("oidc.issuer", "不能带 ? 之后的部分");
  JIEDUI_CHECK(CheckLength("oidc.client_id", client_id, 256));
  JIEDUI_CHECK(CheckLength("oidc.client_secret", client_secret, 1024));
  if (!std::all_of(scopes.begin(), scopes.end(), IsScope) ||
      std::find(scopes.begin(), scopes.end(), "openid") == scopes.end())
    return Bad("oidc.scopes", "应含 openid，每项为不带空格的 ASCII 字符");
  JIEDUI_CHECK(CheckLength("oidc.subject_claim", subject_claim, 64));
  const auto known = [](const std::string& one) { return one == kRs256 || one == kEs256; };
  if (algorithms.empty() || !std::all_of(algorithms.begin(), algorithms.end(), known))
    return Bad("oidc.algorithms", "应为 RS256、ES256 中的至少一个");
  return CheckRange("oidc.clock_skew_s", clock_skew_s, 0, 300);
}

Status CasOptions::Validate(bool allow_http) const {
  JIEDUI_CHECK(CheckLength("cas.title", title, kLongestTitle));
  JIEDUI_CHECK(CheckAddress("cas.url", url, allow_http));
  if (url.find('?') != std::string::npos) return Bad("cas.url", "不能带 ? 之后的部分");
  if (subject_attribute.empty()) return {};
  return CheckLength("cas.subject_attribute", subject_attribute, 64);
}

Status SsoOptions::Validate() const {
  JIEDUI_CHECK(CheckAddress("public_url", public_url, allow_http));
  if (!IsOrigin(public_url)) return Bad("public_url", "只写协议、主机和端口，末尾不带 /");
  if (!oidc && !cas) return Bad("oidc", "oidc 和 cas 至少配置一个");
  if (oidc) JIEDUI_CHECK(oidc->Validate(allow_http));
  if (cas) JIEDUI_CHECK(cas->Validate(allow_http));
  if (new_accounts) {
    const Role role = new_accounts->role;
    if (role != Role::kAuditor && role != Role::kCounty && role != Role::kDepartment &&
        role != Role::kSupportDepartment)
      return Bad("new_accounts.role", "应为 auditor、county、department 或 support_department");
  }
  JIEDUI_CHECK(CheckRange("timeout_ms", timeout_ms, 100, 30'000));
  JIEDUI_CHECK(CheckRange("most_at_once", most_at_once, 1, 32));
  return CheckRange("begun_valid_s", begun_valid_s, 60, 3'600);
}

}  // namespace jiedui::services
