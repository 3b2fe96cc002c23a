#include "api/static_files.h"

#include <fstream>
#include <sstream>

#include "api/problems.h"
#include "api/site.h"
#include "base/text.h"

namespace jiedui::api {
namespace {

/// A compressed form of a file; the first that a client accepts is sent.
struct Coding {
  std::string_view name;    ///< in Accept-Encoding
  std::string_view ending;  ///< of the file beside the plain one
};
constexpr std::array<Coding, 2> kCodings = {{{"br", ".br"}, {"gzip", ".gz"}}};

/// nullptr where the path is of a plain file.
const Coding* CodingOf(std::string_view path) {
  for (const Coding& coding : kCodings) {
    if (path.ends_with(coding.ending)) return &coding;
  }
  return nullptr;
}
constexpr std::string_view kPage = "index.html";

struct MediaTypeOf {
  std::string_view ending;
  std::string_view type;
};
constexpr std::array<MediaTypeOf, 13> kMediaTypes = {{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".woff", "font/woff"},
    {".txt", "text/plain; charset=utf-8"},
    {".map", "application/json"},
}};

std::string_view TypeOfFile(std::string_view path) {
  for (const MediaTypeOf& known : kMediaTypes) {
    if (path.ends_with(known.ending)) return known.type;
  }
  return "application/octet-stream";
}

/// Does the header, a list of `name;q=0.5`, name it with a weight above 0? (RFC 9110)
bool Accepts(const edge::Request& request, std::string_view header, std::string_view name) {
  for (const std::string_view line : request.headers.All(header)) {
    for (const std::string_view item : base::Split(line, ',')) {
      const std::vector<std::string_view> parts = base::Split(item, ';');
      if (!edge::EqualsIgnoreCase(base::Trim(parts[0]), name)) continue;
      if (parts.size() == 1) return true;
      const std::string_view weight = base::Trim(parts[1]);
      return !weight.starts_with("q=") || base::ParseNumber(weight.substr(2)).value_or(0) > 0;
    }
  }
  return false;
}

bool Holds(const edge::Request& request, std::string_view etag) {
  const auto header = request.headers.Get("If-None-Match");
  if (!header) return false;
  for (std::string_view tag : base::Split(*header, ',')) {
    tag = base::Trim(tag);
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag == etag) return true;
  }
  return false;
}

}  // namespace

StaticFiles::StaticFiles(std::vector<StaticFile> files) {
  std::vector<StaticFile> packed;
  for (StaticFile& file : files) {
    if (CodingOf(file.path) != nullptr) {
      packed.push_back(std::move(file));
      continue;
    }
    Entry entry;
    entry.etag = ContentTag(file.bytes);
    entry.plain = std::make_shared<const std::string>(std::move(file.bytes));
    entry.content_type = TypeOfFile(file.path);
    entry.lasting = file.path.starts_with("assets/");
    entries_.emplace(std::move(file.path), std::move(entry));
  }
  for (StaticFile& file : packed) {
    const Coding* const coding = CodingOf(file.path);
    const auto found = entries_.find(file.path.substr(0, file.path.size() - coding->ending.size()));
    if (found == entries_.end()) continue;
    found->second.packed[static_cast<std::size_t>(coding - kCodings.data())] =
        std::make_shared<const std::string>(std::move(file.bytes));
  }
}

base::Result<StaticFiles> StaticFiles::Load(const std::filesystem::path& folder) {
  namespace fs = std::filesystem;
  std::vector<StaticFile> files;
  std::error_code error;
  if (!fs::is_directory(folder, error)) return StaticFiles({});
  for (fs::recursive_directory_iterator at(folder, error), end; at != end; at.increment(error)) {
    if (error) break;
    if (!at->is_regular_file(error)) continue;
    std::ifstream in(at->path(), std::ios::binary);
    std::ostringstream bytes;
    bytes << in.rdbuf();
    if (!in) {
      return base::Fail(base::ErrorCode::kUnavailable, "无法读取文件 " + at->path().string());
    }
    files.push_back(
        {at->path().lexically_relative(folder).generic_string(), std::move(bytes).str()});
  }
  if (error) {
    return base::Fail(base::ErrorCode::kUnavailable,
                      "无法读取目录 " + folder.string() + ": " + error.message());
  }
  return StaticFiles(std::move(files));
}

const StaticFiles::Entry* StaticFiles::Find(const edge::Request& request) const {
  const std::string_view path = std::string_view(request.path).substr(1);
  if (const auto found = entries_.find(path); found != entries_.end()) return &found->second;
  const bool page = path.empty() || Accepts(request, "Accept", "text/html");
  const auto index = entries_.find(kPage);
  const bool asset = path.starts_with("assets/");
  return page && !asset && index != entries_.end() ? &index->second : nullptr;
}

edge::Response StaticFiles::Send(const Entry& entry, const edge::Request& request) {
  std::size_t chosen = 0;
  while (chosen < kCodings.size() &&
         (entry.packed[chosen] == nullptr ||
          !Accepts(request, "Accept-Encoding", kCodings[chosen].name))) {
    ++chosen;
  }
  const bool packed = chosen < kCodings.size();
  // Each representation needs a tag of its own (RFC 9110, section 8.8.3.3).
  std::string etag = entry.etag;
  if (packed) etag.insert(etag.size() - 1, "-" + std::string(kCodings[chosen].name));
  edge::Response response;
  response.headers.Add("ETag", etag);
  response.headers.Add("Vary", "Accept-Encoding");
  response.headers.Add("Cache-Control",
                       entry.lasting ? "public, max-age=31536000, immutable" : "no-cache");
  if (Holds(request, etag)) {
    response.status = 304;
    return response;
  }
  response.headers.Add("Content-Type", std::string(entry.content_type));
  if (packed) response.headers.Add("Content-Encoding", std::string(kCodings[chosen].name));
  response.body = edge::Body::Shared(packed ? entry.packed[chosen] : entry.plain);
  return response;
}

edge::Response StaticFiles::Answer(const edge::Request& request) const {
  if (request.method != "GET" && request.method != "HEAD") {
    edge::Response response = edge::ProblemResponse(
        405, base::ErrorCodeName(base::ErrorCode::kInvalid), "此地址只接受 GET, HEAD", request.id);
    response.headers.Add("Allow", "GET, HEAD");
    return response;
  }
  const Entry* const entry = Find(request);
  if (entry != nullptr) return Send(*entry, request);
  return ProblemOf({base::ErrorCode::kNotFound, "没有这个页面"}, request.id);
}

}  // namespace jiedui::api
