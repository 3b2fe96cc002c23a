#include "office/encoding.h"

#include <unicode/ucnv.h>

#include <memory>
#include <vector>

#include "base/text.h"

namespace jiedui::office {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;

constexpr std::string_view kUtf8Bom = "\xEF\xBB\xBF";

/// Converts strictly: the first byte that does not fit is an error with its offset.
Result<std::string> Convert(const char* charset, std::string_view bytes) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, decltype(&ucnv_close)> from(ucnv_open(charset, &error),
                                                                &ucnv_close);
  const std::unique_ptr<UConverter, decltype(&ucnv_close)> to(ucnv_open("UTF-8", &error),
                                                              &ucnv_close);
  if (U_FAILURE(error)) return Fail(ErrorCode::kInternal, std::string("没有编码转换器 ") + charset);
  ucnv_setToUCallBack(from.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
  std::vector<UChar> pivot(4096);
  UChar* pivot_source = pivot.data();
  UChar* pivot_target = pivot.data();
  const char* source = bytes.data();
  const char* const source_end = bytes.data() + bytes.size();
  std::string out;
  std::vector<char> chunk(65'536);
  for (bool more = true; more;) {
    char* target = chunk.data();
    error = U_ZERO_ERROR;
    ucnv_convertEx(to.get(), from.get(), &target, chunk.data() + chunk.size(), &source, source_end,
                   pivot.data(), &pivot_source, &pivot_target, pivot.data() + pivot.size(), 0, 1,
                   &error);
    out.append(chunk.data(), static_cast<std::size_t>(target - chunk.data()));
    more = error == U_BUFFER_OVERFLOW_ERROR;
  }
  if (U_FAILURE(error)) {
    return Fail(ErrorCode::kInvalid, "第 " + std::to_string(source - bytes.data()) +
                                         " 字节附近无法按 " + charset + " 解码；请另存为 UTF-8");
  }
  return out;
}

}  // namespace

Result<std::string> ToUtf8(std::string_view bytes) {
  if (bytes.starts_with(kUtf8Bom)) bytes.remove_prefix(kUtf8Bom.size());
  if (bytes.starts_with("\xFF\xFE")) return Convert("UTF-16LE", bytes.substr(2));
  if (bytes.starts_with("\xFE\xFF")) return Convert("UTF-16BE", bytes.substr(2));
  if (base::IsValidUtf8(bytes)) return std::string(bytes);
  return Convert("GB18030", bytes);
}

}  // namespace jiedui::office
