#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/field.h"

namespace jiedui::services {

/// The headers of a whole export's columns of ids and of when records were created (UTC).
inline constexpr std::string_view kIdColumn = "记录编号";
inline constexpr std::string_view kCreatedColumn = "创建时间（UTC）";

/// Which field each column of a file goes to.
struct ImportColumns {
  struct Column {
    std::size_t at = 0;  ///< in the header
    const domain::FieldDef* field = nullptr;
    double scale = 1;  ///< of the field's unit per unit of the column: 元 for 万元 is 1e-4
    std::string capital_unit;  ///< what a bare number in a column of registered capital is of
  };
  std::vector<Column> columns;
  std::vector<std::string> ignored;  ///< headers that mean no field
  /// Of a whole export that is to be restored: its columns of ids and creation, and those of
  /// derived fields.
  std::optional<std::size_t> id_at;
  std::optional<std::size_t> created_at;
  std::vector<Column> derived;
};

/// Matches headers with the type's fields by name, titles and aliases (office::MapHeader); lines
/// `column<TAB>field` of `mapping` come first. Secret fields are ignored, and so are derived ones
/// unless `restore` and the header is of a whole export. Units in brackets are converted where they
/// are of money. kInvalid, naming all of them, where two columns
/// mean one field, a required field has no column, the mapping names what does not exist, or a
/// column's unit cannot become the field's.
base::Result<ImportColumns> MatchColumns(const domain::RecordType& type,
                                         const std::vector<std::string>& header,
                                         std::string_view mapping, bool restore = false);

}  // namespace jiedui::services
