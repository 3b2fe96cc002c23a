#include "store/credentials.h"

#include <sodium.h>

#include "store/record_rows_internal.h"
#include "store/sqlite_internal.h"
#include "store/token_internal.h"
#include "store/write_batch_internal.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::UserId;

constexpr std::string_view kTokenPrefix = "jd_";

constexpr std::string_view kSelectToken =
    "SELECT id, user_id, name, permissions, created_ms, expires_ms, last_used_ms, last_address "
    "FROM "
    "api_tokens WHERE ";

ApiToken TokenAt(const Statement& row) {
  return {row.Int(0), {row.Int(1)}, std::string(row.Text(2)), std::string(row.Text(3)), row.Int(4),
          row.Int(5), row.Int(6),   std::string(row.Text(7))};
}

Bytes BytesOf(const std::string& text) {
  return Bytes(reinterpret_cast<const unsigned char*>(text.data()), text.size());
}

}  // namespace

Result<LoginFailures> Credentials::FailuresOf(const SecretHash& account,
                                              std::string_view source) const {
  JIEDUI_ASSIGN(Statement rows,
                connection().Prepare("SELECT failures, first_ms, last_ms, blocked_until_ms FROM "
                                     "login_failures WHERE account = $1 AND source = $2"));
  rows.BindAll({Bytes(account), source});
  JIEDUI_ASSIGN(const bool found, rows.Step());
  if (!found) return LoginFailures{};
  return LoginFailures{rows.Int(0), rows.Int(1), rows.Int(2), rows.Int(3)};
}

Result<std::vector<std::string>> Credentials::PastPasswords(UserId user, std::int64_t limit) const {
  JIEDUI_ASSIGN(Statement rows,
                connection().Prepare("SELECT password_hash FROM past_passwords WHERE user_id = $1 "
                                     "ORDER BY id DESC LIMIT $2"));
  rows.BindAll({user.value, limit});
  std::vector<std::string> hashes;
  while (true) {
    JIEDUI_ASSIGN(const bool row, rows.Step());
    if (!row) return hashes;
    hashes.emplace_back(rows.Text(0));
  }
}

Result<std::optional<SecondFactor>> Credentials::SecondFactorOf(UserId user) const {
  JIEDUI_ASSIGN(Statement rows,
                connection().Prepare("SELECT sealed_secret, active, last_step, begun_ms FROM "
                                     "second_factors WHERE user_id = $1"));
  rows.BindAll({user.value});
  JIEDUI_ASSIGN(const bool found, rows.Step());
  if (!found) return std::nullopt;
  const Bytes sealed = rows.Blob(0);
  return std::optional(SecondFactor{std::string(sealed.begin(), sealed.end()), rows.Int(1) != 0,
                                    rows.Int(2), rows.Int(3)});
}

Result<std::int64_t> Credentials::RecoveryCodesLeft(UserId user) const {
  return connection().Number("SELECT count(*) FROM recovery_codes WHERE user_id = $1",
                             {user.value});
}

Result<std::vector<ApiToken>> Credentials::TokensOf(UserId user) const {
  JIEDUI_ASSIGN(Statement rows,
                connection().Prepare(std::string(kSelectToken) + "user_id = $1 ORDER BY id DESC"));
  rows.BindAll({user.value});
  std::vector<ApiToken> tokens;
  while (true) {
    JIEDUI_ASSIGN(const bool row, rows.Step());
    if (!row) return tokens;
    tokens.push_back(TokenAt(rows));
  }
}

Result<ApiToken> Credentials::FindToken(std::string_view token, base::TimeMs now_ms) const {
  const AuditMac hash = HashOfToken(token);
  JIEDUI_ASSIGN(Statement rows, connection().Prepare(std::string(kSelectToken) +
                                                     "token_hash = $1 AND expires_ms > $2"));
  rows.BindAll({Bytes(hash), now_ms});
  JIEDUI_ASSIGN(const bool found, rows.Step());
  if (!found) return Fail(ErrorCode::kUnauthenticated, "接口令牌无效、已撤销或已过期");
  return TokenAt(rows);
}

Status CredentialChanges::PutFailures(const SecretHash& account, std::string_view source,
                                      const LoginFailures& failures) {
  JIEDUI_CHECK(connection().Run(
      "UPDATE login_failures SET failures = $1, first_ms = $2, last_ms = $3, blocked_until_ms = $4 "
      "WHERE account = $5 AND source = $6",
      {failures.failures, failures.first_ms, failures.last_ms, failures.blocked_until_ms,
       Bytes(account), source}));
  if (connection().Changes() == 1) return {};
  return connection().Run(
      "INSERT INTO login_failures (account, source, failures, first_ms, last_ms, blocked_until_ms) "
      "VALUES ($1, $2, $3, $4, $5, $6)",
      {Bytes(account), source, failures.failures, failures.first_ms, failures.last_ms,
       failures.blocked_until_ms});
}

