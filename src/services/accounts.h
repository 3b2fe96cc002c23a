#pragma once

#include <functional>
#include <optional>
#include <string>

#include "domain/actor.h"
#include "services/auth.h"
#include "services/workspace.h"

namespace jiedui::services {

/// May the password be an account's of that login? kInvalid, field `password`, by
/// CheckPasswordRules, or where it is among those that guessers try first.
base::Status CheckNewPassword(const Workspace& workspace, std::string_view login,
                              std::string_view password);

/// Whether the owner must choose another password at the next login. Administrators set first
/// passwords; final ones are for demonstrations and for accounts of machines.
enum class PasswordUse : std::uint8_t { kFirst, kFinal };

/// Stores a new account with that password. Errors as CreateRecord's, and as CheckNewPassword's.
base::Result<std::unique_ptr<domain::Record>> CreateAccount(Workspace& workspace,
                                                            const domain::Actor& actor,
                                                            std::unique_ptr<domain::Record> user,
                                                            const std::string& password,
                                                            PasswordUse use = PasswordUse::kFirst);

/// Changes an account, and its password where one is given, a first one: who was logged in with the
/// old one is no longer, its API tokens end, and its failed logins are forgotten. Errors as
/// ChangeRecord's and CreateAccount's.
base::Result<std::unique_ptr<domain::Record>> ChangeAccount(
    Workspace& workspace, const domain::Actor& actor, std::int64_t id, std::int64_t version,
    const std::optional<std::string>& password,
    const std::function<base::Status(domain::Record&)>& change);

/// Sets the password of a user as ChangeAccount does. kNotFound, field `login`, where there is
/// none.
base::Status SetPassword(Workspace& workspace, const domain::Actor& actor, std::string_view login,
                         std::string_view password, PasswordUse use = PasswordUse::kFirst);

/// Lets an account in again at once, however often its password was wrong. Audited. kForbidden
/// without secure_accounts; kNotFound.
base::Status ForgetFailures(Workspace& workspace, const domain::Actor& actor, std::int64_t user_id);

/// The caller's own password anew; ends its other sessions, and gives the present one the new token
/// that is returned (empty where it got one this instant). Errors as RequirePassword's; kInvalid,
/// field `password`, by CheckNewPassword or where it is the present one or one of the last
/// AuthOptions::past_passwords.
base::Result<std::string> ChangeOwnPassword(Workspace& workspace, const Login& login,
                                            std::string_view current, std::string_view password);

}  // namespace jiedui::services
