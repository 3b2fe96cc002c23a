#include "bench/support/program.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>

namespace jiedui::bench {

namespace fs = std::filesystem;

void Die(const std::string& message, ExitCode code) {
  std::fflush(stdout);
  fmt::print(stderr, "{}\n", message);
  std::exit(code);
}

void OrDie(const base::Status& status) {
  if (!status) Die(status.error().message);
}

std::string SharedDataFolder() {
  if (const char* const set = std::getenv("JIEDUI_SHARED_DATA"))  // NOLINT(concurrency-mt-unsafe)
    return set;
  return (fs::path(JIEDUI_SOURCE_DIR).parent_path() / "shared" / "data").string();
}

fs::path SharedFile(const std::string& folder, const std::string& path) {
  fs::path file = fs::path(folder) / path;
  if (!fs::exists(file)) {
    Die(fmt::format("{} is missing: name the shared data's folder by --data or JIEDUI_SHARED_DATA",
                    file.string()),
        kWrongCall);
  }
  return file;
}

TemporaryFolder::TemporaryFolder() {
  std::string name = (fs::temp_directory_path() / "jiedui-bench-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) Die("cannot make a folder like " + name);
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;  // what is left in the temporary folder does no harm
  fs::remove_all(path_, ignored);
}

}  // namespace jiedui::bench
