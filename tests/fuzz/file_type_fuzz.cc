// Evidence of any bytes. Byte 0 chooses: a file as it is, or an archive whose [Content_Types].xml
// is the rest. Checked: what is taken is of one of the listed types and begins as that type does.

#include "fuzz/fuzz_input.h"
#include "office/file_type.h"
#include "support/office_archive.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using jiedui::base::ErrorCode;
  using jiedui::fuzz::Require;
  if (size == 0) return 0;
  std::string bytes(jiedui::fuzz::TextOf(data + 1, size - 1));
  if (data[0] % 2 == 1)
    bytes = jiedui::testing::Archive({{"[Content_Types].xml", bytes}, {"word/document.xml", "x"}});
  const auto type = jiedui::office::SniffFile(bytes);
  if (!type) {
    Require(type.error().code == (bytes.empty() ? ErrorCode::kInvalid : ErrorCode::kUnprocessable));
    Require(type.error().field == "file" && !type.error().message.empty());
    return 0;
  }
  Require(!(*type)->media_type.empty());
  if ((*type)->media_type == "application/pdf")
    Require(bytes.substr(0, 1024).find("%PDF-") != std::string::npos);
  const auto named = CheckExtension(**type, "a." + bytes.substr(0, 5));
  Require(named || named.error().field == "file_name");
  return 0;
}
