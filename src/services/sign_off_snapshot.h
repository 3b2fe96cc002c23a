#pragma once

#include <string>

#include "domain/evidence.h"
#include "store/store.h"

namespace jiedui::services {

/// What a county confirms: the sign-off's own choice (campaign, basis), what the enterprise is
/// (name, credit code, county, sectors, size, figures), every field of its survey that somebody
/// filled in and the survey's state, and category and digest of each evidence file. One JSON object
/// whose members stand in the order of the field tables, so that equal data are equal bytes.
base::Result<std::string> SnapshotOf(const store::Reader& reader, const domain::SignOff& sign_off);

/// A store::UnitWatch: marks each confirmed or signed-off sign-off as `voided` whose snapshot is
/// not what the data say now. It looks at what refers to the records that the unit changed, so no
/// way of writing them gets around it. The mark stays, even where the data are changed back: the
/// county has to look again (`return`, `reconfirm` or `revoke`).
base::Status VoidChangedSignOffs(store::UnitOfWork& unit,
                                 std::span<const store::ChangedRecord> changed);

}  // namespace jiedui::services
