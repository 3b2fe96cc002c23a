#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "domain/actor.h"
#include "services/workspace.h"

namespace jiedui::services {

/// One more condition: a field that is one of the values, or at least or at most the one value.
struct RosterCondition {
  std::string field;
  store::Match match = store::Match::kIn;  ///< kIn, kAtLeast, kAtMost
  std::vector<std::string> values;         ///< as ParseValue reads them
};

/// What to list of a kind.
struct RosterQuery {
  /// Field name → wanted values (any of them); `region` takes a region with all below it,
  /// `department` a department's programme sectors.
  std::map<std::string, std::vector<std::string>, std::less<>> filters;
  std::vector<RosterCondition> where;  ///< all must hold
  std::int64_t refers_to = 0;  ///< records that refer to the record of that id, whatever its kind
  std::string text;            ///< part of the name or title
  bool deleted = false;  ///< those that were taken off the roster, instead of those that are on it
  std::string order_by;  ///< a sortable field; empty for the order of creation
  bool descending = false;
  std::string cursor;      ///< of the page before; empty for the first
  std::size_t limit = 50;  ///< 1 … 200
};

struct RosterPage {
  std::vector<std::unique_ptr<domain::Record>> items;
  std::string next_cursor;  ///< empty on the last page
  std::int64_t total = 0;   ///< records that fit, on all pages
};

/// The query's conditions with those of the actor's scope. kInvalid names a filter that the kind
/// does not have.
base::Result<store::Filters> RosterFilters(const Workspace& workspace, const domain::Actor& actor,
                                           domain::Kind kind, const RosterQuery& query);

/// The records of that kind within the actor's scope; deleted ones are for who may put them back
/// (kForbidden for others). kInvalid names a filter that the kind does not have.
base::Result<RosterPage> ListRecords(Workspace& workspace, const domain::Actor& actor,
                                     domain::Kind kind, const RosterQuery& query);

/// kNotFound where there is none within the actor's sight.
base::Result<std::unique_ptr<domain::Record>> ReadRecord(Workspace& workspace,
                                                         const domain::Actor& actor,
                                                         domain::Kind kind, std::int64_t id);

/// Stores a new record; derived fields are filled here. kInvalid and kUnprocessable name the field,
/// kConflict an equal natural key, kForbidden where the role does not maintain the kind or the
/// record lies outside its scope.
base::Result<std::unique_ptr<domain::Record>> CreateRecord(Workspace& workspace,
                                                           const domain::Actor& actor,
                                                           std::unique_ptr<domain::Record> record);

/// CreateRecord inside a unit of work that does more than this; not for enterprises, whose sector
/// it leaves as it is.
base::Status AddRecord(Workspace& workspace, store::UnitOfWork& unit, const domain::Actor& actor,
                       domain::Record& record);

/// The same of a record that comes out of another one: begun, settled, inserted. The caller has
/// seen to it that the actor may.
base::Status InsertRecord(Workspace& workspace, store::UnitOfWork& unit, const domain::Actor& actor,
                          domain::Record& record);

/// Changes a record that the actor saw at `version` (kPrecondition otherwise). `change` sets fields
/// on a fresh copy.
base::Result<std::unique_ptr<domain::Record>> ChangeRecord(
    Workspace& workspace, const domain::Actor& actor, domain::Kind kind, std::int64_t id,
    std::int64_t version, const std::function<base::Status(domain::Record&)>& change);

/// Takes a record out of the rosters; it stays in the history.
base::Status RemoveRecord(Workspace& workspace, const domain::Actor& actor, domain::Kind kind,
                          std::int64_t id, std::int64_t version);

/// Puts a record back that was taken off, at the version that the history shows. kConflict where it
/// was not taken off, or where another record has its key by now; else as RemoveRecord.
base::Result<std::unique_ptr<domain::Record>> RestoreRecord(Workspace& workspace,
                                                            const domain::Actor& actor,
                                                            domain::Kind kind, std::int64_t id,
                                                            std::int64_t version);

}  // namespace jiedui::services
