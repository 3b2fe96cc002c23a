#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

#include "base/result.h"
#include "index/document.h"
#include "index/text_pipeline.h"

namespace jiedui::index {

/// The field of the error that says another writer is at work.
constexpr std::string_view kLocked = "lock";

/// Changes an index. The folder holds generations of it (`g000001` …) and a file CURRENT that names
/// the one in use, so a rebuild becomes visible by one rename and readers never see half of it. At
/// most one Writer per folder exists at a time, in all processes. Not thread-safe. Nothing is seen
/// by readers before Commit. The pipeline must outlive the writer.
class Writer {
 public:
  enum class Mode : std::uint8_t {
    kUpdate,   ///< continue the present index; kNotFound where there is none yet
    kRebuild,  ///< an empty index beside the present one, which Commit puts in its place
  };

  /// kUnavailable: another writer is at work (field kLocked), the folder cannot be written, or
  /// (kUpdate) the index is damaged, of another format or another part: rebuild it then. `part` is
  /// what PartName says of a part of a split index.
  static base::Result<Writer> Open(const std::filesystem::path& folder, Mode mode,
                                   const TextPipeline& pipeline, const std::string& part = {});

  Writer(Writer&& other) noexcept;
  Writer& operator=(Writer&& other) noexcept;
  /// What was not committed is forgotten.
  ~Writer();

  /// Adds the document, or puts it in the place of the one with its kind and id. kInvalid without
  /// kind or id; kUnavailable when the disk fails.
  base::Status Upsert(const Document& document);

  /// Nothing happens where there is no such document.
  base::Status Erase(const DocumentKey& key);

  /// Makes all changes visible and durable together, with the revision of the database that they
  /// bring the index up to (≥ 0). After a rebuild the older generations are removed.
  base::Status Commit(std::int64_t watermark);

 private:
  struct Impl;
  explicit Writer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace jiedui::index
