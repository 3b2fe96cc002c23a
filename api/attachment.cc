#include "api/attachment.h"

namespace jiedui::api {

edge::Response Attachment(std::string_view type, std::string_view filename, std::string bytes) {
  edge::Response response = edge::MakeResponse(200, std::string(type), std::move(bytes));
  response.headers.Add("Content-Disposition",
                       "attachment; filename=\"" + std::string(filename) + "\"");
  return response;
}

}  // namespace jiedui::api
