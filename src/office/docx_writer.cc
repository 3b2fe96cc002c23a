#include <zip.h>

#include <memory>
#include <string_view>

#include "base/text.h"
#include "office/document_writer.h"

namespace jiedui::office {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

// Twentieths of a point. GB/T 9704: head 37 mm, left 28 mm; body of 156 × 225 mm; 28 pt a line.
constexpr int kTextWidth = 8844;

constexpr std::string_view kContentTypes =
    R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>)";

constexpr std::string_view kRelations =
    R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>)";

constexpr std::string_view kDocumentRelations =
    R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/></Relationships>)";

constexpr std::string_view kFooter =
    R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:t xml:space="preserve">— </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>)";

constexpr std::string_view kDocumentEnd =
    R"(<w:sectPr><w:footerReference w:type="default" r:id="rId1"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1985" w:left="1588" w:header="851" w:footer="1400" w:gutter="0"/></w:sectPr></w:body></w:document>)";

/// How the characters of a kind of block are set.
struct Style {
  std::string_view font;
  int half_points;
  std::string_view paragraph;  // properties
};

Style StyleOf(BlockKind kind) {
  constexpr std::string_view kBody = "仿宋_GB2312";
  switch (kind) {
    case BlockKind::kTitle:
      return {
          "方正小标宋简体", 44,
          R"(<w:spacing w:before="240" w:after="360" w:line="700" w:lineRule="exact"/><w:jc w:val="center"/>)"};
    case BlockKind::kHeading:
      return {
          "黑体", 32,
          R"(<w:keepNext/><w:spacing w:line="560" w:lineRule="exact"/><w:ind w:firstLineChars="200" w:firstLine="640"/>)"};
    case BlockKind::kRight:
      return {
          kBody, 32,
          R"(<w:spacing w:line="560" w:lineRule="exact"/><w:ind w:right="640"/><w:jc w:val="right"/>)"};
    case BlockKind::kTable:
      return {kBody, 21, R"(<w:spacing w:before="40" w:after="40"/><w:jc w:val="center"/>)"};
    default:
      return {
          kBody, 32,
          R"(<w:spacing w:line="560" w:lineRule="exact"/><w:ind w:firstLineChars="200" w:firstLine="640"/><w:jc w:val="both"/>)"};
  }
}

std::string Escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (byte >= 0x20 || c == '\t') {
      out += c;
    }
  }
  return out;
}

std::string Paragraph(const Style& style, std::string_view text, bool bold = false) {
  const std::string size = std::to_string(style.half_points);
  const std::string font(style.font);
  return "<w:p><w:pPr>" + std::string(style.paragraph) +
         "</w:pPr><w:r><w:rPr><w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" "
         "w:eastAsia=\"" +
         font + "\"/>" + (bold ? "<w:b/>" : "") + "<w:sz w:val=\"" + size + "\"/><w:szCs w:val=\"" +
         size + "\"/></w:rPr><w:t xml:space=\"preserve\">" + Escaped(text) + "</w:t></w:r></w:p>";
}

std::string Cell(std::string_view text, int width, bool header) {
  std::string cell = "<w:tc><w:tcPr><w:tcW w:w=\"" + std::to_string(width) + "\" w:type=\"dxa\"/>" +
                     (header ? R"(<w:shd w:val="clear" w:color="auto" w:fill="EDEDED"/>)" : "") +
                     R"(<w:vAlign w:val="center"/></w:tcPr>)";
  return cell + Paragraph(StyleOf(BlockKind::kTable), text, header) + "</w:tc>";
}

Result<std::string> Table(const Block& block) {
  constexpr std::string_view kHead =
      R"(<w:tbl><w:tblPr><w:tblW w:w="8844" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders><w:top w:val="single" w:sz="8"/><w:left w:val="single" w:sz="4"/><w:bottom w:val="single" w:sz="8"/><w:right w:val="single" w:sz="4"/><w:insideH w:val="single" w:sz="4"/><w:insideV w:val="single" w:sz="4"/></w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>)";
  const std::size_t columns = block.rows.empty() ? 0 : block.rows.front().size();
  if (columns == 0 || (!block.widths.empty() && block.widths.size() != columns))
    return Fail(ErrorCode::kInvalid, "表格没有列，或列宽与列数不符", "widths");
  std::vector<int> widths;
  std::string text(kHead);
  for (std::size_t c = 0; c < columns; ++c) {
    widths.push_back(block.widths.empty() ? kTextWidth / static_cast<int>(columns)
                                          : kTextWidth * block.widths[c] / 100);
    text += "<w:gridCol w:w=\"" + std::to_string(widths.back()) + "\"/>";
  }
  text += "</w:tblGrid>";
  for (std::size_t r = 0; r < block.rows.size(); ++r) {
    if (block.rows[r].size() != columns) {
      return Fail(ErrorCode::kInvalid, "表格第 " + std::to_string(r + 1) + " 行的列数不同", "rows");
    }
    text += r == 0 ? "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
                   : "<w:tr><w:trPr><w:cantSplit/></w:trPr>";
    for (std::size_t c = 0; c < columns; ++c) text += Cell(block.rows[r][c], widths[c], r == 0);
    text += "</w:tr>";
  }
  return text + "</w:tbl>" + Paragraph(StyleOf(BlockKind::kTable), "");
}

