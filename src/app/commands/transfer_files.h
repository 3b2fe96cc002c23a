#pragma once

#include <string>
#include <vector>

#include "app/command.h"
#include "app/commands/named.h"
#include "office/sheet_writer.h"
#include "services/importing.h"

namespace jiedui::app {

/// What `import` takes for each file.
struct ImportArguments {
  std::string kind;
  std::string file;
  std::string mapping;
  std::string errors;
  bool dry_run = false;
  bool skip_bad = false;
};

/// Reads the file and what goes with it; nothing is imported yet.
base::Result<services::ImportRequest> ReadImportRequest(const ImportArguments& arguments);

/// What was imported and what is wrong, as text or as JSON.
void PrintReport(const services::ImportReport& report, bool dry_run, bool as_json);

/// Writes the sheets by the file's ending; text files have the first one.
base::Status WriteSheets(const std::string& file, const std::vector<office::Sheet>& sheets);

/// One file a kind into the folder, which is made where it is missing: everything that `import all`
/// restores a city from.
base::Status ExportAll(const CommonOptions& common, const std::string& folder,
                       const std::string& format);

/// Imports the files that ExportAll writes, each kind after those that it refers to; the exit code.
/// Stops at the first file with bad rows, which is not imported; those before it are.
int ImportAll(const CommonOptions& common, const ImportArguments& arguments);

}  // namespace jiedui::app
