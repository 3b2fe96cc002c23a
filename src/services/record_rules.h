#pragma once

#include <string_view>

#include "domain/actor.h"
#include "domain/record.h"
#include "services/workspace.h"

namespace jiedui::services {

/// An event on its way: inside the unit of work that stores it.
struct EventCall {
  Workspace& workspace;
  store::UnitOfWork& unit;
  const domain::Actor& actor;
  std::string_view event;
  std::string_view reason;
  base::TimeMs now_ms = 0;
};

/// What the programme asks of one kind of records beyond its field table and its machine. Each
/// subject's file states its own; null where there is nothing to say.
struct RecordRule {
  domain::Kind kind;
  /// Runs before the record is written, however it comes: checks and derived fields. Errors name
  /// the field.
  base::Status (*settle)(const domain::Reference&, const store::Reader&, domain::Record&) = nullptr;
  /// Why this actor may not try the event on this record although the table lets the role; looks
  /// at nothing else.
  base::Status (*may)(const domain::Actor&, const domain::Record&,
                      std::string_view event) = nullptr;
  /// Checks the event and fills what it leaves behind. `after` has the fields that came along and
  /// the new state; it is settled and stored next.
  base::Status (*apply)(EventCall&, const domain::Record& before, domain::Record& after) = nullptr;
  /// Why the record may not be taken off its roster now.
  base::Status (*removing)(const store::Reader&, const domain::Record&) = nullptr;
  /// What comes into being with a new record, in the same unit of work.
  base::Status (*created)(const domain::Reference&, store::UnitOfWork&,
                          const domain::Record&) = nullptr;
};

/// The rule of that kind; nullptr where there is none.
const RecordRule* RuleOf(domain::Kind kind);

/// Runs what the record's rule says of a record that was just inserted.
base::Status FollowCreation(const domain::Reference& reference, store::UnitOfWork& unit,
                            const domain::Record& record);

}  // namespace jiedui::services
