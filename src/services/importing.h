#pragma once

#include <string>
#include <vector>

#include "domain/actor.h"
#include "office/row_errors.h"
#include "services/workspace.h"

namespace jiedui::services {

struct ImportRequest {
  domain::Kind kind = domain::Kind::kEnterprise;
  std::string filename = {};  ///< for its extension and for messages
  std::string bytes = {};
  bool dry_run = false;      ///< checks everything, stores nothing
  bool skip_bad = false;     ///< stores the good rows even where others are bad
  std::string mapping = {};  ///< lines `column<TAB>field` for foreign layouts; empty for none
  base::Progress progress = {};
};

struct ImportReport {
  bool imported = false;  ///< whether anything was stored
  std::size_t rows = 0;
  std::size_t created = 0;
  std::size_t restored = 0;  ///< of those created: brought back as they were exported
  std::size_t updated = 0;
  std::size_t unchanged = 0;
  std::size_t bad = 0;             ///< rows with at least one error
  std::size_t proposed = 0;        ///< enterprises whose sector was proposed from their text
  std::size_t not_industrial = 0;  ///< enterprises whose texts say that they are no industry
  std::size_t undecided = 0;       ///< enterprises put on the sector work list
  std::vector<std::string> ignored_columns;
  std::vector<office::RowError> errors;  ///< by line
  std::vector<std::size_t> short_lines;  ///< with fewer cells than the header: worth a look
  office::Table table;                   ///< as read, for the workbook of errors
};

/// Reads a file into the rosters: columns by their headers (field names, Chinese or English titles,
/// aliases), every bad row reported in one pass, all or nothing unless skip_bad, and the same file
/// twice changes nothing. Rows meet their record by its natural key; columns that the file does not
/// have stay as they are; a row with more cells than the header is a bad row.
///
/// What events move (states) a file may repeat and not change, and a new record begins in its first
/// state. Only the operator (domain::IsOperator) restores: rows of a whole export whose record is
/// not there come back as they were, with their ids, states and derived fields, and every such
/// import leaves a `restore_import` in the audit log; decision 0019. The operator may also bring
/// new records in any state.
///
/// kForbidden where the role does not maintain the kind; kInvalid where the file itself cannot be
/// read or lacks a required column.
base::Result<ImportReport> Import(Workspace& workspace, const domain::Actor& actor,
                                  const ImportRequest& request);

/// The file with a 错误信息 column and the cells at fault marked, to be corrected and imported
/// again: all of its rows where nothing was stored, else the bad ones. As .xlsx bytes.
base::Result<std::string> ErrorWorkbook(const ImportReport& report);

}  // namespace jiedui::services
