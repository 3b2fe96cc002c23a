#pragma once

#include <string_view>

#include "base/result.h"

namespace jiedui::office {

/// A kind of file that is taken as evidence.
struct FileType {
  std::string_view media_type;
  std::string_view extensions;  ///< lower case, separated by `|`
  std::string_view zh;
};

/// What the bytes are, by what stands in them and never by the name: PDF, JPEG, PNG, the Office
/// formats of today (a ZIP archive whose [Content_Types].xml names a document, workbook or
/// presentation without macros) and the .doc, .xls and .ppt of before 2007 (OLE compound files).
/// kInvalid for an empty file, kUnprocessable for anything else: other archives, encrypted files,
/// documents with macros. Static storage; reads at most 1 MiB of an archive's parts.
base::Result<const FileType*> SniffFile(std::string_view bytes);

/// kInvalid, with the field `file_name`, unless the name ends in one of the type's extensions.
base::Status CheckExtension(const FileType& type, std::string_view file_name);

}  // namespace jiedui::office
