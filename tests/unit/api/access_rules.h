#pragma once

#include <set>
#include <string>

#include "domain/field.h"
#include "domain/user.h"

namespace jiedui::api {

// Who sees and changes what, said once more and plainly, from the programme (who takes part) and
// not from the program: the oracle of the property tests. It knows no scopes, filters or
// permissions, only the fields of the record at hand.

/// An account as the programme knows it.
struct Member {
  std::string login = {};
  domain::Role role = domain::Role::kAuditor;
  std::string region = {};             ///< of a county, or of an auditor who is bound to one
  std::string department = {};         ///< of a department
  std::set<std::string> sectors = {};  ///< that the department answers for
  domain::Kind own_kind = domain::Kind::kEnterprise;
  std::int64_t own_id = 0;
  std::int64_t user_id = 0;
  bool separated = false;    ///< duties are separated: the office leaves accounts to others
  bool unconfirmed = false;  ///< and what it may do was changed since it was confirmed
};

/// May the member learn what the record says?
bool MaySee(const Member& member, const domain::Record& record);

/// May the member bring such a record about, change or remove it?
bool MayWrite(const Member& member, const domain::Record& record);

}  // namespace jiedui::api
