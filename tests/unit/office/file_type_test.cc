// What a file is, its bytes say.
#include "office/file_type.h"

#include <gtest/gtest.h>

#include <string>

#include "office/sheet_writer.h"
#include "support/office_archive.h"

namespace jiedui::office {
namespace {

using base::ErrorCode;
using namespace std::string_literals;

/// An OLE compound file as far as sniffing goes: the signature and directory entries.
std::string Ole(const std::vector<std::string>& names) {
  std::string bytes = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"s;
  bytes.resize(512);
  for (const std::string& name : names) {
    std::string entry(128, '\0');
    for (std::size_t i = 0; i < name.size(); ++i) entry[2 * i] = name[i];
    entry[64] = static_cast<char>(2 * (name.size() + 1));
    bytes += entry;
  }
  return bytes;
}

std::string MediaTypeOf(const std::string& bytes) {
  const auto type = SniffFile(bytes);
  return type ? std::string((*type)->media_type) : type.error().message;
}

TEST(FileTypes, E3_AreToldFromTheBytes) {
  EXPECT_EQ(MediaTypeOf("%PDF-1.7\n"), "application/pdf");
  EXPECT_EQ(MediaTypeOf("\xFF\xD8\xFF\xE0"), "image/jpeg");
  EXPECT_EQ(MediaTypeOf("\x89PNG\r\n\x1A\n"), "image/png");
  EXPECT_EQ(MediaTypeOf(Ole({"Root Entry", "WordDocument"})), "application/msword");
  EXPECT_EQ(MediaTypeOf(Ole({"Root Entry", "Other", "Workbook"})), "application/vnd.ms-excel");
  Sheet sheet;
  sheet.header = {"一", "二"};
  EXPECT_EQ(MediaTypeOf(XlsxBytes({sheet}).value()),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
}

/// An Office document as far as sniffing goes.
std::string Ooxml(const std::string& main_type) {
  return jiedui::testing::Archive(
      {{.name = "[Content_Types].xml",
        .content = "<Types><Override PartName=\"/main.xml\" ContentType=\"" + main_type +
                   "\"/></Types>"}});
}

TEST(FileTypes, E3_OfficeDocumentsByTheirMainPart) {
  const std::string office = "application/vnd.openxmlformats-officedocument.";
  EXPECT_EQ(MediaTypeOf(Ooxml(office + "wordprocessingml.document.main+xml")),
            office + "wordprocessingml.document");
  EXPECT_EQ(MediaTypeOf(Ooxml(office + "presentationml.presentation.main+xml")),
            office + "presentationml.presentation");
  EXPECT_NE(MediaTypeOf(Ooxml("application/vnd.ms-word.document.macroEnabled.main+xml")).find("宏"),
            std::string::npos);
  EXPECT_NE(MediaTypeOf(Ooxml("text/plain")).find("可识别的 Office"), std::string::npos);
  EXPECT_NE(
      MediaTypeOf(jiedui::testing::Archive({{.name = "a.txt", .content = "x"}})).find("压缩包"),
      std::string::npos);
}

TEST(FileTypes, E3_OthersAreRefused) {
  const std::vector<std::pair<std::string, std::string>> refused = {
      {"MZ\x90", "不能识别"},
      {"<!DOCTYPE html>", "不能识别"},
      {" %PDF-1.7", "不能识别"},
      {"PK\x03\x04 and no archive", "压缩包"},
      {Ole({"Root Entry"}), "可识别的 Office"},
      {Ole({"WordDocument", "VBA"}), "宏"},
      {Ole({"EncryptedPackage"}), "加密"},
      {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "可识别的 Office"},
  };
  for (const auto& [bytes, why] : refused) {
    const auto type = SniffFile(bytes);
    ASSERT_FALSE(type) << why;
    EXPECT_EQ(type.error().code, ErrorCode::kUnprocessable);
    EXPECT_NE(type.error().message.find(why), std::string::npos) << type.error().message;
  }
  EXPECT_EQ(SniffFile("").error().code, ErrorCode::kInvalid);
}

TEST(FileTypes, E3_TheNameMustAgree) {
  const FileType& jpeg = **SniffFile("\xFF\xD8\xFF\xE0");
  EXPECT_TRUE(CheckExtension(jpeg, "照片.JPG"));
  EXPECT_TRUE(CheckExtension(jpeg, "a.b.jpeg"));
  for (const char* name : {"照片.pdf", "照片", "jpg", "照片.jpg.exe", "照片."}) {
    EXPECT_FALSE(CheckExtension(jpeg, name)) << name;
  }
}

}  // namespace
}  // namespace jiedui::office