Result<std::string> DocumentXml(const Document& document) {
  std::string text =
      R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>)";
  for (const Block& block : document.blocks) {
    if (block.kind == BlockKind::kTable) {
      JIEDUI_ASSIGN(const std::string table, Table(block));
      text += table;
      continue;
    }
    for (const std::string_view line : base::Split(block.text, '\n'))
      text += Paragraph(StyleOf(block.kind), line);
  }
  return text + std::string(kDocumentEnd);
}

std::string CoreProperties(const Document& document) {
  return R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>)" +
         Escaped(document.title) + "</dc:title></cp:coreProperties>";
}

/// An archive that is written to memory.
class ZipWriter {
 public:
  ZipWriter() {
    source_ = zip_source_buffer_create(nullptr, 0, 0, nullptr);
    if (source_ == nullptr) return;
    zip_source_keep(source_);
    archive_ = zip_open_from_source(source_, ZIP_TRUNCATE, nullptr);
  }
  ~ZipWriter() {
    if (archive_ != nullptr) zip_discard(archive_);
    if (source_ != nullptr) zip_source_free(source_);
  }
  ZipWriter(const ZipWriter&) = delete;
  ZipWriter& operator=(const ZipWriter&) = delete;

  /// `bytes` must live until Bytes().
  Status Add(const char* name, std::string_view bytes) {
    zip_source_t* const part =
        archive_ == nullptr ? nullptr : zip_source_buffer(archive_, bytes.data(), bytes.size(), 0);
    const zip_int64_t at = part == nullptr ? -1 : zip_file_add(archive_, name, part, 0);
    if (at < 0) {
      if (part != nullptr) zip_source_free(part);
      return Failed();
    }
    // The same document makes the same bytes: no moment of its making.
    constexpr zip_uint16_t kFirstOf1980 = (1U << 5U) | 1U;
    zip_file_set_dostime(archive_, static_cast<zip_uint64_t>(at), 0, kFirstOf1980, 0);
    return {};
  }

  Result<std::string> Bytes() {
    if (archive_ == nullptr || zip_close(archive_) != 0) return Failed();
    archive_ = nullptr;
    zip_stat_t stat{};
    if (zip_source_open(source_) != 0 || zip_source_stat(source_, &stat) != 0) return Failed();
    std::string bytes(stat.size, '\0');
    const zip_int64_t read = zip_source_read(source_, bytes.data(), bytes.size());
    zip_source_close(source_);
    if (read != static_cast<zip_int64_t>(bytes.size())) return Failed();
    return bytes;
  }

 private:
  static tl::unexpected<base::Error> Failed() {
    return Fail(ErrorCode::kInternal, "无法生成 .docx 文件");
  }

  zip_source_t* source_ = nullptr;
  zip_t* archive_ = nullptr;
};

}  // namespace

Result<std::string> DocxBytes(const Document& document) {
  JIEDUI_ASSIGN(const std::string xml, DocumentXml(document));
  const std::string core = CoreProperties(document);
  ZipWriter zip;
  JIEDUI_CHECK(zip.Add("[Content_Types].xml", kContentTypes));
  JIEDUI_CHECK(zip.Add("_rels/.rels", kRelations));
  JIEDUI_CHECK(zip.Add("word/document.xml", xml));
  JIEDUI_CHECK(zip.Add("word/_rels/document.xml.rels", kDocumentRelations));
  JIEDUI_CHECK(zip.Add("word/footer1.xml", kFooter));
  JIEDUI_CHECK(zip.Add("docProps/core.xml", core));
  return zip.Bytes();
}

}  // namespace jiedui::office
