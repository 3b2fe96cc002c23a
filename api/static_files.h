#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "api/edge/message.h"
#include "base/result.h"

namespace jiedui::api {

/// One file of the web workbench.
struct StaticFile {
  std::string path;  ///< below the folder, with `/` between: `assets/index-4f2c.js`
  std::string bytes;
};

/// The workbench's files, from memory: a path finds a file of exactly that name or none, so no path
/// leads out of the folder. `x.br` and `x.gz` beside `x` are sent to who accepts them, the first
/// rather. Files below `assets/` carry a hash in their name and may be kept for ever; everything
/// else is asked about each time by its ETag. Any other path of a page (a GET that accepts HTML)
/// gets index.html, since the workbench's own router reads the address. Immutable; thread-safe.
class StaticFiles {
 public:
  explicit StaticFiles(std::vector<StaticFile> files);

  /// Reads every file below the folder, web/dist. A folder that is not there has none: the service
  /// then answers its API only. kUnavailable names a file that cannot be read.
  static base::Result<StaticFiles> Load(const std::filesystem::path& folder);

  [[nodiscard]] bool empty() const { return entries_.empty(); }

  /// 200, 304, 404 or 405.
  [[nodiscard]] edge::Response Answer(const edge::Request& request) const;

 private:
  struct Entry {
    std::shared_ptr<const std::string> plain;
    std::array<std::shared_ptr<const std::string>, 2> packed;  // by kCodings; null where none
    std::string etag;
    std::string_view content_type;
    bool lasting = false;
  };
  [[nodiscard]] const Entry* Find(const edge::Request& request) const;
  static edge::Response Send(const Entry& entry, const edge::Request& request);

  std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace jiedui::api
