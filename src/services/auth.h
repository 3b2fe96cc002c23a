#pragma once

#include <string>
#include <vector>

#include "domain/actor.h"
#include "services/sign_in_guard.h"
#include "services/workspace.h"

namespace jiedui::services {

struct LoginAttempt {
  std::string login;
  std::string password;
  std::string code;  ///< of the second factor, or a recovery code; empty at first
  std::string remote_address;
  std::string user_agent;
  std::string browser_cookie;  ///< what makes the browser familiar; empty where it has none
  std::string replaced_token;  ///< of the session that the browser has now, which then ends
};

/// Somebody who is logged in, or a program with that account's token.
struct Login {
  std::string token;  ///< new, to be given to the client; empty where it keeps its own
  domain::User user;
  domain::Actor actor;
  std::int64_t session_id = 0;  ///< 0: by an API token
  store::LoginSession session = {};
  SignInSource source = {};
  std::int64_t api_token_id = 0;  ///< 0: by a session
};

enum class LoginState : std::uint8_t {
  kIn,
  kRefused,    ///< unknown login, wrong password or disabled account: one answer for all
  kNeedsCode,  ///< the password is right, a code of the second factor is asked for
  kWrongCode,
  kWait,  ///< too many failures: not tried
};

struct LoginAnswer {
  LoginState state = LoginState::kRefused;
  Login login = {};            ///< kIn
  std::string browser_cookie;  ///< kIn: makes the browser familiar
  base::TimeMs wait_ms = 0;    ///< kWait
};

/// Opens a session, always with a new token. The same words and the same work for an unknown login,
/// a wrong password and a disabled account. Every failure is counted (sign_in_guard.h), by address
/// besides, and audited. kUnauthenticated where the account's posts have ended (WithAuthority);
/// RequireConfirmedGrant's error, audited, where the password is right and what the account may do
/// awaits its confirmation (grants.h), as by LogInVouched and Resume.
base::Result<LoginAnswer> LogIn(Workspace& workspace, const LoginAttempt& attempt);

/// Somebody whom another service vouches for.
struct VouchedLogin {
  domain::UserId user = {};
  std::string how;  ///< for the audit: `oidc`, `cas`
  std::string external_id;
  std::string remote_address;
  std::string user_agent;
};

/// Opens a session without asking for a password. Failed passwords neither hinder it nor are they
/// forgotten by it. kUnauthenticated, saying why, where the account is disabled, removed or its
/// post has ended. Audited with how and who.
base::Result<Login> LogInVouched(Workspace& workspace, const VouchedLogin& vouched);

/// What somebody must do before anything else.
enum class Duty : std::uint8_t { kNone, kChangePassword, kSetUpSecondFactor };

/// The password was chosen by another, or is older than AuthOptions::password_max_days; or the role
/// must have a second factor and the account has none. kNone for accounts without a password, and
/// in sessions that another service vouched for: what it asked for counts, and the password here is
/// not used.
base::Result<Duty> DutyOf(const Workspace& workspace, const domain::User& user,
                          const domain::Actor& actor, bool vouched = false);

/// Who holds the token; keeps the session alive. Sessions end after AuthOptions::idle_ms unseen and
/// after lifetime_ms in any case; the token is changed every rotate_ms, and the one before serves
/// for grace_ms after the new one was first used. Later on it is somebody else's: the session ends,
/// audited. kUnauthenticated where there is none.
base::Result<Login> Resume(Workspace& workspace, std::string_view token);

/// The session of that token, without keeping it alive. kUnauthenticated where there is none.
base::Result<store::LoginSession> SessionOf(Workspace& workspace, std::string_view token);

/// Ends the session; nothing happens where it is over.
base::Status LogOut(Workspace& workspace, std::string_view token);

/// Counts a try of somebody who is logged in at the own password or code as one to log in. kLimited
/// once there were too many.
base::Status CountOwnTry(Workspace& workspace, const Login& login);

/// Is that the caller's present password? kUnprocessable, field `current`, where it is not, which
/// counts as a failed login; kLimited once too many. Nothing is asked of accounts without one.
base::Status RequirePassword(Workspace& workspace, const Login& login, std::string_view current);

/// Where the caller is logged in, the latest first.
base::Result<std::vector<store::LoginSession>> OwnLogins(Workspace& workspace, const Login& login);

/// Ends one of the caller's own sessions. kNotFound where it has none of that number.
base::Status EndOwnLogin(Workspace& workspace, const Login& login, std::int64_t session_id);

}  // namespace jiedui::services
