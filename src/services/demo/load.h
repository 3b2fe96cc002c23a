#pragma once

#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "domain/user.h"
#include "services/demo/demo_city.h"
#include "services/password.h"
#include "store/store.h"

namespace jiedui::services {

struct DemoLoadOptions {
  /// Every demo account's; must keep CheckPasswordRules. The caller shows it to the operator.
  std::string password;
  PasswordCost cost = PasswordCost::kInteractive;  ///< tests take the least: about 30 are hashed
};

struct DemoAccount {
  std::string login;
  std::string display_name;
  domain::Role role = domain::Role::kAuditor;
};

struct LoadedDemo {
  std::size_t records = 0;
  std::vector<DemoAccount> accounts;  ///< in the order of users.tsv
};

/// Writes the city, its temporary ids replaced by the store's, as one unit of work of the operator:
/// all of it or nothing. kInvalid for a password against the rules; kConflict where the database
/// has enterprises already, since a demonstration must not mix with real data; the store's errors.
/// The plans and pairings of the city's history are made by the plan service afterwards.
base::Result<LoadedDemo> LoadDemoCity(store::Store& store, DemoCity city,
                                      const DemoLoadOptions& options,
                                      const base::Progress& progress = {});

}  // namespace jiedui::services
