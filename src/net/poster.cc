#include "net/poster.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <map>

#include "net/address.h"
#include "net/curl_internal.h"

namespace jiedui::net {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

constexpr std::size_t kLongestUrl = 2000;
constexpr std::size_t kMostAnswerBytes = 65'536;

struct MultiDeleter {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};

tl::unexpected<base::Error> BadUrl(std::string_view why) {
  return Fail(ErrorCode::kInvalid, "接收地址" + std::string(why), "url");
}

/// An address and no name: of digits and dots, or with a colon.
bool IsLiteral(std::string_view host) {
  const auto numeric = [](char c) { return c == '.' || (c >= '0' && c <= '9'); };
  return std::count(host.begin(), host.end(), ':') > 0 ||
         std::all_of(host.begin(), host.end(), numeric);
}

/// An IPv6 address without its brackets.
std::string_view Bare(std::string_view host) {
  if (!host.starts_with('[') || !host.ends_with(']')) return host;
  host.remove_prefix(1);
  host.remove_suffix(1);
  return host;
}

/// One request that runs.
struct Running {
  std::uint64_t token = 0;
  Reach reach = Reach::kPublic;
  bool refused = false;  // the address is out of reach
  std::size_t answer_bytes = 0;
  std::string body;
  std::unique_ptr<curl_slist, ListDeleter> headers;
  std::array<char, CURL_ERROR_SIZE> error = {};
  std::unique_ptr<CURL, EasyDeleter> easy;
};

/// Called by libcurl with the address that it is about to connect to.
curl_socket_t OpenSocket(void* data, curlsocktype /*purpose*/, curl_sockaddr* address) {
  auto& one = *static_cast<Running*>(data);
  if (one.reach == Reach::kPublic && !IsPublic(address->addr)) {
    one.refused = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::size_t TakeAnswer(const char* /*bytes*/, std::size_t size, std::size_t count, void* data) {
  auto& one = *static_cast<Running*>(data);
  one.answer_bytes += size * count;
  return one.answer_bytes > kMostAnswerBytes ? 0 : size * count;
}

template <class T>
void Set(Running& one, CURLoption option, T value) {
  curl_easy_setopt(one.easy.get(), option, value);
}

void SetUp(Running& one, const PostRequest& request, const PosterOptions& options) {
  const bool anywhere = request.reach == Reach::kAnywhere;
  Set(one, CURLOPT_URL, request.url.c_str());
  Set(one, CURLOPT_PROTOCOLS_STR, anywhere ? "http,https" : "https");
  Set(one, CURLOPT_POSTFIELDS, one.body.c_str());
  Set(one, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(one.body.size()));
  Set(one, CURLOPT_HTTPHEADER, one.headers.get());
  Set(one, CURLOPT_USERAGENT, "jiedui");
  Set(one, CURLOPT_FOLLOWLOCATION, 0L);
  Set(one, CURLOPT_PROXY, "");
  Set(one, CURLOPT_NOSIGNAL, 1L);
  // A resolver that hangs is left to itself; otherwise the end of its transfer waits for it.
  Set(one, CURLOPT_QUICK_EXIT, 1L);
  Set(one, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout_ms));
  Set(one, CURLOPT_TIMEOUT_MS, static_cast<long>(options.timeout_ms));
  Set(one, CURLOPT_OPENSOCKETFUNCTION, &OpenSocket);
  Set(one, CURLOPT_OPENSOCKETDATA, &one);
  Set(one, CURLOPT_WRITEFUNCTION, &TakeAnswer);
  Set(one, CURLOPT_WRITEDATA, &one);
  Set(one, CURLOPT_ERRORBUFFER, one.error.data());
  Set(one, CURLOPT_PRIVATE, &one);
  // A connection made under the wider reach must not serve the narrower one.
  Set(one, CURLOPT_FORBID_REUSE, anywhere ? 1L : 0L);
}

std::string Reason(const Running& one, CURLcode code) {
  if (one.refused) return "地址不在公网，不能推送";
  return ReasonOf(code, one.error.data());
}

PostOutcome OutcomeOf(const Running& one, CURLcode code) {
  PostOutcome outcome{one.token, 0, {}};
  long status = 0;
  curl_easy_getinfo(one.easy.get(), CURLINFO_RESPONSE_CODE, &status);
  // An answer that is too long was an answer all the same.
  if (code == CURLE_OK || (code == CURLE_WRITE_ERROR && one.answer_bytes > kMostAnswerBytes)) {
    outcome.status = status;
  } else {
    outcome.error = Reason(one, code);
  }
  return outcome;
}

}  // namespace

Status CheckUrl(std::string_view url, Reach reach) {
  if (url.size() > kLongestUrl) return BadUrl("超过 2000 个字节");
  if (HasControls(url)) return BadUrl("含有空格或控制字符");
  const std::unique_ptr<CURLU, UrlDeleter> parsed(curl_url());
  const std::string text(url);
  if (curl_url_set(parsed.get(), CURLUPART_URL, text.c_str(), CURLU_DISALLOW_USER) != CURLUE_OK)
    return BadUrl("“" + text.substr(0, 200) + "” 不是网址，或带有用户名");
  const std::string scheme = PartOf(parsed.get(), CURLUPART_SCHEME);
  if (scheme != "https" && scheme != "http") return BadUrl("应以 https:// 开头");
  const std::string host = PartOf(parsed.get(), CURLUPART_HOST);
  if (host.empty()) return BadUrl("没有主机名");
  if (reach == Reach::kAnywhere) return {};
  if (scheme != "https")
    return BadUrl("应以 https:// 开头；内网或测试使用 http 须先执行 jiedui webhook reach anywhere");
  const std::string_view bare = Bare(host);
  if (bare == "localhost" || (IsLiteral(bare) && !IsPublicText(bare)))
    return BadUrl("不在公网；内网或测试使用须先执行 jiedui webhook reach anywhere");
  return {};
}

Status PosterOptions::Validate() const {
  const auto within = [](std::int64_t value, std::int64_t most) {
    return value >= 1 && value <= most;
  };
  if (!within(connect_timeout_ms, 60'000))
    return Fail(ErrorCode::kInvalid, "连接时限应为 1 到 60000 毫秒", "connect_timeout_ms");
  if (!within(timeout_ms, 300'000))
    return Fail(ErrorCode::kInvalid, "答复时限应为 1 到 300000 毫秒", "timeout_ms");
  if (!within(static_cast<std::int64_t>(most_running), 1000))
    return Fail(ErrorCode::kInvalid, "同时推送数应为 1 到 1000", "most_running");
  return {};
}

struct Poster::Impl {
  PosterOptions options;
  std::unique_ptr<CURLM, MultiDeleter> multi;
  std::map<std::uint64_t, std::unique_ptr<Running>> running;
  std::atomic<bool> woken = false;

  ~Impl() {
    for (const auto& [token, one] : running) curl_multi_remove_handle(multi.get(), one->easy.get());
  }

  /// What ended since the last time.
  std::vector<PostOutcome> Collect() {
    std::vector<PostOutcome> outcomes;
    int left = 0;
    while (const CURLMsg* const message = curl_multi_info_read(multi.get(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      char* data = nullptr;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &data);
      const auto* const one = static_cast<const Running*>(static_cast<const void*>(data));
      outcomes.push_back(OutcomeOf(*one, message->data.result));
      curl_multi_remove_handle(multi.get(), one->easy.get());
      running.erase(outcomes.back().token);
    }
    return outcomes;
  }
};

Poster::Poster(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Poster::~Poster() = default;

Result<std::unique_ptr<Poster>> Poster::Make(const PosterOptions& options) {
  JIEDUI_CHECK(options.Validate());
  auto impl = std::make_unique<Impl>();
  impl->options = options;
  if (StartLibrary()) impl->multi.reset(curl_multi_init());
  if (impl->multi == nullptr) return Fail(ErrorCode::kUnavailable, "无法启动推送");
  return std::unique_ptr<Poster>(new Poster(std::move(impl)));
}

Status Poster::Start(std::uint64_t token, const PostRequest& request) {
  JIEDUI_CHECK(CheckUrl(request.url, request.reach));
  if (impl_->running.size() >= impl_->options.most_running)
    return Fail(ErrorCode::kUnavailable, "同时推送的已达上限");
  auto one = std::make_unique<Running>();
  one->token = token;
  one->reach = request.reach;
  one->body = request.body;
  one->easy.reset(curl_easy_init());
  for (const std::string& header : request.headers)
    one->headers.reset(curl_slist_append(one->headers.release(), header.c_str()));
  if (one->easy == nullptr) return Fail(ErrorCode::kUnavailable, "无法开始推送");
  SetUp(*one, request, impl_->options);
  if (curl_multi_add_handle(impl_->multi.get(), one->easy.get()) != CURLM_OK)
    return Fail(ErrorCode::kUnavailable, "无法开始推送");
  impl_->running[token] = std::move(one);
  return {};
}

std::vector<PostOutcome> Poster::Wait(std::int64_t most_ms) {
  using std::chrono::milliseconds;
  const auto until = std::chrono::steady_clock::now() + milliseconds(most_ms);
  while (true) {
    int still = 0;
    curl_multi_perform(impl_->multi.get(), &still);
    std::vector<PostOutcome> outcomes = impl_->Collect();
    const auto left = std::chrono::ceil<milliseconds>(until - std::chrono::steady_clock::now());
    const bool woken = impl_->woken.exchange(false);
    if (woken || !outcomes.empty() || left.count() <= 0) return outcomes;
    // Comes back early for sockets, for libcurl's own timers and for Wake.
    curl_multi_poll(impl_->multi.get(), nullptr, 0, static_cast<int>(left.count()), nullptr);
  }
}

void Poster::Wake() {
  impl_->woken = true;
  curl_multi_wakeup(impl_->multi.get());
}

std::size_t Poster::running() const { return impl_->running.size(); }

}  // namespace jiedui::net
