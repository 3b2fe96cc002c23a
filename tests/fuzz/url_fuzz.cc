// Addresses that webhooks are to be sent to and that an operator configures, of any bytes. Checked:
// what the public reach takes is https to a host that is no private address, and everything it
// takes the wider reach takes too; nothing has a user or characters that would cut it short.

#include "fuzz/fuzz_input.h"
#include "net/address.h"
#include "net/fetcher.h"
#include "net/poster.h"

namespace {

using jiedui::fuzz::Require;
using jiedui::net::Reach;

/// What stands between the slashes and the path: a host, a port, and here no user.
std::string_view AuthorityOf(std::string_view url) {
  url.remove_prefix(std::min(url.find(':') + 1, url.size()));
  url.remove_prefix(std::min(url.find_first_not_of('/'), url.size()));
  return url.substr(0, url.find_first_of("/?#"));
}

void CheckTaken(std::string_view url) {
  Require(url.size() <= 2000 && !AuthorityOf(url).empty());
  for (const char c : url) Require(static_cast<unsigned char>(c) > 0x20 && c != 0x7F);
  Require(AuthorityOf(url).find('@') == std::string_view::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view url = jiedui::fuzz::TextOf(data, size);
  static_cast<void>(jiedui::net::IsPublicText(url));
  const auto open = CheckUrl(url, Reach::kPublic);
  const auto wide = CheckUrl(url, Reach::kAnywhere);
  const auto endpoint = jiedui::net::CheckEndpoint(url, true);
  if (!wide) Require(!open && wide.error().field == "url" && !wide.error().message.empty());
  if (wide) CheckTaken(url);
  if (endpoint) Require(wide && url.find('#') == std::string_view::npos);
  if (!open) return 0;
  Require((url[0] | 0x20) == 'h' && (url[4] | 0x20) == 's');
  for (const std::string_view inside : {"localhost", "127.0.0.1", "[::1]", "10.0.0.1"})
    Require(AuthorityOf(url) != inside);
  return 0;
}
