#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "api/edge/message.h"
#include "api/site.h"

namespace jiedui::api {

/// The workbench's files, from memory: a path finds a file of exactly that name or none, so no path
/// leads out of the folder. `x.gz` beside `x` is sent to who accepts gzip. Files below `assets/`
/// carry a hash in their name and may be kept for ever; everything else is asked about each time by
/// its ETag. Any other path of a page (a GET that accepts HTML) gets index.html, since the
/// workbench's own router reads the address. Immutable; thread-safe.
class StaticFiles {
 public:
  explicit StaticFiles(std::vector<StaticFile> files);

  /// 200, 304, 404 or 405.
  [[nodiscard]] edge::Response Answer(const edge::Request& request) const;

 private:
  struct Entry {
    std::shared_ptr<const std::string> plain;
    std::shared_ptr<const std::string> gzip;  // null where there is none
    std::string etag;
    std::string_view content_type;
    bool lasting = false;
  };
  [[nodiscard]] const Entry* Find(const edge::Request& request) const;
  static edge::Response Send(const Entry& entry, const edge::Request& request);

  std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace jiedui::api
