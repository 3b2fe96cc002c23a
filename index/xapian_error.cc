#include <array>

#include "index/xapian_internal.h"

namespace jiedui::index {
namespace {

using base::ErrorCode;

constexpr std::string_view kNoAnswer = "检索索引的一个分片没有应答，请稍后再试";

struct Meaning {
  std::string_view type;  // Xapian::Error::get_type()
  ErrorCode code;
  std::string_view message;
};

constexpr std::string_view kDamaged = "检索索引已损坏或不完整，请运行 jiedui reindex 重建";

constexpr std::array<Meaning, 10> kMeanings = {{
    {"DatabaseLockError", ErrorCode::kUnavailable, "检索索引正在被另一个进程更新，请稍后再试"},
    {"DatabaseModifiedError", ErrorCode::kUnavailable, "检索索引正在更新，请稍后再试"},
    {"DatabaseCorruptError", ErrorCode::kUnavailable, kDamaged},
    {"DatabaseVersionError", ErrorCode::kUnavailable, kDamaged},
    {"DatabaseOpeningError", ErrorCode::kUnavailable, kDamaged},
    {"DatabaseNotFoundError", ErrorCode::kUnavailable, kDamaged},
    {"DocNotFoundError", ErrorCode::kUnavailable, kDamaged},
    {"DatabaseError", ErrorCode::kUnavailable,
     "检索索引读写失败，若再次出现请运行 jiedui reindex 重建"},
    {"NetworkError", ErrorCode::kUnavailable, kNoAnswer},
    {"NetworkTimeoutError", ErrorCode::kUnavailable, kNoAnswer},
}};

}  // namespace

base::Error ErrorOf(const Xapian::Error& error) {
  const std::string detail = "（" + std::string(error.get_type()) + ": " + error.get_msg() + "）";
  for (const Meaning& meaning : kMeanings) {
    if (meaning.type == error.get_type())
      return {meaning.code, std::string(meaning.message) + detail};
  }
  return {ErrorCode::kInternal, "检索出错" + detail};
}

}  // namespace jiedui::index
