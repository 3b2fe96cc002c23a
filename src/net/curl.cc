#include <algorithm>

#include "net/curl_internal.h"

namespace jiedui::net {

bool StartLibrary() {
  static const bool started = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  return started;
}

bool HasControls(std::string_view url) {
  return std::any_of(url.begin(), url.end(),
                     [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == '\x7f'; });
}

std::string PartOf(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return {};
  std::string copy = text;
  curl_free(text);
  return copy;
}

std::string ReasonOf(CURLcode code, const std::string& detail) {
  if (code == CURLE_OPERATION_TIMEDOUT) return "对方没有在时限内答复";
  if (code == CURLE_COULDNT_RESOLVE_HOST) return "域名无法解析";
  if (code == CURLE_COULDNT_CONNECT) return "无法连接";
  if (code == CURLE_PEER_FAILED_VERIFICATION) return "对方的证书不可信";
  return "未送达: " + (detail.empty() ? std::string(curl_easy_strerror(code)) : detail);
}

}  // namespace jiedui::net
