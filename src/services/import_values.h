#pragma once

#include <map>
#include <string>
#include <string_view>

#include "domain/field.h"
#include "domain/reference.h"
#include "services/import_columns.h"
#include "store/reader.h"

namespace jiedui::services {

/// Registries write N/A where a date or a type is unknown.
bool SaysNothing(std::string_view cell);

/// Reads cells, as files of clerks have them and as CellWriter writes them. Looks each record that
/// a cell refers to up once: the reader must be of one moment. Not thread-safe.
class CellReader {
 public:
  CellReader(const domain::Reference& reference, const store::Reader& reader)
      : reference_(reference), reader_(reader) {}

  /// Reads one cell into the record: regions and sectors by name or code, money with the column's
  /// unit, registered capital with its own unit and currency, other records by their key
  /// (`统一社会信用代码`, `姓名@单位`), name or `kind:id`, accounts by their login, a JSON string
  /// literal as the text that it means, everything else as ParseValue. The kind that an id's field
  /// depends on must be read before it. kInvalid with the reason.
  base::Status Read(const ImportColumns::Column& column, std::string_view cell,
                    domain::Record& record);

 private:
  base::Result<domain::Value> ReadValue(const domain::FieldDef& field, std::string_view cell,
                                        const domain::Record& record);
  base::Result<domain::Value> ReadReferences(const domain::FieldDef& field, domain::Kind kind,
                                             std::string_view cell);
  /// The one live record that the text means.
  base::Result<std::int64_t> Resolve(domain::Kind kind, const std::string& text);
  /// Up to two records of that very title.
  [[nodiscard]] base::Result<store::Page> FindTitled(const domain::RecordType& type,
                                                     const std::string& text) const;

  const domain::Reference& reference_;
  const store::Reader& reader_;
  std::map<std::pair<domain::Kind, std::string>, std::int64_t> resolved_;
};

}  // namespace jiedui::services
