#include <zip.h>

#include "office/zip_internal.h"

namespace jiedui::office {

using base::ErrorCode;
using base::Fail;
using base::Result;

struct ZipParts::Impl {
  zip_t* archive = nullptr;
  Impl() = default;
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    if (archive != nullptr) zip_discard(archive);
  }
};

Result<ZipParts> ZipParts::Open(std::string_view bytes) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  auto impl = std::make_shared<Impl>();
  if (source != nullptr) impl->archive = zip_open_from_source(source, ZIP_RDONLY, &error);
  const bool opened = impl->archive != nullptr;
  if (!opened && source != nullptr) zip_source_free(source);
  zip_error_fini(&error);
  if (!opened) return Fail(ErrorCode::kInvalid, "工作簿已损坏，无法打开", "file");
  return ZipParts(std::move(impl));
}

Result<std::optional<std::string>> ZipParts::Read(const std::string& name,
                                                  const TableLimits& limits) const {
  zip_stat_t stat;
  zip_stat_init(&stat);
  if (zip_stat(impl_->archive, name.c_str(), 0, &stat) != 0) return std::optional<std::string>();
  constexpr std::size_t kSmall = 1U << 20U;
  const bool bomb =
      stat.size > kSmall && stat.size > limits.ratio * std::max<zip_uint64_t>(stat.comp_size, 1);
  if (stat.size > limits.unpacked_bytes || bomb) {
    return Fail(ErrorCode::kTooLarge, "工作簿的 " + name + " 解压后过大", "file");
  }
  zip_file_t* const part = zip_fopen(impl_->archive, name.c_str(), 0);
  if (part == nullptr)
    return Fail(ErrorCode::kInvalid, "工作簿的 " + name + " 无法读取（是否加密？）", "file");
  std::string content(stat.size, '\0');
  const zip_int64_t read = zip_fread(part, content.data(), content.size());
  const int closed = zip_fclose(part);  // checks the checksum
  if (closed != 0 || read < 0 || static_cast<std::size_t>(read) != content.size()) {
    return Fail(ErrorCode::kInvalid, "工作簿的 " + name + " 已损坏", "file");
  }
  return std::optional(std::move(content));
}

}  // namespace jiedui::office
