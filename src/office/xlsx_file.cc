#include <cstdlib>
#include <fstream>
#include <sstream>

#include "office/whole_file.h"
#include "office/xlsx_file_internal.h"

namespace jiedui::office {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

Status WriteBook(const fs::path& file, const std::function<Status(lxw_workbook*)>& fill) {
  JIEDUI_ASSIGN(PendingFile pending, PendingFile::Create(file));
  Book book(workbook_new(pending.path().c_str()));
  if (book == nullptr) return Fail(ErrorCode::kInternal, "内存不足", "file");
  lxw_doc_properties properties{};
  constexpr std::time_t kFirstDayOfZip = 315'532'800;  // 1980-01-01
  properties.created = kFirstDayOfZip;
  workbook_set_properties(book.get(), &properties);
  JIEDUI_CHECK(fill(book.get()));
  if (workbook_close(book.release()) != LXW_NO_ERROR)
    return Fail(ErrorCode::kUnavailable, "无法写入文件 " + file.string(), "file");
  return pending.Commit();
}

Result<std::string> BookBytes(const std::function<Status(lxw_workbook*)>& fill) {
  std::string folder = (fs::temp_directory_path() / "jiedui-xlsx-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) return Fail(ErrorCode::kUnavailable, "无法建立临时目录");
  const fs::path file = fs::path(folder) / "out.xlsx";
  const Status written = WriteBook(file, fill);
  std::ostringstream bytes;
  if (written) bytes << std::ifstream(file, std::ios::binary).rdbuf();
  std::error_code error;
  fs::remove_all(folder, error);
  if (!written) return Fail(written.error());
  return std::move(bytes).str();
}

}  // namespace jiedui::office
