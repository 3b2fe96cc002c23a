#include <sodium.h>

#include <algorithm>

#include "store/audit_chain_internal.h"
#include "store/reader.h"
#include "store/record_rows_internal.h"
#include "store/token_internal.h"
#include "store/unit_of_work.h"
#include "store/write_batch_internal.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

constexpr std::size_t kTokenBytes = 32;
constexpr std::size_t kMaxAgentBytes = 512;
constexpr int kBase64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

constexpr std::string_view kSelect =
    "SELECT id, user_id, created_ms, last_seen_ms, expires_ms, idle_ms, remote_address, "
    "user_agent, "
    "rotated_ms, confirmed_ms, token_hash, vouched FROM logins WHERE expires_ms > $1 AND "
    "last_seen_ms + "
    "idle_ms > $1 AND ";

LoginSession LoginAt(const Statement& row) {
  LoginSession session;
  session.id = row.Int(0);
  session.user = {row.Int(1)};
  session.created_ms = row.Int(2);
  session.last_seen_ms = row.Int(3);
  session.expires_ms = row.Int(4);
  session.idle_ms = row.Int(5);
  session.remote_address = row.Text(6);
  session.user_agent = row.Text(7);
  session.rotated_ms = row.Int(8);
  session.confirmed_ms = row.Int(9);
  session.vouched = row.Int(11) != 0;
  return session;
}

/// The first bytes of the text, cut between characters.
std::string_view Cut(std::string_view text, std::size_t size) {
  if (text.size() <= size) return text;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
  return text.substr(0, size);
}

}  // namespace

AuditMac HashOfToken(std::string_view token) {
  AuditMac hash{};
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(token.data()),
                     token.size(), nullptr, 0);
  return hash;
}

std::string NewToken() {
  std::array<unsigned char, kTokenBytes> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  std::string token(sodium_base64_encoded_len(bytes.size(), kBase64), '\0');
  sodium_bin2base64(token.data(), token.size(), bytes.data(), bytes.size(), kBase64);
  token.pop_back();  // the terminating NUL
  return token;
}

Result<LoginSession> Reader::FindLogin(std::string_view token, base::TimeMs now_ms) const {
  const AuditMac hash = HashOfToken(token);
  JIEDUI_ASSIGN(Statement rows, connection().Prepare(std::string(kSelect) +
                                                     "(token_hash = $2 OR previous_hash = $2)"));
  rows.BindAll({now_ms, Bytes(hash)});
  JIEDUI_ASSIGN(const bool found, rows.Step());
  if (!found) return Fail(ErrorCode::kUnauthenticated, "登录已失效，请重新登录");
  LoginSession session = LoginAt(rows);
  const Bytes present = rows.Blob(10);
  session.by_previous = !std::equal(present.begin(), present.end(), hash.begin(), hash.end());
  return session;
}

Result<std::vector<LoginSession>> Reader::ListLogins(domain::UserId user,
                                                     base::TimeMs now_ms) const {
  JIEDUI_ASSIGN(Statement rows,
                connection().Prepare(std::string(kSelect) + "user_id = $2 ORDER BY id DESC"));
  rows.BindAll({now_ms, user.value});
  std::vector<LoginSession> logins;
  while (true) {
    JIEDUI_ASSIGN(const bool row, rows.Step());
    if (!row) return logins;
    logins.push_back(LoginAt(rows));
  }
}

Result<std::string> UnitOfWork::OpenLogin(const NewLogin& login) {
  if (login.lifetime_ms <= 0) return Fail(ErrorCode::kInvalid, "登录时长应大于 0", "lifetime_ms");
  if (login.idle_ms <= 0) return Fail(ErrorCode::kInvalid, "闲置时长应大于 0", "idle_ms");
  const base::TimeMs now_ms = batch_.clock.NowMs();
  std::string token = NewToken();
  const AuditMac hash = HashOfToken(token);
  while (true) {
    const Status status = connection().Try(
        "INSERT INTO logins (id, token_hash, user_id, created_ms, last_seen_ms, expires_ms, "
        "idle_ms, remote_address, user_agent, rotated_ms, confirmed_ms, vouched) VALUES ($1, $2, "
        "$3, $4, $5, $6, $7, $8, $9, $4, $4, $10)",
        {batch_.ids.Next(), Bytes(hash), login.user.value, now_ms, now_ms,
         now_ms + login.lifetime_ms, login.idle_ms, std::string_view(login.remote_address),
         Cut(login.user_agent, kMaxAgentBytes), std::int64_t{login.vouched}});
    if (status) return token;
    if (!IsIdTaken(status.error())) return Fail(status.error());
  }
}

Result<std::string> UnitOfWork::RotateLogin(const LoginSession& session) {
  std::string token = NewToken();
  const AuditMac hash = HashOfToken(token);
  // Grows in any case, so that of two at once the second sees that it comes too late.
  const base::TimeMs now_ms = std::max(batch_.clock.NowMs(), session.rotated_ms + 1);
  JIEDUI_CHECK(connection().Run(
      "UPDATE logins SET previous_hash = CASE WHEN confirmed_ms > 0 OR previous_hash IS NULL THEN "
      "token_hash ELSE previous_hash END, token_hash = $1, rotated_ms = $2, confirmed_ms = 0 WHERE "
      "id = $3 AND rotated_ms = $4",
      {Bytes(hash), now_ms, session.id, session.rotated_ms}));
  return connection().Changes() == 1 ? token : std::string();
}

Status UnitOfWork::ConfirmLogin(std::int64_t session_id) {
  return connection().Run("UPDATE logins SET confirmed_ms = $1 WHERE id = $2 AND confirmed_ms = 0",
                          {batch_.clock.NowMs(), session_id});
}

Status UnitOfWork::CloseLogin(std::int64_t session_id) {
  return connection().Run("DELETE FROM logins WHERE id = $1", {session_id});
}

Status UnitOfWork::CloseLoginsOf(domain::UserId user, std::int64_t except_session_id) {
  return connection().Run("DELETE FROM logins WHERE user_id = $1 AND id <> $2",
                          {user.value, except_session_id});
}

}  // namespace jiedui::store
