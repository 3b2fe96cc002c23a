#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/field.h"

namespace jiedui::services {

/// Which field each column of a file goes to.
struct ImportColumns {
  struct Column {
    std::size_t at = 0;  ///< in the header
    const domain::FieldDef* field = nullptr;
  };
  std::vector<Column> columns;
  std::vector<std::string> ignored;  ///< headers that mean no field
};

/// Matches headers with the type's fields by name, titles and aliases, after Normalize and without
/// blanks and bracketed units; lines `column<TAB>field` of `mapping` come first. Derived and secret
/// fields are ignored. kInvalid where two columns mean one field, a required field has no column,
/// or the mapping names what does not exist.
base::Result<ImportColumns> MatchColumns(const domain::RecordType& type,
                                         const std::vector<std::string>& header,
                                         std::string_view mapping);

}  // namespace jiedui::services
