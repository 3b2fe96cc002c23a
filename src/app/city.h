#pragma once

#include <filesystem>
#include <memory>

#include "base/clock.h"
#include "base/result.h"
#include "services/workspace.h"

namespace jiedui::app {

/// Where things are.
struct CityOptions {
  std::filesystem::path data;  ///< the city's folder: database, audit key, index, evidence
  std::string database = {};   ///< `postgresql://…` instead of the folder's SQLite file
  std::string replica = {};    ///< `postgresql://…` of a standby for reports; empty: none
  std::int64_t replica_max_lag_seconds = 10;  ///< as store::StoreOptions has it
  std::uint8_t node = 0;            ///< of several processes on one database, each has its own
  std::filesystem::path share;      ///< what ships: reference/, demo/, words/, web/
  bool create = false;              ///< make the folder where it is missing
  services::AuthOptions auth = {};  ///< how people sign in, and how often they may ask
  services::EvidenceOptions evidence = {};  ///< limits of evidence files, and who scans them
  std::string index_parts = {};             ///< as index::ParseLayout reads them, below data/index
  std::int64_t index_timeout_ms = 2000;     ///< as index::Layout has it; 100 … 60,000
  const base::Clock* clock = nullptr;       ///< outlives the city; the system's where null
};

/// One city's data folder, opened: everything that use cases stand on, wired.
class City {
 public:
  /// kNotFound where the folder or a file that ships is missing; else what the parts say.
  static base::Result<std::unique_ptr<City>> Open(const CityOptions& options);
  ~City();
  City(const City&) = delete;
  City& operator=(const City&) = delete;

  services::Workspace& workspace();
  [[nodiscard]] const CityOptions& options() const;

 private:
  struct Impl;
  explicit City(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// `$JIEDUI_SHARE`, else `../share/jiedui` beside the binary's folder, else the checkout's `data`
/// that it was built from. kNotFound where none of them holds reference data.
base::Result<std::filesystem::path> FindShare();

/// A file's bytes; kNotFound names it.
base::Result<std::string> ReadFile(const std::filesystem::path& file);

}  // namespace jiedui::app
