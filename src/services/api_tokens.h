#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/auth.h"
#include "services/workspace.h"
#include "store/credentials.h"
#include "workflow/permissions.h"

namespace jiedui::services {

/// A token to be made, by which another program works in the caller's name.
struct NewApiToken {
  std::string name;  ///< what it is for; the caller has none other of that name
  std::vector<workflow::Permission> permissions;  ///< at least one; the caller's own, or fewer
  std::int64_t days = 90;                         ///< 1 … 366
  std::string current;  ///< the caller's password; empty where the account has none
};

struct MadeApiToken {
  store::ApiToken token;
  std::string secret;  ///< the one time that it is seen
};

/// Makes it. kInvalid names a field out of range; kForbidden a permission that the caller has not;
/// kConflict, field `name`; errors of the password as ChangeOwnPassword's.
base::Result<MadeApiToken> MakeApiToken(Workspace& workspace, const Login& login,
                                        const NewApiToken& wanted);

/// The caller's tokens, expired ones included, the latest first.
base::Result<std::vector<store::ApiToken>> OwnApiTokens(Workspace& workspace, const Login& login);

/// kNotFound where the caller has none of that id.
base::Status RevokeApiToken(Workspace& workspace, const Login& login, std::int64_t id);

/// Who works with that token: its owner as of today, restricted to the token's permissions; an
/// owner who may not sign in, or must first change the password, lends nothing. kUnauthenticated
/// otherwise. Notes the use, once a minute at most.
base::Result<Login> ResumeByToken(Workspace& workspace, std::string_view token,
                                  std::string_view remote_address);

/// The token's permissions as Actor::granted has them.
std::uint64_t GrantsOf(const store::ApiToken& token);

}  // namespace jiedui::services
