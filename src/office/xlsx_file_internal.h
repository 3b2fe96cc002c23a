#pragma once

#include <xlsxwriter.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"

namespace jiedui::office {

/// Closing frees the book, also when it fails; a book that is never closed writes nothing.
struct FreeBook {
  void operator()(lxw_workbook* book) const { lxw_workbook_free(book); }
};
using Book = std::unique_ptr<lxw_workbook, FreeBook>;

/// Makes a book, with a date of its own: without one it has the moment of writing, and the same
/// sheets must make the same bytes. `fill` adds its sheets. The file appears whole or not at all.
base::Status WriteBook(const std::filesystem::path& file,
                       const std::function<base::Status(lxw_workbook*)>& fill);

/// The same as bytes, through a temporary file.
base::Result<std::string> BookBytes(const std::function<base::Status(lxw_workbook*)>& fill);

}  // namespace jiedui::office
