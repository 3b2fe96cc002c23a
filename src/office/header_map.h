#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace jiedui::office {

/// A field that columns may carry. Views must outlive the maps made of it.
struct FieldSpec {
  std::string_view name;                       ///< canonical: what mapping files say
  std::vector<std::string_view> aliases = {};  ///< headers in Chinese or English
  bool required = false;
};

/// Which column carries which field, and what does not fit. Columns count from 0; fields by their
/// place in the list.
struct HeaderMap {
  struct Column {
    std::size_t at = 0;
    std::size_t field = 0;
    /// What the header has in brackets at its end, normalised: `万元`, `%`. The reader of the
    /// column must check it: 元 and 万元 are four digits apart.
    std::string unit;
  };
  struct Duplicate {
    std::size_t field = 0;
    std::size_t first = 0;
    std::size_t second = 0;
  };
  std::vector<Column> columns;         ///< in the order of the table
  std::vector<std::size_t> unknown;    ///< columns that carry no field, blank headers left out
  std::vector<std::size_t> missing;    ///< required fields without a column
  std::vector<Duplicate> duplicates;   ///< of two columns for one field, the first counts
  std::vector<std::string> unmatched;  ///< columns that the mapping names and the table lacks

  /// The column of that field.
  [[nodiscard]] std::optional<std::size_t> ColumnOf(std::size_t field) const;
};

/// Columns of a foreign layout: header → field, or no field.
struct ColumnMapping {
  struct Entry {
    std::string column;
    std::optional<std::size_t> field;  ///< nothing: the column is left out on purpose
  };
  std::vector<Entry> entries;
};

/// Reads a mapping file: lines `column<TAB>field` in UTF-8, `-` for a column to leave out; blank
/// lines and lines that start with # are skipped. kInvalid, field "mapping", names every line that
/// is malformed, names an unknown field, or repeats a column or a field.
base::Result<ColumnMapping> ParseColumnMapping(std::string_view text,
                                               std::span<const FieldSpec> fields);

/// Headers meet names and aliases after NormalizeHeader, with their brackets first, then without.
/// What the mapping says comes before that, and takes its field out of the rest.
HeaderMap MapHeader(std::span<const std::string> header, std::span<const FieldSpec> fields,
                    const ColumnMapping& mapping = {});

/// kInvalid, field "file", naming all that is missing, doubled or unmatched; unknown columns are no
/// error.
base::Status CheckHeader(const HeaderMap& map, std::span<const std::string> header,
                         std::span<const FieldSpec> fields);

/// A header and its unit as they are compared: NFKC, one case, simplified characters, without
/// blanks, underscores, the * of required columns and a colon at the end. `营业收入（万元）` is
/// {`营业收入(万元)`, `营业收入`, `万元`}.
struct NormalHeader {
  std::string full;
  std::string bare;
  std::string unit;
};
NormalHeader NormalizeHeader(std::string_view header);

}  // namespace jiedui::office
