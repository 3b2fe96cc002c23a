#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/connection_internal.h"

namespace jiedui::store {

/// A column as either engine has it.
struct TableColumn {
  std::string name;
  std::string type;  ///< INTEGER, REAL, TEXT or BLOB, in the words of the migrations
  bool not_null = false;
  std::int64_t key_place = 0;  ///< in the primary key, from 1; 0: not in it
};

/// The tables that migrations made, by name.
base::Result<std::vector<std::string>> TablesOf(Connection& connection);

base::Result<std::vector<TableColumn>> ColumnsOf(Connection& connection, std::string_view table);

/// The tables whose ids the database makes: none is given twice, even when its row is gone.
base::Result<std::vector<std::string>> NumberedTablesOf(Connection& connection);

/// The last id that it made for such a table; 0 where none.
base::Result<std::int64_t> LastNumberOf(Connection& connection, std::string_view table);
/// Goes on after that one; > 0.
base::Status SetLastNumber(Connection& connection, std::string_view table, std::int64_t last);

}  // namespace jiedui::store
