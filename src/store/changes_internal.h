#pragma once

#include <string>
#include <vector>

#include "domain/field.h"

namespace jiedui::store {

/// The fields in which two records of one kind differ, in the order of the field table.
std::vector<const domain::FieldDef*> ChangedFields(const domain::Record& before,
                                                   const domain::Record& after);

/// AuditEntry::changes of these fields; without `before` for a new record (nullptr).
std::string ChangesJson(const std::vector<const domain::FieldDef*>& fields,
                        const domain::Record* before, const domain::Record& after);

}  // namespace jiedui::store
