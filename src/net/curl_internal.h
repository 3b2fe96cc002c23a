#pragma once

#include <curl/curl.h>

#include <string>
#include <string_view>

namespace jiedui::net {

struct UrlDeleter {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
struct EasyDeleter {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct ListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

/// Once a program, before anything else of libcurl; false where it cannot be used. Thread-safe.
bool StartLibrary();

/// Has the text characters that no URL has: blanks and control characters, NUL above all, where
/// libcurl would take the text to end?
bool HasControls(std::string_view url);

/// A part of the URL; empty where it has none.
std::string PartOf(CURLU* url, CURLUPart part);

/// Why a transfer failed, in Chinese. `detail` is libcurl's own text, empty where it gave none.
std::string ReasonOf(CURLcode code, const std::string& detail);

}  // namespace jiedui::net
