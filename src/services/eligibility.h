#pragma once

#include <string>
#include <vector>

#include "base/json_writer.h"
#include "domain/actor.h"
#include "domain/leads.h"
#include "services/corpus.h"
#include "services/workspace.h"

namespace jiedui::services {

/// One condition of a policy or fund, and whether the enterprise meets it.
struct Condition {
  std::string code;  ///< sector, rd, revenue, activity, open
  std::string zh;
  std::string en;
  bool met = false;
  bool unknown = false;  ///< the enterprise's figure is missing: it may meet it
};

/// What an enterprise may ask for, and why (D5, E4, E5).
struct Entitlement {
  RecordKey source;  ///< a policy or a fund
  std::string title;
  bool eligible = false;  ///< every condition is met
  std::vector<Condition> conditions;
  std::optional<domain::ApplicationState> application;  ///< of the enterprise's own, if any
  double granted_wan = 0;                               ///< what it has got (E5: used)
};

/// Of every policy and fund, those that it is eligible for first, then those that lack least, by
/// id. kNotFound out of sight.
base::Result<std::vector<Entitlement>> EntitlementsOf(Workspace& workspace,
                                                      const domain::Actor& actor,
                                                      domain::EnterpriseId enterprise);

/// An enterprise, and how it stands to one policy or fund.
struct EntitledEnterprise {
  std::int64_t id = 0;
  std::string name;
  std::string region_code;
  std::string programme_sector;
  Entitlement entitlement;
};

struct EntitledEnterprises {
  std::vector<EntitledEnterprise> items;  ///< eligible ones first, then those that lack least
  std::int64_t eligible = 0;
  std::int64_t total = 0;  ///< enterprises looked at; `items` holds the first `most` of them
};

/// Of the enterprises within the actor's sight: who may ask for it, and what the others lack.
/// kInvalid for what is no policy or fund, kNotFound where there is none.
base::Result<EntitledEnterprises> EnterprisesEntitledTo(Workspace& workspace,
                                                        const domain::Actor& actor,
                                                        RecordKey source, std::size_t most = 200);

void WriteEntitledEnterprises(base::JsonWriter& json, const EntitledEnterprises& entitled);

void WriteEntitlements(base::JsonWriter& json, const std::vector<Entitlement>& entitlements);

/// An enterprise that could be listed, with what speaks for it (E6).
struct ListingSuggestion {
  std::int64_t enterprise = 0;
  std::string name;
  std::string programme_sector;
  std::vector<std::string> grounds;
  double strength = 0;  ///< revenue's and R&D intensity's mean rank within the sector, 0 … 1
};

/// The leaders of each programme sector that have an R&D institution and are no candidates yet, at
/// most `a_sector` each; strongest first. Within the actor's sight; kForbidden without
/// read_reports.
base::Result<std::vector<ListingSuggestion>> SuggestListings(Workspace& workspace,
                                                             const domain::Actor& actor,
                                                             std::size_t a_sector = 3);

void WriteListingSuggestions(base::JsonWriter& json,
                             const std::vector<ListingSuggestion>& suggestions);

}  // namespace jiedui::services
