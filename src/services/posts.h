#pragma once

#include <string>
#include <vector>

#include "domain/actor.h"
#include "domain/programme.h"
#include "services/workspace.h"

namespace jiedui::services {

/// Who held each post on that day, in the order of the list, acting holders after those they stand
/// in for.
base::Result<std::vector<domain::Post>> HoldersOn(const store::Reader& reader,
                                                  const base::Date& day);

/// The user with the authority of the posts that the account holds on that day: the first of the
/// list's order where it holds several, own posts before acting ones. An account that no post with
/// authority was ever tied to keeps its own. kUnauthenticated where every such post has ended or
/// not begun: what came with it went with it.
base::Result<domain::User> WithAuthority(const store::Reader& reader, domain::User user,
                                         const base::Date& day);

/// ActorOf the user with today's authority. Where duties are separated (grants.h), without what
/// that withholds; RequireConfirmedGrant's error where what the account may do awaits its
/// confirmation.
base::Result<domain::Actor> ActorToday(Workspace& workspace, const domain::User& user);

struct Succession {
  std::string holder;
  std::int64_t account = 0;  ///< of the successor; 0 where it has none
  base::Date from;
  std::optional<base::Date> until;  ///< of an acting holder only, who must have one
  bool acting = false;
};

/// The successor takes the post over with its duties and authority from that day on, and the
/// predecessor's holding ends the day before; or, acting, somebody stands in for the holder for a
/// while. The new record. kForbidden without edit_users; kPrecondition for another version;
/// kUnprocessable where the post is not held then, or the day lies not after its beginning.
base::Result<domain::Post> TakePostOver(Workspace& workspace, const domain::Actor& actor,
                                        domain::PostId post, std::int64_t version,
                                        const Succession& succession);

}  // namespace jiedui::services
