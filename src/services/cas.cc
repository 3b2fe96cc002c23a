#include "services/cas.h"

#include <algorithm>

#include "net/fetcher.h"
#include "services/cas_answer.h"
#include "services/external_login_error.h"

namespace jiedui::services {
namespace {

using base::Result;

constexpr std::size_t kLongestTicket = 256;

/// A service ticket (protocol 3.0, sections 3.1 and 3.7; servers put their name at its end).
bool IsServiceTicket(std::string_view text) {
  return text.starts_with("ST-") && text.size() <= kLongestTicket &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '.' || c == '_';
         });
}

/// The person of the answer: the user, or the one value of that attribute.
Result<std::string> SubjectOf(const CasAnswer& answer, const std::string& attribute) {
  if (attribute.empty()) return answer.user;
  const auto found = answer.attributes.find(attribute);
  if (found != answer.attributes.end() && found->second.size() == 1) return found->second.front();
  return Refuse(LoginRefusal::kUntrusted, "CAS 的答复中，属性 “" + attribute + "” 不是恰好一个值");
}

}  // namespace

CasClient::CasClient(const SsoOptions& options, std::string service, Exchanges& exchanges)
    : options_(*options.cas),
      allow_http_(options.allow_http),
      timeout_ms_(options.timeout_ms),
      service_(std::move(service)),
      exchanges_(exchanges) {}

std::string CasClient::Address(std::string_view path) const {
  const bool slash = options_.url.ends_with('/');
  return options_.url.substr(0, options_.url.size() - (slash ? 1 : 0)) + std::string(path);
}

std::string CasClient::ServiceOf(std::string_view state) const {
  return service_ + "?state=" + std::string(state);
}

std::string CasClient::LoginUrl(std::string_view state) const {
  return Address("/login?") + net::FormEncode({{"service", ServiceOf(state)}});
}

Result<Identity> CasClient::Validate(std::string_view ticket, std::string_view state) const {
  if (!IsServiceTicket(ticket)) return Refuse(LoginRefusal::kUntrusted, "不是 CAS 的服务票据");
  const std::optional<Exchanges::Permit> permit = exchanges_.TryBegin();
  if (!permit) return Refuse(LoginRefusal::kBusy, "正在登录的人太多");
  net::FetchRequest request;
  request.url = Address("/p3/serviceValidate?") +
                net::FormEncode({{"service", ServiceOf(state)}, {"ticket", std::string(ticket)}});
  request.allow_http = allow_http_;
  request.timeout_ms = timeout_ms_;
  const Result<net::Fetched> fetched = net::Fetch(request);
  if (!fetched) return Refuse(LoginRefusal::kUnavailable, fetched.error().message);
  if (fetched->status != 200)
    return Refuse(LoginRefusal::kUnavailable, "CAS 答复 HTTP " + std::to_string(fetched->status));
  const Result<CasAnswer> answer = ReadCasAnswer(fetched->body);
  if (!answer) return Refuse(LoginRefusal::kUntrusted, answer.error().message);
  JIEDUI_ASSIGN(std::string subject, SubjectOf(*answer, options_.subject_attribute));
  if (!IsSubject(subject)) return Refuse(LoginRefusal::kUntrusted, "CAS 的答复没有可用的用户名");
  return Identity{std::move(subject), {}};
}

}  // namespace jiedui::services
