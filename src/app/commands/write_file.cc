#include "app/commands/write_file.h"

#include <fstream>
#include <system_error>

namespace jiedui::app {

base::Status WriteWhole(const std::filesystem::path& path, std::string_view text) {
  std::filesystem::path part = path;
  part += ".part";
  std::error_code failed;
  {
    std::ofstream out(part, std::ios::binary | std::ios::trunc);
    out << text;
    out.close();
    if (!out) failed = std::make_error_code(std::errc::io_error);
  }
  if (!failed) std::filesystem::rename(part, path, failed);
  if (!failed) return {};
  std::error_code ignored;
  std::filesystem::remove(part, ignored);
  return base::Fail(base::ErrorCode::kUnavailable, "不能写入 " + path.string(), "out");
}

}  // namespace jiedui::app
