#pragma once

#include <array>
#include <string_view>

namespace jiedui::store {

// Each migration is one text of SQL, run in one transaction. A text that ran anywhere is never
// edited again: its hash is kept in the database, and the store refuses one that differs. Changes
// are new migrations at the end.

extern const std::string_view kRosters;
extern const std::string_view kProgramme;
extern const std::string_view kPairings;
extern const std::string_view kLog;
extern const std::string_view kPlaces;
extern const std::string_view kMonth;
extern const std::string_view kLeads;
extern const std::string_view kSurveyForm;
extern const std::string_view kLedger;
extern const std::string_view kPosts;
extern const std::string_view kWebhooks;
extern const std::string_view kSavedViews;
extern const std::string_view kExternalLogin;
extern const std::string_view kSignIn;
extern const std::string_view kNodes;
extern const std::string_view kSeparatedDuties;
extern const std::string_view kJobQueue;

struct Migration {
  std::string_view name;
  /// In the subset that postgres_schema_internal.h translates.
  std::string_view sql;
  /// What is to be translated instead, where that is not all of it: data steps in SQLite's own
  /// functions, of before there were PostgreSQL databases that could hold rows. No new ones.
  std::string_view postgres = {};
};

/// Every migration in order; the version of a schema is the number of those that ran.
inline std::array<Migration, 17> Migrations() {
  return {{{"0001_rosters", kRosters},
           {"0002_programme", kProgramme},
           {"0003_pairings", kPairings},
           {"0004_log", kLog},
           {"0005_places", kPlaces},
           {"0006_month", kMonth},
           {"0007_leads", kLeads},
           {"0008_survey", kSurveyForm, kSurveyForm.substr(0, kSurveyForm.find("UPDATE"))},
           {"0009_ledger", kLedger},
           {"0010_posts", kPosts},
           {"0013_webhooks", kWebhooks},
           {"0014_saved_views", kSavedViews},
           {"0016_external_login", kExternalLogin},
           {"0017_sign_in", kSignIn},
           {"0018_nodes", kNodes},
           {"0019_separated_duties", kSeparatedDuties},
           {"0020_jobs", kJobQueue}}};
}

}  // namespace jiedui::store
