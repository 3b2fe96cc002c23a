// Addresses that webhooks are to be sent to, of any bytes. Checked: what the public reach takes is
// https to a host that is no private address, and everything it takes the wider reach takes too.

#include "fuzz/fuzz_input.h"
#include "net/address.h"
#include "net/poster.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using jiedui::fuzz::Require;
  const std::string url(jiedui::fuzz::TextOf(data, size));
  static_cast<void>(jiedui::net::IsPublicText(url));
  const auto open = jiedui::net::CheckUrl(url, jiedui::net::Reach::kPublic);
  const auto wide = jiedui::net::CheckUrl(url, jiedui::net::Reach::kAnywhere);
  if (!wide) Require(!open && wide.error().field == "url" && !wide.error().message.empty());
  if (!open) return 0;
  Require(url.size() <= 2000 && url.find('\0') == std::string::npos);
  Require(url.find('@') == std::string::npos || url.find('@') > url.find('/', 8));
  Require((url[0] | 0x20) == 'h' && (url[4] | 0x20) == 's');
  for (const std::string_view inside : {"//localhost/", "//127.0.0.1", "//[::1]", "//10.0.0.1/"})
    Require(url.find(inside) != 6);
  return 0;
}
