#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"
#include "domain/user.h"

namespace jiedui::store {

/// How one person likes to look at a roster, under a name of theirs. A convenience, no record of
/// the programme: neither audited nor in the outbox, and nobody else's business.
struct SavedView {
  std::int64_t id = 0;
  domain::UserId user;
  std::string roster;          ///< plural name of the kind
  std::string name;            ///< unique among the user's views of the roster
  std::string query;           ///< the filters and the order, as the page's address has them
  std::string columns = "[]";  ///< JSON array of field names, in order; empty: the usual ones
  std::int64_t version = 0;
  base::TimeMs updated_ms = 0;
};

}  // namespace jiedui::store
