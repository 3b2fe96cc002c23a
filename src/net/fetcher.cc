#include "net/fetcher.h"

#include <array>
#include <memory>

#include "net/curl_internal.h"

namespace jiedui::net {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

constexpr std::size_t kLongestUrl = 2000;
constexpr std::size_t kLongestShown = 200;

tl::unexpected<base::Error> BadEndpoint(std::string_view url, std::string_view why) {
  return Fail(ErrorCode::kInvalid,
              "地址 “" + std::string(url.substr(0, kLongestShown)) + "” " + std::string(why));
}

/// What an answer becomes while it comes in.
struct Answer {
  std::string body;
  std::size_t most_bytes = 0;
  bool too_long = false;
};

std::size_t TakeBody(const char* bytes, std::size_t size, std::size_t count, void* data) {
  auto& answer = *static_cast<Answer*>(data);
  const std::size_t length = size * count;
  answer.too_long = answer.body.size() + length > answer.most_bytes;
  if (answer.too_long) return 0;
  answer.body.append(bytes, length);
  return length;
}

struct Transfer {
  std::unique_ptr<CURL, EasyDeleter> easy{curl_easy_init()};
  std::unique_ptr<curl_slist, ListDeleter> headers;
  std::array<char, CURL_ERROR_SIZE> error = {};
  Answer answer;

  template <class T>
  void Set(CURLoption option, T value) const {
    curl_easy_setopt(easy.get(), option, value);
  }
};

void SetUp(Transfer& transfer, const FetchRequest& request) {
  for (const std::string& header : request.headers)
    transfer.headers.reset(curl_slist_append(transfer.headers.release(), header.c_str()));
  transfer.answer.most_bytes = request.most_bytes;
  transfer.Set(CURLOPT_URL, request.url.c_str());
  transfer.Set(CURLOPT_PROTOCOLS_STR, request.allow_http ? "http,https" : "https");
  if (request.body) {
    transfer.Set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body->size()));
    transfer.Set(CURLOPT_POSTFIELDS, request.body->c_str());
  }
  transfer.Set(CURLOPT_HTTPHEADER, transfer.headers.get());
  transfer.Set(CURLOPT_USERAGENT, "jiedui");
  transfer.Set(CURLOPT_FOLLOWLOCATION, 0L);
  transfer.Set(CURLOPT_PROXY, "");
  transfer.Set(CURLOPT_NOSIGNAL, 1L);
  transfer.Set(CURLOPT_QUICK_EXIT, 1L);  // does not wait for a resolver that hangs
  transfer.Set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.connect_timeout_ms));
  transfer.Set(CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout_ms));
  transfer.Set(CURLOPT_WRITEFUNCTION, &TakeBody);
  transfer.Set(CURLOPT_WRITEDATA, &transfer.answer);
  transfer.Set(CURLOPT_ERRORBUFFER, transfer.error.data());
}

std::string HostOf(const std::string& url) {
  const std::unique_ptr<CURLU, UrlDeleter> parsed(curl_url());
  curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0);
  return PartOf(parsed.get(), CURLUPART_HOST);
}

bool IsUnreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

}  // namespace

Status CheckEndpoint(std::string_view url, bool allow_http) {
  if (url.size() > kLongestUrl) return BadEndpoint(url, "超过 2000 个字节");
  if (HasControls(url)) return BadEndpoint(url, "含有空格或控制字符");
  const std::unique_ptr<CURLU, UrlDeleter> parsed(curl_url());
  const std::string text(url);
  if (curl_url_set(parsed.get(), CURLUPART_URL, text.c_str(), CURLU_DISALLOW_USER) != CURLUE_OK)
    return BadEndpoint(url, "不是网址，或带有用户名");
  const std::string scheme = PartOf(parsed.get(), CURLUPART_SCHEME);
  if (scheme != "https" && !(scheme == "http" && allow_http))
    return BadEndpoint(url, "应以 https:// 开头");
  if (PartOf(parsed.get(), CURLUPART_HOST).empty()) return BadEndpoint(url, "没有主机名");
  if (text.find('#') != std::string::npos) return BadEndpoint(url, "不能带 # 之后的部分");
  return {};
}

Result<Fetched> Fetch(const FetchRequest& request) {
  JIEDUI_CHECK(CheckEndpoint(request.url, request.allow_http));
  if (!StartLibrary()) return Fail(ErrorCode::kUnavailable, "无法使用网络库");
  Transfer transfer;
  if (transfer.easy == nullptr) return Fail(ErrorCode::kUnavailable, "无法开始请求");
  SetUp(transfer, request);
  const CURLcode code = curl_easy_perform(transfer.easy.get());
  if (code != CURLE_OK) {
    const std::string why =
        transfer.answer.too_long ? "答复过长" : ReasonOf(code, transfer.error.data());
    return Fail(ErrorCode::kUnavailable, HostOf(request.url) + ": " + why);
  }
  long status = 0;
  curl_easy_getinfo(transfer.easy.get(), CURLINFO_RESPONSE_CODE, &status);
  return Fetched{status, std::move(transfer.answer.body)};
}

std::string PercentEncode(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (IsUnreserved(c)) {
      encoded += c;
    } else {
      encoded += {'%', kHex[byte >> 4U], kHex[byte & 0x0FU]};
    }
  }
  return encoded;
}

std::string FormEncode(const std::vector<std::pair<std::string, std::string>>& fields) {
  std::string text;
  for (const auto& [name, value] : fields) {
    if (!text.empty()) text += '&';
    text += PercentEncode(name) + '=' + PercentEncode(value);
  }
  return text;
}

}  // namespace jiedui::net
