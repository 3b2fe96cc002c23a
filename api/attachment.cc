#include "api/attachment.h"

#include <fmt/format.h>

namespace jiedui::api {
namespace {

/// RFC 8187: `%E8%AF%81.pdf`; only what needs no escape anywhere stays.
std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       c == '.' || c == '-' || c == '_';
    escaped += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return escaped;
}

}  // namespace

edge::Response Attachment(std::string_view type, std::string_view filename, std::string bytes) {
  edge::Response response = edge::MakeResponse(200, std::string(type), std::move(bytes));
  const std::string escaped = Escaped(filename);
  response.headers.Add("Content-Disposition", escaped == filename
                                                  ? "attachment; filename=\"" + escaped + "\""
                                                  : "attachment; filename*=UTF-8''" + escaped);
  return response;
}

}  // namespace jiedui::api
