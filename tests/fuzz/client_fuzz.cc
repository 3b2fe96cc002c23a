// Who a request is said to come from: `X-Forwarded-For` (twice), `Cookie`, the blocks of trusted
// proxies and the id of the request, separated by zero bytes. Checked: only an address in its usual
// form is believed, only of a trusted proxy, and what limits count by is never longer than that.

#include <array>

#include "api/client.h"
#include "api/edge/request_id.h"
#include "fuzz/fuzz_input.h"
#include "net/network.h"

namespace {

using jiedui::fuzz::Require;
using jiedui::net::Network;

void CheckAddress(const std::string& address) {
  const auto canonical = jiedui::net::CanonicalAddress(address);
  Require(canonical == address);
  const std::string source = jiedui::net::SourceOf(address);
  Require(jiedui::net::SourceOf(source) == source || source.ends_with("/64"));
}

void CheckClients(const jiedui::edge::Request& request) {
  const std::array<Network, 2> trusted = {*Network::Parse("10.0.0.0/8"), *Network::Parse("::1")};
  const auto client = jiedui::api::ClientOf(request, trusted);
  if (client.address != request.peer) CheckAddress(client.address);
  const auto plain = jiedui::api::ClientOf(request, {});
  Require(plain.address == request.peer && !plain.secure);
}

void CheckNetwork(std::string_view text) {
  const auto network = Network::Parse(text);
  const std::string address(text.substr(0, text.find('/')));
  if (network) Require(network->Contains(address));
  static_cast<void>(jiedui::net::SourceOf(text));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto parts = jiedui::fuzz::Parts(jiedui::fuzz::TextOf(data, size), 5);
  jiedui::edge::Request request;
  request.peer = "10.0.0.1";
  request.headers.Add("X-Forwarded-For", std::string(parts[0]));
  request.headers.Add("x-forwarded-for", std::string(parts[1]));
  request.headers.Add("Cookie", std::string(parts[2]));
  request.headers.Add("X-Forwarded-Proto", std::string(parts[2].substr(0, 5)));
  CheckClients(request);
  for (const bool secure : {false, true}) {
    const std::string value =
        jiedui::api::CookieValue(request, jiedui::api::kSessionCookie, secure);
    Require(value.empty() || parts[2].find("jiedui_session=" + value) != std::string_view::npos);
    Require(value.find(';') == std::string::npos);
  }
  CheckNetwork(parts[3]);
  if (jiedui::edge::IsSaneRequestId(parts[4]))
    Require(parts[4].find_first_of("\r\n \"\\") == std::string_view::npos && parts[4].size() <= 64);
  return 0;
}
