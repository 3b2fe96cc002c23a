#pragma once

#include <string>
#include <string_view>

#include "api/edge/message.h"

namespace jiedui::api {

constexpr std::string_view kXlsxType =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
constexpr std::string_view kDocxType =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// A file to be saved under that name, never shown in the page.
edge::Response Attachment(std::string_view type, std::string_view filename, std::string bytes);

}  // namespace jiedui::api
