// A .docx that a word processor opens: an archive of well-formed parts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "office/document_writer.h"
#include "office/zip_internal.h"

namespace jiedui::office {
namespace {

std::string PartOf(const std::string& bytes, const std::string& name) {
  const TableLimits limits;
  auto archive = ZipArchive::Open(bytes, limits);
  EXPECT_TRUE(archive) << archive.error().message;
  auto part = archive->Unpack(name);
  EXPECT_TRUE(part) << name;
  std::string text;
  for (;;) {
    const auto chunk = part->Next();
    if (!chunk || chunk->empty()) return text;
    text += *chunk;
  }
}

Document Sample() {
  Document document;
  document.title = "通报 <七月> & 其他";
  document.blocks = {{BlockKind::kTitle, document.title, {}, {}},
                     {BlockKind::kParagraph, "第一行\n第二行\x01", {}, {}},
                     {BlockKind::kTable, "", {{"名次", "单位"}, {"1", "泽州县"}}, {30, 70}}};
  return document;
}

TEST(DocxWriter, E3_TheDocumentHoldsItsTextsEscaped) {
  const auto bytes = DocxBytes(Sample());
  ASSERT_TRUE(bytes) << bytes.error().message;
  const std::string xml = PartOf(*bytes, "word/document.xml");
  EXPECT_THAT(xml, ::testing::HasSubstr("通报 &lt;七月&gt; &amp; 其他"));
  EXPECT_THAT(xml, ::testing::HasSubstr(">第一行<"));
  EXPECT_THAT(xml, ::testing::HasSubstr(">第二行<")) << "without the control character";
  EXPECT_THAT(xml, ::testing::HasSubstr("<w:tblHeader/>"));
  EXPECT_THAT(PartOf(*bytes, "[Content_Types].xml"), ::testing::HasSubstr("wordprocessingml"));
}

TEST(DocxWriter, TheSameDocumentMakesTheSameBytes) {
  EXPECT_EQ(*DocxBytes(Sample()), *DocxBytes(Sample()));
}

TEST(MarkdownWriter, D9_ADocumentReadsAsText) {
  Document document = Sample();
  document.blocks.push_back({BlockKind::kHeading, "一、排名", {}, {}});
  document.blocks[2].rows.push_back({"2", "甲|乙\n丙"});
  EXPECT_EQ(MarkdownText(document),
            "# 通报 <七月> & 其他\n\n第一行\n第二行\x01\n\n| 名次 | 单位 |\n| --- | --- |\n"
            "| 1 | 泽州县 |\n| 2 | 甲\\|乙 丙 |\n\n## 一、排名\n");
}

TEST(DocxWriter, ATableOfUnequalRowsIsNamed) {
  Document document = Sample();
  document.blocks[2].rows.push_back({"2"});
  const auto bytes = DocxBytes(document);
  ASSERT_FALSE(bytes);
  EXPECT_THAT(bytes.error().message, ::testing::HasSubstr("第 3 行"));
}

}  // namespace
}  // namespace jiedui::office
