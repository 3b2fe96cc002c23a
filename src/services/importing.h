#pragma once

#include <string>
#include <vector>

#include "domain/actor.h"
#include "office/table.h"
#include "services/workspace.h"

namespace jiedui::services {

struct ImportRequest {
  domain::Kind kind = domain::Kind::kEnterprise;
  std::string filename;  ///< for its extension and for messages
  std::string bytes;
  bool dry_run = false;   ///< checks everything, stores nothing
  bool skip_bad = false;  ///< stores the good rows even where others are bad
  std::string mapping;    ///< lines `column<TAB>field` for foreign layouts; empty for none
  base::Progress progress = {};
};

struct RowError {
  std::size_t line = 0;  ///< of the file; the header is line 1
  std::string column;    ///< header, as the file has it; empty for the row as a whole
  std::string value;
  std::string reason;
};

struct ImportReport {
  bool imported = false;  ///< whether anything was stored
  std::size_t rows = 0;
  std::size_t created = 0;
  std::size_t updated = 0;
  std::size_t unchanged = 0;
  std::size_t bad = 0;        ///< rows with at least one error
  std::size_t proposed = 0;   ///< enterprises whose sector was proposed from their text
  std::size_t undecided = 0;  ///< enterprises put on the sector work list
  std::vector<std::string> ignored_columns;
  std::vector<RowError> errors;  ///< by line
  office::Table table;           ///< as read, for the workbook of errors
};

/// Reads a file into the rosters: columns by their headers (field names, Chinese or English titles,
/// aliases), every bad row reported in one pass, all or nothing unless skip_bad, and the same file
/// twice changes nothing. Rows meet their record by its natural key; columns that the file does not
/// have stay as they are. kForbidden where the role does not maintain the kind; kInvalid where the
/// file itself cannot be read or lacks a required column.
base::Result<ImportReport> Import(Workspace& workspace, const domain::Actor& actor,
                                  const ImportRequest& request);

/// The rows with errors, with a 错误信息 column, cells at fault marked; as .xlsx bytes.
base::Result<std::string> ErrorWorkbook(const ImportReport& report);

}  // namespace jiedui::services
