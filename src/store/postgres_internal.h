#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "store/connection_internal.h"

namespace jiedui::store {

/// Is it the address of a PostgreSQL database: `postgresql://…`?
bool IsPostgresUrl(std::string_view url);

/// The address without its password, for messages.
std::string WithoutPassword(const std::string& url);

/// Connects; several hosts may be named, and for writing only one that takes writes is good.
/// busy_timeout_ms bounds how long a write waits for other processes' writes. kInvalid for an
/// address that is none; kUnavailable where nobody answers or the answer is no; kUnprocessable
/// where the database is not UTF-8 or the server older than 13.
base::Result<std::unique_ptr<Connection>> ConnectPostgres(const std::string& url, Access access,
                                                          std::int32_t busy_timeout_ms);

/// What the server says of a statement that failed.
struct PostgresFailure {
  std::string state;    ///< SQLSTATE; empty where the connection itself failed
  std::string message;  ///< its first line
  std::string detail;
  std::string column;
};

/// Its error; the codes are those of Connection.
base::Error PostgresError(const PostgresFailure& failure);

}  // namespace jiedui::store
