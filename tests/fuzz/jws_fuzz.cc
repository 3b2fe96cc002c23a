// Keys and tokens of providers of identities: a key set (RFC 7517) and, after a zero byte, a token
// (RFC 7515) of any bytes. Checked: under the keys below, whose private halves are gone, nothing is
// taken but the two tokens that were signed with them; keys that are read are of the two kinds.

#include "fuzz/fuzz_input.h"
#include "services/base64url.h"
#include "services/jws.h"

namespace {

using jiedui::fuzz::Require;
using jiedui::services::KeySet;

constexpr std::string_view kKeys =
    R"({"keys":[{"kty":"RSA","n":"321L031coQSq9xYx8g8ZLW9u5LaK8-cBkoC01_CORYysN9q7X4kr85rZf)"
    R"(_jRl2PYbAoM7tUPYfCg7RFHgpBiiD0K7fjmpM4QnoqU9du-gpPJlCL_L3lN6ExQbKkTPXkCXMnq1b8mdrB2T)"
    R"(XCO0SR4sSI3NVsJpQONgt_0l8AUyAFdfILbLI5i3Jd35NfsvaA2ClXTXTKd0UuTS8e4XjLNKUNLeXDn3rPtl)"
    R"(uxBVSUG7M4BdQLT4hxj1L6LWgm1UjplcV9zqzBkbJVAvFpthE4DrzAeB4viDNEz5VOGfwKOB_YCa0BTS0tXH)"
    R"(_ASS9xoHIZ03iskagFXNwyEhNmruJsGhQ","e":"AQAB","kid":"rsa-1"},{"kty":"EC","crv":"P-25)"
    R"(6","x":"Rkcot0FJcU-M5GsaJEjU7ZfJedCRYyoeq4ykpgt89gA","y":"vtrCmdsMfbLD-DO0O7JFsLAg74)"
    R"(7WTihySRSYUfV4N9Y","kid":"ec-1","use":"sig"}]})";

/// What was signed: {"sub":"a"} by the first and {"sub":"b"} by the second key.
bool WasSigned(std::string_view payload) {
  return payload == R"({"sub":"a"})" || payload == R"({"sub":"b"})";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const KeySet known = KeySet::Parse(kKeys).value();
  static const std::vector<std::string> algorithms = {"RS256", "ES256"};
  const auto parts = jiedui::fuzz::Parts(jiedui::fuzz::TextOf(data, size), 2);
  const auto payload = VerifiedPayload(parts[1], known, algorithms);
  Require(payload ? WasSigned(*payload) : !payload.error().message.empty());
  const auto bytes = jiedui::services::FromBase64Url(parts[1]);
  if (bytes) Require(jiedui::services::Base64Url(*bytes) == parts[1]);
  const auto keys = KeySet::Parse(parts[0]);
  if (!keys) {
    Require(!keys.error().message.empty());
    return 0;
  }
  static_cast<void>(VerifiedPayload(parts[1], *keys, algorithms));
  return 0;
}
