#pragma once

#include "domain/enterprise.h"
#include "domain/field.h"
#include "domain/reference.h"
#include "store/store.h"

namespace jiedui::services {

/// Checks a record against the programme's rules before it is written and fills its derived fields:
/// credit codes, regions, sectors and departments that exist, an enterprise's programme sector, and
/// the enterprise's region and sector on what belongs to it. Every way into the database goes
/// through here. kInvalid and kUnprocessable name the field.
base::Status Settle(const domain::Reference& reference, const store::Reader& reader,
                    domain::Record& record);

/// What holds for a record however old it is: filled fields, codes and records that exist, and the
/// enterprise's region and sector. A record that is restored is not held against rules of how
/// records may change, which it kept when it was made.
base::Status SettleRestored(const domain::Reference& reference, const store::Reader& reader,
                            domain::Record& record);

/// The part of it that needs no database.
base::Status SettleAlone(const domain::Reference& reference, domain::Record& record);

/// Brings region and sector of everything that belongs to the enterprise up to its present ones.
base::Status CarryScope(store::UnitOfWork& unit, const domain::Enterprise& enterprise);

}  // namespace jiedui::services
