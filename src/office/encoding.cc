#include "office/encoding.h"

#include <unicode/ucnv.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "base/text.h"
#include "office/rows_internal.h"

namespace jiedui::office {
namespace {

using base::ErrorCode;
using base::Result;

constexpr std::string_view kUtf8Bom = "\xEF\xBB\xBF";
constexpr std::string_view kUtf16LittleBom = "\xFF\xFE";
constexpr std::string_view kUtf16BigBom = "\xFE\xFF";

/// GB18030 text all but never starts with that many three-byte UTF-8 sequences: its common
/// characters lead with B0 … D7, three-byte UTF-8 with E0 … EF.
constexpr std::size_t kProofOfUtf8 = 8;

constexpr std::size_t kMostUnits = 65'536;  // of UTF-16, converted at a time

/// Is the valid part of the bytes long enough to show that they were meant as UTF-8?
bool ProvesUtf8(std::string_view valid) {
  const auto leads = std::count_if(valid.begin(), valid.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xF0U) == 0xE0U;
  });
  return static_cast<std::size_t>(leads) >= kProofOfUtf8;
}

tl::unexpected<base::Error> BadByte(std::size_t line, std::size_t offset, std::string_view what) {
  return AtLine(ErrorCode::kInvalid, line,
                "第 " + std::to_string(offset) + " 字节" + std::string(what) +
                    "；请用 Excel 或 WPS 另存为 “CSV UTF-8” 或 .xlsx");
}

void AppendUtf8(const std::vector<UChar>& units, std::size_t count, std::string& out) {
  UErrorCode error = U_ZERO_ERROR;
  std::int32_t length = 0;
  const std::size_t before = out.size();
  out.resize(before + count * 3);
  u_strToUTF8(out.data() + before, static_cast<std::int32_t>(count * 3), &length, units.data(),
              static_cast<std::int32_t>(count), &error);
  out.resize(before + static_cast<std::size_t>(length));
}

/// Converts strictly. `skipped` bytes of BOM came before.
Result<std::string> Convert(const char* charset, std::string_view bytes, std::size_t skipped) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(ucnv_open(charset, &error),
                                                                     &ucnv_close);
  ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
  if (U_FAILURE(error))
    return InFile(ErrorCode::kInternal, std::string("没有编码转换器 ") + charset);
  std::string out;
  // No encoding here has more units than bytes; two more leave room beside what is kept.
  std::vector<UChar> units(std::min(bytes.size() + 2, kMostUnits));
  std::size_t kept = 0;  // the first half of a character that the last round cut
  const char* source = bytes.data();
  const char* const end = source + bytes.size();
  do {
    UChar* target = units.data() + kept;
    error = U_ZERO_ERROR;
    ucnv_toUnicode(converter.get(), &target, units.data() + units.size(), &source, end, nullptr, 1,
                   &error);
    const auto count = static_cast<std::size_t>(target - units.data());
    kept = count > 0 && U16_IS_LEAD(units[count - 1]) ? 1 : 0;
    AppendUtf8(units, count - kept, out);
    if (kept == 1) units[0] = units[count - 1];
  } while (error == U_BUFFER_OVERFLOW_ERROR);
  if (U_SUCCESS(error)) return out;
  char bad[8];
  std::int8_t bad_size = sizeof(bad);
  UErrorCode ignored = U_ZERO_ERROR;
  ucnv_getInvalidChars(converter.get(), bad, &bad_size, &ignored);
  const auto offset = static_cast<std::size_t>(source - bytes.data() - bad_size) + skipped;
  return BadByte(CountLineEnds(out) + 1, offset, std::string("无法按 ") + charset + " 解码");
}

Result<DecodedText> ConvertAll(const char* charset, std::string_view bytes, std::size_t skip) {
  JIEDUI_ASSIGN(std::string text, Convert(charset, bytes.substr(skip), skip));
  if (text.starts_with(kUtf8Bom)) text.erase(0, kUtf8Bom.size());  // GB18030 has a BOM, too
  return DecodedText::Converted(std::move(text));
}

}  // namespace

Result<DecodedText> Decode(std::string_view bytes) {
  if (bytes.starts_with(kUtf16LittleBom))
    return ConvertAll("UTF-16LE", bytes, kUtf16LittleBom.size());
  if (bytes.starts_with(kUtf16BigBom)) return ConvertAll("UTF-16BE", bytes, kUtf16BigBom.size());
  const bool marked = bytes.starts_with(kUtf8Bom);
  const std::string_view valid = bytes.substr(0, base::ValidUtf8Prefix(bytes));
  if (valid.size() == bytes.size())
    return DecodedText::Of(bytes.substr(marked ? kUtf8Bom.size() : 0));
  if (marked || ProvesUtf8(valid))
    return BadByte(CountLineEnds(valid) + 1, valid.size(), "无法按 UTF-8 解码");
  return ConvertAll("GB18030", bytes, 0);
}

Result<std::string> ToUtf8(std::string_view bytes) {
  JIEDUI_ASSIGN(const DecodedText text, Decode(bytes));
  return std::string(text.view());
}

}  // namespace jiedui::office
