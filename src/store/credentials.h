#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "domain/user.h"
#include "store/reader.h"
#include "store/unit_of_work.h"

namespace jiedui::store {

/// A keyed hash that stands for a login, or that of a recovery code.
using SecretHash = std::array<unsigned char, 32>;

/// Failed logins to an account from one source; from all of them together where it is empty.
struct LoginFailures {
  std::int64_t failures = 0;
  base::TimeMs first_ms = 0;
  base::TimeMs last_ms = 0;
  base::TimeMs blocked_until_ms = 0;
};

struct SecondFactor {
  std::string sealed_secret;    ///< the caller seals it: no database file gives it away
  bool active = false;          ///< false: begun, not yet confirmed by a code
  std::int64_t last_step = -1;  ///< of the last code taken: none is taken twice
  base::TimeMs begun_ms = 0;
};

/// A token by which another program works in an account's name. The token itself is not kept: only
/// its BLAKE2b-256.
struct ApiToken {
  std::int64_t id = 0;
  domain::UserId user;
  std::string name;
  std::string permissions;  ///< codes, separated by blanks
  base::TimeMs created_ms = 0;
  base::TimeMs expires_ms = 0;
  base::TimeMs last_used_ms = 0;  ///< 0: never
  std::string last_address;
};

/// What is kept for signing in besides accounts and sessions. No records: what happens to them is
/// told to the audit log by who changes them. Reads through a Reader, which must outlive it.
class Credentials {
 public:
  explicit Credentials(const Reader& reader) : connection_(reader.connection()) {}

  /// Zeros where there were none.
  [[nodiscard]] base::Result<LoginFailures> FailuresOf(const SecretHash& account,
                                                       std::string_view source) const;
  /// The hashes of the user's last passwords, the latest first, at most `limit`.
  [[nodiscard]] base::Result<std::vector<std::string>> PastPasswords(domain::UserId user,
                                                                     std::int64_t limit) const;
  [[nodiscard]] base::Result<std::optional<SecondFactor>> SecondFactorOf(domain::UserId user) const;
  [[nodiscard]] base::Result<std::int64_t> RecoveryCodesLeft(domain::UserId user) const;
  /// The user's tokens, expired ones included, the latest first.
  [[nodiscard]] base::Result<std::vector<ApiToken>> TokensOf(domain::UserId user) const;
  /// kUnauthenticated where there is none, it was revoked or has expired at that moment.
  [[nodiscard]] base::Result<ApiToken> FindToken(std::string_view token, base::TimeMs now_ms) const;

 protected:
  [[nodiscard]] Connection& connection() const { return connection_; }

 private:
  Connection& connection_;
};

/// The same with changes, within a unit of work, which must outlive it.
class CredentialChanges : public Credentials {
 public:
  explicit CredentialChanges(UnitOfWork& unit) : Credentials(unit), batch_(unit.batch_) {}

  [[nodiscard]] base::Status PutFailures(const SecretHash& account, std::string_view source,
                                         const LoginFailures& failures);
  /// Forgets the failures from that source.
  [[nodiscard]] base::Status ForgetFailures(const SecretHash& account, std::string_view source);
  /// Forgets those from every source.
  [[nodiscard]] base::Status ForgetAllFailures(const SecretHash& account);

  /// Keeps the hash among the user's last passwords and of these the last `most`.
  [[nodiscard]] base::Status AddPastPassword(domain::UserId user, std::string_view hash,
                                             std::int64_t most);

  [[nodiscard]] base::Status PutSecondFactor(domain::UserId user, const SecondFactor& factor);
  /// With its recovery codes.
  [[nodiscard]] base::Status RemoveSecondFactor(domain::UserId user);
  /// Takes a code of that step; false where one of it or of a later step was taken before.
  [[nodiscard]] base::Result<bool> TakeStep(domain::UserId user, std::int64_t step);
  /// In place of those that there are.
  [[nodiscard]] base::Status PutRecoveryCodes(domain::UserId user,
                                              const std::vector<SecretHash>& codes);
  /// Uses the code up; false where there is none.
  [[nodiscard]] base::Result<bool> TakeRecoveryCode(domain::UserId user, const SecretHash& code);

  /// Stores it with a new id and that moment as its beginning, and gives the token, `jd_` and 32
  /// random bytes in base64url: the only time that it is seen.
  [[nodiscard]] base::Result<std::string> AddToken(ApiToken& token);
  /// False where the user has none of that id.
  [[nodiscard]] base::Result<bool> RemoveToken(domain::UserId user, std::int64_t id);
  [[nodiscard]] base::Status RemoveTokensOf(domain::UserId user);
  [[nodiscard]] base::Status NoteTokenUse(std::int64_t id, std::string_view address);

 private:
  WriteBatch& batch_;
};

}  // namespace jiedui::store
