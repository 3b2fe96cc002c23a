// What comes back from signing in elsewhere, by byte 0: the claims of an ID token (RFC 7519), the
// page to go to afterwards, the sealed cookie. Checked: an identity is fit to tell people apart, a
// page is one of ours however a browser reads it, and nothing opens that was not sealed.

#include <algorithm>

#include "base/text.h"
#include "fuzz/fuzz_input.h"
#include "services/begun_login.h"
#include "services/id_token.h"

namespace {

using jiedui::fuzz::Require;
namespace services = jiedui::services;

void ReadClaims(std::string_view text) {
  services::IdTokenRules rules;
  rules.issuer = "https://sso.example";
  rules.client_id = "jiedui";
  rules.nonce = "n1";
  rules.subject_claim = "sub";
  rules.now_ms = 1'600'000'000'000;
  rules.skew_ms = 60'000;
  const auto identity = ReadIdToken(text, rules);
  if (!identity) {
    Require(!identity.error().message.empty());
    return;
  }
  Require(services::IsSubject(identity->subject) && identity->subject.size() <= 200);
  Require(jiedui::base::IsValidUtf8(identity->subject));
  Require(jiedui::base::IsValidUtf8(identity->name));
  for (const char c : identity->subject + identity->name)
    Require(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F);
}

/// Browsers take `\` for `/` and drop line ends: `//host` in any such spelling leaves our site.
void ReadPage(std::string_view text) {
  if (!services::CheckLocalPath(text)) return;
  Require(text.starts_with('/') && text.substr(0, 2) != "//" && text.size() <= 1000);
  for (const char c : text) Require(c > ' ' && c < 0x7F && c != '\\');
}

void Unseal(std::string_view text) {
  const std::string key(32, 'k');
  Require(!services::Unseal(text, key));
  const services::BegunLogin login{"oidc", "s", "n", "v", std::string(text.substr(0, 100)), 7};
  if (!jiedui::base::IsValidUtf8(login.next)) return;
  std::string sealed = Seal(login, key);
  const auto opened = services::Unseal(sealed, key);
  Require(opened && opened->next == login.next && opened->expires_ms == 7);
  const std::size_t at = text.size() % sealed.size();
  sealed[at] = sealed[at] == 'A' ? 'B' : 'A';
  Require(!services::Unseal(sealed, key));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text = jiedui::fuzz::TextOf(data + 1, size - 1);
  if (data[0] % 4 < 2) ReadClaims(text);
  if (data[0] % 4 == 2) ReadPage(text);
  if (data[0] % 4 == 3) Unseal(text);
  return 0;
}
