#pragma once

#include <memory>
#include <vector>

#include "domain/actor.h"
#include "office/row_errors.h"
#include "services/import_columns.h"
#include "services/import_values.h"
#include "store/reader.h"

namespace jiedui::services {

/// What becomes of a good row.
enum class RowFate {
  kUnchanged,  ///< its record is there and says the same
  kUpdate,
  kCreate,
  kRestore,  ///< its record comes back as it was exported, with its id and history
};

/// A good row, read and checked.
struct ReadyRow {
  std::size_t line = 0;
  std::unique_ptr<domain::Record> record;  ///< with what the row says; kUpdate: nothing else
  RowFate fate = RowFate::kCreate;
  std::int64_t present_id = 0;  ///< of the record that kUpdate changes
};

/// Whose file it is and what its columns mean.
struct RowSource {
  const domain::Reference& reference;
  const domain::Actor& actor;
  const domain::RecordType& type;
  const office::Table& table;
  const ImportColumns& columns;
};

/// The same record once more, with its fields, id and version.
std::unique_ptr<domain::Record> CopyOf(const domain::Record& record);

/// Sets the fields of `to` that the file has columns for, as `from` has them: a blank cell clears a
/// field, but never a sector or what events move, and a masked text leaves what it masks.
base::Status TakeColumns(const ImportColumns& columns, const domain::Record& from,
                         domain::Record& to);

/// The column whose field that is; nullptr where the file has none.
const ImportColumns::Column* ColumnOf(const ImportColumns& columns, std::string_view field);

/// What is wrong with the row, at the column that the error names.
office::RowError RowErrorOf(const RowSource& source, const office::TableRow& row,
                            const base::Error& error);

/// Reads rows and checks each against the database of one moment, as if it alone were imported.
class RowReader {
 public:
  /// All of it outlives the reader.
  RowReader(const RowSource& source, const store::Reader& reader)
      : source_(source), reader_(reader), cells_(source.reference, reader) {}

  /// Adds the row to `ready`, or what is wrong with it to `errors`.
  void Read(const office::TableRow& row, std::vector<ReadyRow>& ready,
            std::vector<office::RowError>& errors);

 private:
  /// Whether all cells of the columns could be read.
  bool ReadCells(const std::vector<ImportColumns::Column>& columns, const office::TableRow& row,
                 domain::Record& record, std::vector<office::RowError>& errors);
  base::Status CheckNew(ReadyRow& ready);
  base::Status CheckPresent(domain::Record& present, ReadyRow& ready);
  base::Status CheckRestored(const office::TableRow& row, ReadyRow& ready);
  /// The row with the same key that came before, as an error.
  base::Status CheckTwin(const office::TableRow& row, const domain::Record& record);

  const RowSource& source_;
  const store::Reader& reader_;
  CellReader cells_;
  std::map<std::string, std::size_t> line_of_key_;
};

}  // namespace jiedui::services
