#include "api/static_files.h"

#include <fstream>
#include <sstream>

#include "api/problems.h"
#include "api/site.h"
#include "base/text.h"

namespace jiedui::api {
namespace {

constexpr std::string_view kGzip = ".gz";
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
  std::map<std::string, std::shared_ptr<const std::string>, std::less<>> packed;
  for (StaticFile& file : files) {
    auto bytes = std::make_shared<const std::string>(std::move(file.bytes));
    if (file.path.ends_with(kGzip)) {
      packed.emplace(file.path.substr(0, file.path.size() - kGzip.size()), std::move(bytes));
      continue;
    }
    Entry entry;
    entry.etag = ContentTag(*bytes);
    entry.plain = std::move(bytes);
    entry.content_type = TypeOfFile(file.path);
    entry.lasting = file.path.starts_with("assets/");
    entries_.emplace(std::move(file.path), std::move(entry));
  }
  for (auto& [path, bytes] : packed) {
    const auto found = entries_.find(path);
    if (found != entries_.end()) found->second.gzip = std::move(bytes);
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
  const bool packed = entry.gzip != nullptr && Accepts(request, "Accept-Encoding", "gzip");
  // Two representations need two tags (RFC 9110, section 8.8.3.3).
  const std::string etag =
      packed ? entry.etag.substr(0, entry.etag.size() - 1) + "-gz\"" : entry.etag;
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
  if (packed) response.headers.Add("Content-Encoding", "gzip");
  response.body = edge::Body::Shared(packed ? entry.gzip : entry.plain);
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
