#pragma once

#include <string>
#include <vector>

#include "domain/actor.h"
#include "services/workspace.h"

namespace jiedui::services {

struct LoginAttempt {
  std::string login;
  std::string password;
  std::string remote_address;
  std::string user_agent;
};

/// Somebody who is logged in.
struct Login {
  std::string token;  ///< of a fresh login only; the one time that it is seen
  domain::User user;
  domain::Actor actor;
  std::int64_t session_id = 0;
};

/// Opens a session. kUnauthenticated in the same words and the same time for an unknown login, a
/// wrong password and a disabled account; kLimited, for half an hour, after five failures in a row.
/// Every try is audited.
base::Result<Login> LogIn(Workspace& workspace, const LoginAttempt& attempt);

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

/// How long that account is still locked; 0 where it is not, or there is none.
base::TimeMs LockLeft(Workspace& workspace, const std::string& login);

/// Who holds the token; keeps the session alive. Sessions end after 30 minutes unseen and after 12
/// hours in any case. kUnauthenticated where there is none.
base::Result<Login> Resume(Workspace& workspace, std::string_view token);

/// Ends the session; nothing happens where it is over.
base::Status LogOut(Workspace& workspace, std::string_view token);

/// Sets the password of a user, ends its sessions and unlocks it. kInvalid, field `password`, by
/// CheckPasswordRules.
base::Status SetPassword(Workspace& workspace, const domain::Actor& actor, std::string_view login,
                         std::string_view password);

/// The caller's own password anew; ends its other sessions. kUnprocessable, field `current`, where
/// the present one is wrong, which counts as a failed login: kLimited once the account is locked.
/// kInvalid, field `password`, by CheckPasswordRules or where it is the present one.
base::Status ChangeOwnPassword(Workspace& workspace, const Login& login, std::string_view current,
                               std::string_view password);

/// Where the caller is logged in, the latest first.
base::Result<std::vector<store::LoginSession>> OwnLogins(Workspace& workspace, const Login& login);

/// Ends one of the caller's own sessions. kNotFound where it has none of that number.
base::Status EndOwnLogin(Workspace& workspace, const Login& login, std::int64_t session_id);

}  // namespace jiedui::services
