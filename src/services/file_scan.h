#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/result.h"

namespace jiedui::services {

/// The virus scanner that the operator named.
struct ScanOptions {
  /// A shell command that gets the file's path as its last argument: `clamdscan --fdpass
  /// --no-summary`. Exit status 0: clean; 1: infected; anything else: it could not tell. Empty: no
  /// scan.
  std::string command;
  std::int64_t timeout_ms = 60'000;  ///< 1 … 600,000; beyond, the scanner is killed
};

/// Has the file looked at. kUnprocessable where it is infected; kUnavailable where the scanner
/// could not tell, could not be run or took too long: what was not looked at is not kept.
base::Status ScanFile(const ScanOptions& options, const std::filesystem::path& file);

}  // namespace jiedui::services