Status CredentialChanges::ForgetFailures(const SecretHash& account, std::string_view source) {
  return connection().Run("DELETE FROM login_failures WHERE account = $1 AND source = $2",
                          {Bytes(account), source});
}

Status CredentialChanges::ForgetAllFailures(const SecretHash& account) {
  return connection().Run("DELETE FROM login_failures WHERE account = $1", {Bytes(account)});
}

Status CredentialChanges::AddPastPassword(UserId user, std::string_view hash, std::int64_t most) {
  JIEDUI_CHECK(connection().Run(
      "INSERT INTO past_passwords (id, user_id, password_hash) VALUES ($1, $2, $3)",
      {batch_.ids.Next(), user.value, hash}));
  return connection().Run(
      "DELETE FROM past_passwords WHERE user_id = $1 AND id NOT IN (SELECT id FROM past_passwords "
      "WHERE user_id = $1 ORDER BY id DESC LIMIT $2)",
      {user.value, most});
}

Status CredentialChanges::PutSecondFactor(UserId user, const SecondFactor& factor) {
  JIEDUI_CHECK(connection().Run("DELETE FROM second_factors WHERE user_id = $1", {user.value}));
  return connection().Run(
      "INSERT INTO second_factors (user_id, sealed_secret, active, last_step, begun_ms) VALUES "
      "($1, $2, $3, $4, $5)",
      {user.value, BytesOf(factor.sealed_secret), std::int64_t{factor.active ? 1 : 0},
       factor.last_step, factor.begun_ms});
}

Status CredentialChanges::RemoveSecondFactor(UserId user) {
  JIEDUI_CHECK(connection().Run("DELETE FROM recovery_codes WHERE user_id = $1", {user.value}));
  return connection().Run("DELETE FROM second_factors WHERE user_id = $1", {user.value});
}

Result<bool> CredentialChanges::TakeStep(UserId user, std::int64_t step) {
  JIEDUI_CHECK(connection().Run(
      "UPDATE second_factors SET last_step = $1 WHERE user_id = $2 AND last_step < $1",
      {step, user.value}));
  return connection().Changes() == 1;
}

Status CredentialChanges::PutRecoveryCodes(UserId user, const std::vector<SecretHash>& codes) {
  JIEDUI_CHECK(connection().Run("DELETE FROM recovery_codes WHERE user_id = $1", {user.value}));
  for (const SecretHash& code : codes) {
    JIEDUI_CHECK(connection().Run("INSERT INTO recovery_codes (user_id, code_hash) VALUES ($1, $2)",
                                  {user.value, Bytes(code)}));
  }
  return {};
}

Result<bool> CredentialChanges::TakeRecoveryCode(UserId user, const SecretHash& code) {
  JIEDUI_CHECK(connection().Run("DELETE FROM recovery_codes WHERE user_id = $1 AND code_hash = $2",
                                {user.value, Bytes(code)}));
  return connection().Changes() == 1;
}

Result<std::string> CredentialChanges::AddToken(ApiToken& token) {
  std::string secret = std::string(kTokenPrefix) + NewToken();
  const AuditMac hash = HashOfToken(secret);
  token.created_ms = batch_.clock.NowMs();
  token.id = batch_.ids.Next();
  JIEDUI_CHECK(connection().Run(
      "INSERT INTO api_tokens (id, token_hash, user_id, name, permissions, created_ms, expires_ms, "
      "last_used_ms, last_address) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      {token.id, Bytes(hash), token.user.value, std::string_view(token.name),
       std::string_view(token.permissions), token.created_ms, token.expires_ms, std::int64_t{0},
       std::string_view()}));
  return secret;
}

Result<bool> CredentialChanges::RemoveToken(UserId user, std::int64_t id) {
  JIEDUI_CHECK(
      connection().Run("DELETE FROM api_tokens WHERE user_id = $1 AND id = $2", {user.value, id}));
  return connection().Changes() == 1;
}

Status CredentialChanges::RemoveTokensOf(UserId user) {
  return connection().Run("DELETE FROM api_tokens WHERE user_id = $1", {user.value});
}

Status CredentialChanges::NoteTokenUse(std::int64_t id, std::string_view address) {
  return connection().Run(
      "UPDATE api_tokens SET last_used_ms = $1, last_address = $2 WHERE id = $3",
      {batch_.clock.NowMs(), address, id});
}

}  // namespace jiedui::store
