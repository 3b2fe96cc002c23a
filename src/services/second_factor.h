#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/auth.h"
#include "services/workspace.h"

namespace jiedui::services {

/// What an authenticator needs to know: seen once.
struct TotpSetup {
  std::string secret;  ///< base32
  std::string uri;     ///< otpauth://…
};

/// Begins a second factor for the caller's account, in place of one that was begun and not
/// confirmed. kConflict where the account has one. kUnprocessable, field `current`, where the
/// present password is wrong, which counts as a failed login (kLimited once too many).
base::Result<TotpSetup> BeginSecondFactor(Workspace& workspace, const Login& login,
                                          std::string_view current);

/// What a confirmed second factor gives.
struct RecoveryCodes {
  std::vector<std::string> codes;  ///< seen once; each serves once in place of a code
  std::string token;               ///< of the session, new: the caller's right has grown
};

/// Confirms it by a code of the authenticator, which shows that it works; ends the caller's other
/// sessions. kConflict where none was begun, kUnprocessable, field `code`, for a wrong one.
base::Result<RecoveryCodes> ConfirmSecondFactor(Workspace& workspace, const Login& login,
                                                std::string_view code);

/// New recovery codes in place of those that are left. Errors as ConfirmSecondFactor's; kLimited
/// after too many wrong codes.
base::Result<RecoveryCodes> RenewRecoveryCodes(Workspace& workspace, const Login& login,
                                               std::string_view code);

/// Takes the caller's own second factor away. Errors as RenewRecoveryCodes', and kForbidden where
/// the role must have one.
base::Status EndSecondFactor(Workspace& workspace, const Login& login, std::string_view code);

/// How many recovery codes the caller has left.
base::Result<std::int64_t> RecoveryCodesLeft(Workspace& workspace, const Login& login);

/// An administrator takes it away from somebody who lost authenticator and codes; ends that
/// account's sessions. Audited. kForbidden without secure_accounts; kConflict where there is none.
base::Status ResetSecondFactor(Workspace& workspace, const domain::Actor& actor,
                               std::int64_t user_id);

/// Uses a code of the user's authenticator or one of the recovery codes up; false where it is
/// neither, or was used before.
base::Result<bool> TakeCode(const Workspace& workspace, store::UnitOfWork& unit,
                            const domain::User& user, std::string_view code);

/// The roles whose accounts must have a second factor.
base::Result<std::vector<domain::Role>> SecondFactorRoles(const store::Store& store);

/// Sets them. kForbidden without secure_accounts.
base::Status SetSecondFactorRoles(Workspace& workspace, const domain::Actor& actor,
                                  const std::vector<domain::Role>& roles);

}  // namespace jiedui::services
