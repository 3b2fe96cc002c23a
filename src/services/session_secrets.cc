#include "services/session_secrets.h"

#include <sodium.h>

#include <optional>
#include <vector>

#include "base/text.h"

namespace jiedui::services {
namespace {

constexpr int kBase64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
constexpr std::size_t kNameBytes = 16;
constexpr std::size_t kMostUsers = 4;  // of one browser; a cookie should stay short
constexpr base::TimeMs kDayMs = 24LL * 3600 * 1000;

std::string Base64(const unsigned char* bytes, std::size_t size) {
  std::string text(sodium_base64_encoded_len(size, kBase64), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes, size, kBase64);
  text.pop_back();  // the terminating NUL
  return text;
}

std::string KeyedHash(const AuthState::Key& key, std::string_view message) {
  std::array<unsigned char, 32> hash{};
  crypto_generichash(hash.data(), hash.size(),
                     reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                     key.data(), key.size());
  return Base64(hash.data(), hash.size());
}

bool Same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

/// One user's part of the cookie: `NAME.UNTIL.SEAL`.
struct Entry {
  std::string name;
  base::TimeMs until_ms = 0;
  std::string seal;

  [[nodiscard]] std::string Text() const {
    return name + "." + std::to_string(until_ms) + "." + seal;
  }
};

std::string SealOf(const Workspace& workspace, std::int64_t user_id, const std::string& name,
                   base::TimeMs until_ms) {
  return KeyedHash(workspace.auth.device_key,
                   std::to_string(user_id) + " " + name + " " + std::to_string(until_ms));
}

std::optional<Entry> ReadEntry(std::string_view text) {
  const std::vector<std::string_view> parts = base::Split(text, '.');
  if (parts.size() != 3 || parts[0].empty() || parts[0].size() > 32) return std::nullopt;
  const auto until_ms = base::ParseInteger(parts[1]);
  if (!until_ms) return std::nullopt;
  return Entry{std::string(parts[0]), *until_ms, std::string(parts[2])};
}

std::vector<Entry> ReadEntries(std::string_view cookie) {
  std::vector<Entry> entries;
  for (const std::string_view part : base::Split(cookie, '~')) {
    if (entries.size() == kMostUsers) break;
    if (auto entry = ReadEntry(part)) entries.push_back(*std::move(entry));
  }
  return entries;
}

bool IsOf(const Workspace& workspace, std::int64_t user_id, const Entry& entry) {
  return Same(entry.seal, SealOf(workspace, user_id, entry.name, entry.until_ms));
}

}  // namespace

std::string CsrfToken(const Workspace& workspace, std::int64_t session_id) {
  return KeyedHash(workspace.auth.csrf_key, std::to_string(session_id));
}

bool IsCsrfToken(const Workspace& workspace, std::int64_t session_id, std::string_view token) {
  return Same(token, CsrfToken(workspace, session_id));
}

std::string FamiliarBrowser(const Workspace& workspace, std::int64_t user_id,
                            std::string_view cookie) {
  if (workspace.auth.options().familiar_days == 0) return {};
  for (const Entry& entry : ReadEntries(cookie)) {
    if (entry.until_ms > workspace.clock.NowMs() && IsOf(workspace, user_id, entry))
      return entry.name;
  }
  return {};
}

std::string MakeFamiliar(const Workspace& workspace, std::int64_t user_id,
                         std::string_view cookie) {
  Entry own;
  own.name = FamiliarBrowser(workspace, user_id, cookie);
  if (own.name.empty()) {
    std::array<unsigned char, kNameBytes> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    own.name = Base64(bytes.data(), bytes.size());
  }
  own.until_ms = workspace.clock.NowMs() + workspace.auth.options().familiar_days * kDayMs;
  own.seal = SealOf(workspace, user_id, own.name, own.until_ms);
  std::string text = own.Text();
  std::size_t users = 1;
  for (const Entry& entry : ReadEntries(cookie)) {
    if (users == kMostUsers) break;
    if (IsOf(workspace, user_id, entry)) continue;
    text += "~" + entry.Text();
    ++users;
  }
  return text;
}

}  // namespace jiedui::services
