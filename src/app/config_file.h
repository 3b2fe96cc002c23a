#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"

namespace CLI {
class App;
}

namespace jiedui::app {

/// The configuration file: one `key = value` a line, where a key is the long name of an option of
/// `serve`, or of the program where that is no matter of a single call (`data`). The value is the
/// rest of the line without blanks around it, empty for an option's own empty value; `true` or
/// `false` for a switch. Lines that begin with `#` and empty ones are passed over. An option that
/// takes several values has a line for each.
///
/// Reads the file into the options that were neither given on the command line nor by the
/// environment; call after the command line was parsed. Everything is checked, also what does not
/// count because the command line says otherwise. kNotFound where there is no file; kInvalid
/// begins with `FILE:LINE:` and says what is wrong: no such key, a key twice, a value that the
/// option refuses.
base::Status ApplyConfigFile(CLI::App& app, const std::filesystem::path& file);

/// A configuration file with every key, explained and commented out at its default: what is
/// shipped.
std::string DefaultConfigFile(const CLI::App& app);

}  // namespace jiedui::app
