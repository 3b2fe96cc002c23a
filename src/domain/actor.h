#pragma once

#include <string>
#include <vector>

#include "domain/user.h"

namespace jiedui::domain {

/// Who acts, and what is within sight: resolved once at login from the user and the reference data.
struct Actor {
  std::int64_t user_id = 0;  ///< 0 is the operator at the command line
  std::string name;
  Role role = Role::kAuditor;
  /// Regions in scope with all below them; empty is every region.
  std::vector<std::string> regions;
  /// The regions that hold those of the scope: their plans are the actor's concern too.
  std::vector<std::string> regions_above;
  /// Programme sectors in scope; empty is every sector.
  std::vector<std::string> programme_sectors;
  std::string department_code;
  Kind own_kind = Kind::kEnterprise;
  std::int64_t own_id = 0;  ///< the record the account stands for; 0 is none
  std::string request_id;
  std::string remote_address;
  /// What of the role's permissions the actor may use, a bit for each in their order: all, but for
  /// a program that works with a token for some of them.
  std::uint64_t granted = ~std::uint64_t{0};
  /// What of them separated duties give to others instead, a bit for each in the same order.
  std::uint64_t withheld = 0;
};

/// The operator at the command line: the city office's rights, everything in scope.
Actor Operator();

/// Who works at the command line with the database, its audit key and every backup at hand: nothing
/// that the program forbids others keeps anything from them.
bool IsOperator(const Actor& actor);

}  // namespace jiedui::domain
