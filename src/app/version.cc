#include "app/version.h"

namespace jiedui::app {

std::string_view Version() { return JIEDUI_VERSION; }

}  // namespace jiedui::app
