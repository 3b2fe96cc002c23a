#pragma once

#include <string_view>

#include "domain/field.h"
#include "domain/reference.h"
#include "services/import_columns.h"
#include "store/reader.h"

namespace jiedui::services {

/// Reads one cell into the record, as files of clerks have it: regions and sectors by name or code,
/// money with the column's unit, registered capital with its own unit and currency, other records
/// by their key (`统一社会信用代码`, `姓名@单位`), name or `kind:id`, everything else as
/// ParseValue. kInvalid with the reason.
base::Status ReadCell(const domain::Reference& reference, const store::Reader& reader,
                      const ImportColumns::Column& column, std::string_view cell,
                      domain::Record& record);

/// How a reference is written in files so that ReadCell finds it again: by its key, or as `kind:id`
/// where the key is made of other records.
base::Result<std::string> ReferenceText(const store::Reader& reader, domain::Kind kind,
                                        std::int64_t id);

}  // namespace jiedui::services
