#include <zip.h>

#include <algorithm>
#include <memory>

#include "office/rows_internal.h"
#include "office/zip_internal.h"

namespace jiedui::office {

using base::ErrorCode;
using base::Result;

namespace {

constexpr zip_int64_t kMostParts = 10'000;
constexpr std::size_t kChunkBytes = 1U << 16U;
constexpr std::size_t kAnyRatioBelowBytes = 1U << 20U;

struct CloseFile {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};

}  // namespace

struct ZipArchive::State {
  const TableLimits& limits;
  zip_t* archive = nullptr;
  std::size_t unpacked_bytes = 0;  // of all parts so far

  explicit State(const TableLimits& given) : limits(given) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (archive != nullptr) zip_discard(archive);
  }
};

struct ZipPart::State {
  std::shared_ptr<ZipArchive::State> archive;
  std::unique_ptr<zip_file_t, CloseFile> file;
  std::size_t packed_bytes = 0;
  std::size_t unpacked_bytes = 0;
  // Not filled with zeros: small parts are most parts.
  std::unique_ptr<char[]> chunk = std::make_unique_for_overwrite<char[]>(kChunkBytes);

  /// What was unpacked counts, not what the archive's directory claims.
  [[nodiscard]] bool IsBomb() const {
    const TableLimits& limits = archive->limits;
    const bool dense = unpacked_bytes > kAnyRatioBelowBytes &&
                       unpacked_bytes / limits.ratio > std::max<std::size_t>(packed_bytes, 1);
    return dense || archive->unpacked_bytes > limits.unpacked_bytes;
  }
};

Result<std::string_view> ZipPart::Next() {
  const zip_int64_t read = zip_fread(state_->file.get(), state_->chunk.get(), kChunkBytes);
  if (read < 0) return InFile(ErrorCode::kInvalid, "工作簿的 " + name_ + " 已损坏");
  const auto size = static_cast<std::size_t>(read);
  state_->unpacked_bytes += size;
  state_->archive->unpacked_bytes += size;
  if (state_->IsBomb()) return InFile(ErrorCode::kTooLarge, "工作簿的 " + name_ + " 解压后过大");
  return std::string_view(state_->chunk.get(), size);
}

Result<ZipArchive> ZipArchive::Open(std::string_view bytes, const TableLimits& limits) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  auto state = std::make_shared<State>(limits);
  if (source != nullptr) state->archive = zip_open_from_source(source, ZIP_RDONLY, &error);
  if (state->archive == nullptr && source != nullptr) zip_source_free(source);
  zip_error_fini(&error);
  if (state->archive == nullptr)
    return InFile(ErrorCode::kInvalid, "工作簿已损坏（文件不完整？），无法打开");
  if (zip_get_num_entries(state->archive, 0) > kMostParts)
    return InFile(ErrorCode::kTooLarge, "工作簿的部件过多");
  return ZipArchive(std::move(state));
}

bool ZipArchive::Has(const std::string& name) const {
  return zip_name_locate(state_->archive, name.c_str(), ZIP_FL_NOCASE) >= 0;
}

Result<ZipPart> ZipArchive::Unpack(const std::string& name) const {
  const zip_int64_t index = zip_name_locate(state_->archive, name.c_str(), ZIP_FL_NOCASE);
  if (index < 0) return InFile(ErrorCode::kInvalid, "不是完整的 Excel 工作簿: 缺少 " + name);
  zip_stat_t stat;
  zip_stat_init(&stat);
  const auto at = static_cast<zip_uint64_t>(index);
  const bool known = zip_stat_index(state_->archive, at, 0, &stat) == 0;
  if (known && (stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != 0)
    return InFile(ErrorCode::kInvalid, "工作簿已加密；请去掉密码后另存为 .xlsx");
  auto part = std::make_shared<ZipPart::State>();
  part->archive = state_;
  part->packed_bytes = stat.comp_size;
  part->file.reset(zip_fopen_index(state_->archive, at, 0));
  if (part->file == nullptr) return InFile(ErrorCode::kInvalid, "工作簿的 " + name + " 已损坏");
  return ZipPart(name, std::move(part));
}

}  // namespace jiedui::office
