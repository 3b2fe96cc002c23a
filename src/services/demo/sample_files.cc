#include "services/demo/sample_files.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <vector>

namespace jiedui::services::demo {
namespace {

void AddBigEndian(std::uint32_t value, std::string& out) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>((value >> shift) & 0xFFU);
}

/// CRC-32 as PNG has it (ISO/IEC 15948 annex D).
std::uint32_t Crc(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
  }
  return ~crc;
}

void AddChunk(std::string_view type, std::string_view data, std::string& out) {
  AddBigEndian(static_cast<std::uint32_t>(data.size()), out);
  const std::string body = std::string(type) + std::string(data);
  out += body;
  AddBigEndian(Crc(body), out);
}

/// Adler-32 (RFC 1950).
std::uint32_t Adler(std::string_view bytes) {
  std::uint32_t a = 1;
  std::uint32_t b = 0;
  for (const char c : bytes) {
    a = (a + static_cast<unsigned char>(c)) % 65521;
    b = (b + a) % 65521;
  }
  return (b << 16U) | a;
}

/// A zlib stream of one stored block (RFC 1951, 3.2.4).
std::string Stored(std::string_view bytes) {
  std::string out = "\x78\x01\x01";
  const auto size = static_cast<std::uint16_t>(bytes.size());
  for (const std::uint16_t part : {size, static_cast<std::uint16_t>(~size)}) {
    out += static_cast<char>(part & 0xFFU);
    out += static_cast<char>(part >> 8U);
  }
  out += bytes;
  AddBigEndian(Adler(bytes), out);
  return out;
}

}  // namespace

std::string SamplePdf(std::string_view text) {
  std::string shown;
  for (const char c : text) {
    if (c == '(' || c == ')' || c == '\\') shown += '\\';
    shown += c;
  }
  const std::string stream = "BT /F1 16 Tf 60 760 Td (" + shown + ") Tj ET";
  const std::array<std::string, 5> objects = {
      "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << "
      "/F1 5 0 R >> >> >>",
      fmt::format("<< /Length {} >>\nstream\n{}\nendstream", stream.size(), stream),
      "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"};
  std::string pdf = "%PDF-1.4\n";
  std::vector<std::size_t> offsets;
  for (std::size_t i = 0; i < objects.size(); ++i) {
    offsets.push_back(pdf.size());
    pdf += fmt::format("{} 0 obj\n{}\nendobj\n", i + 1, objects[i]);
  }
  const std::size_t table = pdf.size();
  pdf += fmt::format("xref\n0 {}\n0000000000 65535 f \n", objects.size() + 1);
  for (const std::size_t offset : offsets) pdf += fmt::format("{:010} 00000 n \n", offset);
  pdf += fmt::format("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{}\n%%EOF\n",
                     objects.size() + 1, table);
  return pdf;
}

std::string SamplePng(unsigned shade, unsigned mark) {
  constexpr std::uint32_t kSide = 16;
  std::string pixels;
  for (unsigned y = 0; y < kSide; ++y) {
    pixels += '\0';  // no filter
    for (unsigned x = 0; x < kSide; ++x) {
      const bool dark = ((mark >> (x + y) % 16U) & 1U) != 0;
      pixels += static_cast<char>(dark ? shade / 2 : shade);
    }
  }
  std::string head;
  AddBigEndian(kSide, head);
  AddBigEndian(kSide, head);
  head += std::string("\x08\x00\x00\x00\x00", 5);  // 8 bits of grey
  std::string png = "\x89PNG\r\n\x1A\n";
  AddChunk("IHDR", head, png);
  AddChunk("IDAT", Stored(pixels), png);
  AddChunk("IEND", "", png);
  return png;
}

}  // namespace jiedui::services::demo
