#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jiedui::testing {

/// A part of an archive; `packed` with its `unpacked_size` where it is deflated already.
struct ArchivePart {
  std::string name;
  std::string content;
  bool deflated = false;
  std::uint32_t unpacked_size = 0;
  std::uint32_t checksum = 0;  ///< of the unpacked content; only read where deflated
  bool encrypted = false;      ///< only says so
};

/// What each byte does to a CRC-32.
constexpr std::array<std::uint32_t, 256> kChecksumOfByte = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < table.size(); ++byte) {
    std::uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
    table[byte] = crc;
  }
  return table;
}();

/// CRC-32 of ISO 3309.
inline std::uint32_t Checksum(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char byte : bytes)
    crc = (crc >> 8U) ^ kChecksumOfByte[(crc ^ static_cast<unsigned char>(byte)) & 0xFFU];
  return ~crc;
}

/// `size` (a multiple of 258, plus one) times the byte 'a', deflated with fixed codes: about 158
/// to 1. Source: RFC 1951 3.2.6.
inline ArchivePart Bomb(std::string name, std::size_t runs) {
  std::string bits;
  const auto add = [&bits](std::string_view code) { bits += code; };
  add("1");                                                     // last block
  add("10");                                                    // fixed codes, low bit first
  add("10010001");                                              // literal 'a' (0x30 + 97)
  for (std::size_t i = 0; i < runs; ++i) add("1100010100000");  // length 258, distance 1
  add("0000000");                                               // end
  ArchivePart part{std::move(name), {}, true, 0, 0, false};
  for (std::size_t at = 0; at < bits.size(); at += 8) {
    unsigned byte = 0;
    for (std::size_t i = 0; i < 8 && at + i < bits.size(); ++i) {
      if (bits[at + i] == '1') byte |= 1U << i;
    }
    part.content += static_cast<char>(byte);
  }
  part.unpacked_size = static_cast<std::uint32_t>(1 + 258 * runs);
  part.checksum = Checksum(std::string(part.unpacked_size, 'a'));
  return part;
}

/// A ZIP archive of the parts, stored unless they are deflated. Source: PKWARE APPNOTE 4.3.
inline std::string Archive(const std::vector<ArchivePart>& parts) {
  std::string out;
  std::string directory;
  const auto put = [](std::string& to, std::uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i)
      to += static_cast<char>((value >> (8U * static_cast<unsigned>(i))) & 0xFFU);
  };
  for (const ArchivePart& part : parts) {
    const auto offset = static_cast<std::uint32_t>(out.size());
    const auto describe = [&](std::string& to) {
      put(to, 20, 2);                        // version needed
      put(to, part.encrypted ? 1U : 0U, 2);  // flags
      put(to, part.deflated ? 8U : 0U, 2);   // method
      put(to, 0x00210000U, 4);               // 1980-01-01
      put(to, part.deflated ? part.checksum : Checksum(part.content), 4);
      put(to, static_cast<std::uint32_t>(part.content.size()), 4);
      put(to, part.deflated ? part.unpacked_size : static_cast<std::uint32_t>(part.content.size()),
          4);
      put(to, static_cast<std::uint32_t>(part.name.size()), 2);
      put(to, 0, 2);  // extra field
    };
    out += "PK\x03\x04";
    describe(out);
    out += part.name + part.content;
    directory += "PK\x01\x02";
    put(directory, 20, 2);  // version made by
    describe(directory);
    put(directory, 0, 2);  // comment
    put(directory, 0, 2);  // disk
    put(directory, 0, 2);  // internal attributes
    put(directory, 0, 4);  // external attributes
    put(directory, offset, 4);
    directory += part.name;
  }
  const auto start = static_cast<std::uint32_t>(out.size());
  out += directory + "PK\x05\x06";
  put(out, 0, 4);
  put(out, static_cast<std::uint32_t>(parts.size()), 2);
  put(out, static_cast<std::uint32_t>(parts.size()), 2);
  put(out, static_cast<std::uint32_t>(directory.size()), 4);
  put(out, start, 4);
  put(out, 0, 2);
  return out;
}

/// The parts of a workbook with one sheet `数据`, as Excel lays them out. What is inside
/// <sheetData> and after it, <sst>, <numFmts>+<cellXfs> and <workbookPr> may be given.
struct WorkbookText {
  std::string rows;
  std::string after_rows;
  std::string strings;
  std::string styles;
  std::string properties;
};

inline std::vector<ArchivePart> WorkbookParts(const WorkbookText& text) {
  constexpr std::string_view kHead = R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>)";
  const std::string head(kHead);
  const std::string relations =
      R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">)";
  const std::string type =
      R"( Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/)";
  const std::string main = R"( xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">)";
  return {
      {"_rels/.rels", head + relations + R"(<Relationship Id="rId1")" + type +
                          R"(officeDocument" Target="xl/workbook.xml"/></Relationships>)"},
      {"xl/_rels/workbook.xml.rels",
       head + relations + R"(<Relationship Id="rId1")" + type +
           R"(worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2")" + type +
           R"(sharedStrings" Target="/xl/sharedStrings.xml"/><Relationship Id="rId3")" + type +
           R"(styles" Target="./styles.xml"/></Relationships>)"},
      {"xl/workbook.xml",
       head + "<workbook" +
           R"( xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships")" +
           main + text.properties +
           R"(<sheets><sheet name="数据" sheetId="1" r:id="rId1"/></sheets></workbook>)"},
      {"xl/sharedStrings.xml", head + "<sst" + main + text.strings + "</sst>"},
      {"xl/styles.xml", head + "<styleSheet" + main + text.styles + "</styleSheet>"},
      {"xl/worksheets/sheet1.xml", head + "<worksheet" + main + "<sheetData>" + text.rows +
                                       "</sheetData>" + text.after_rows + "</worksheet>"},
  };
}

inline std::string MakeWorkbook(const WorkbookText& text) { return Archive(WorkbookParts(text)); }

}  // namespace jiedui::testing
