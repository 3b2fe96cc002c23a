#include "office/file_type.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"
#include "office/zip_internal.h"

namespace jiedui::office {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

constexpr FileType kPdf = {"application/pdf", "pdf", "PDF"};
constexpr FileType kJpeg = {"image/jpeg", "jpg|jpeg", "JPEG 图片"};
constexpr FileType kPng = {"image/png", "png", "PNG 图片"};
constexpr FileType kXlsx = {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                            "xlsx", "Excel 工作簿"};
constexpr FileType kDocx = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", "Word 文档"};
constexpr FileType kPptx = {
    "application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx",
    "PowerPoint 演示文稿"};
constexpr FileType kXls = {"application/vnd.ms-excel", "xls", "Excel 97-2003 工作簿"};
constexpr FileType kDoc = {"application/msword", "doc", "Word 97-2003 文档"};
constexpr FileType kPpt = {"application/vnd.ms-powerpoint", "ppt", "PowerPoint 97-2003 演示文稿"};

struct Signature {
  std::string_view bytes;
  const FileType* type;
};
using namespace std::string_view_literals;
constexpr std::array<Signature, 3> kSignatures = {{
    {"%PDF-"sv, &kPdf},
    {"\xFF\xD8\xFF"sv, &kJpeg},
    {"\x89PNG\r\n\x1A\n"sv, &kPng},
}};
constexpr std::string_view kZip = "PK\x03\x04"sv;
constexpr std::string_view kOle = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv;

/// The content types of the main parts (ECMA-376-1 11.3, 12.3, 13.3); those with macros have
/// others.
constexpr std::array<Signature, 3> kMainParts = {{
    {"spreadsheetml.sheet.main+xml"sv, &kXlsx},
    {"wordprocessingml.document.main+xml"sv, &kDocx},
    {"presentationml.presentation.main+xml"sv, &kPptx},
}};
/// The streams that hold the content of the old formats (MS-XLS 2.1.2, MS-DOC 2.1, MS-PPT 2.1).
constexpr std::array<Signature, 4> kStreams = {{
    {"Workbook"sv, &kXls},
    {"Book"sv, &kXls},
    {"WordDocument"sv, &kDoc},
    {"PowerPoint Document"sv, &kPpt},
}};

tl::unexpected<base::Error> Refused(const std::string& why) {
  return Fail(ErrorCode::kUnprocessable, why + "；可上传 PDF、JPEG、PNG 和 Office 文档（不含宏）",
              "file");
}

Result<const FileType*> SniffZip(std::string_view bytes) {
  TableLimits limits;
  limits.unpacked_bytes = 1U << 20U;
  const Result<ZipArchive> archive = ZipArchive::Open(bytes, limits);
  const std::string name = "[Content_Types].xml";
  if (!archive || !archive->Has(name)) return Refused("文件是压缩包，不是 Office 文档");
  Result<ZipPart> part = archive->Unpack(name);
  std::string types;
  while (part) {
    const Result<std::string_view> piece = part->Next();
    if (!piece) return Refused("文件已损坏");
    if (piece->empty()) break;
    types += *piece;
  }
  for (const Signature& main : kMainParts) {
    if (types.find(main.bytes) != std::string::npos) return main.type;
  }
  return Refused(types.find("macroEnabled") != std::string::npos ? "文档含宏"
                                                                 : "文件不是可识别的 Office 文档");
}

/// Whether a directory entry (MS-CFB 2.6.1) stands at that place: the name in UTF-16LE, padded, its
/// length in bytes with the final zero, then what it is.
bool IsEntry(std::string_view entry, std::string_view name) {
  constexpr std::size_t kLengthAt = 64;
  const std::size_t length = static_cast<unsigned char>(entry[kLengthAt]) +
                             256U * static_cast<unsigned char>(entry[kLengthAt + 1]);
  if (length != 2 * (name.size() + 1)) return false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (entry[2 * i] != name[i] || entry[2 * i + 1] != '\0') return false;
  }
  return true;
}

/// Looks at every place where a directory entry may be, so that no chain of sectors, which may be
/// damaged on purpose, has to be followed. Linear.
Result<const FileType*> SniffOle(std::string_view bytes) {
  constexpr std::size_t kEntryBytes = 128;
  constexpr std::size_t kHeaderBytes = 512;
  const FileType* found = nullptr;
  for (std::size_t at = kHeaderBytes; at + kEntryBytes <= bytes.size(); at += kEntryBytes) {
    const std::string_view entry = bytes.substr(at, kEntryBytes);
    if (IsEntry(entry, "VBA")) return Refused("文档含宏");
    if (IsEntry(entry, "EncryptedPackage")) return Refused("文档已加密");
    for (const Signature& stream : kStreams) {
      if (found == nullptr && IsEntry(entry, stream.bytes)) found = stream.type;
    }
  }
  if (found == nullptr) return Refused("文件不是可识别的 Office 文档");
  return found;
}

}  // namespace

Result<const FileType*> SniffFile(std::string_view bytes) {
  if (bytes.empty()) return Fail(ErrorCode::kInvalid, "文件是空的", "file");
  for (const Signature& signature : kSignatures) {
    if (bytes.starts_with(signature.bytes)) return signature.type;
  }
  if (bytes.starts_with(kZip)) return SniffZip(bytes);
  if (bytes.starts_with(kOle)) return SniffOle(bytes);
  return Refused("不能识别的文件类型");
}

Status CheckExtension(const FileType& type, std::string_view file_name) {
  const std::size_t dot = file_name.rfind('.');
  const std::string extension =
      dot == std::string_view::npos ? "" : base::LowerAscii(file_name.substr(dot + 1));
  const std::vector<std::string_view> allowed = base::Split(type.extensions, '|');
  if (std::find(allowed.begin(), allowed.end(), extension) != allowed.end()) return {};
  return Fail(ErrorCode::kInvalid,
              "文件内容是" + std::string(type.zh) + "，但文件名是 “" + std::string(file_name) + "”",
              "file_name");
}

}  // namespace jiedui::office
