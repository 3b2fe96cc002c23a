#pragma once

#include <vector>

#include "index/parts.h"
#include "index/writer.h"

namespace jiedui::index {

/// Changes every part of an index that this node writes, each document in the part where it lies.
/// As Writer for everything else; a Commit that breaks off between two parts is made good by the
/// next, since each keeps its own watermark and changes can be put in again.
class SplitWriter {
 public:
  /// Errors as Writer::Open; kUnprocessable where another node writes a part of the layout.
  static base::Result<SplitWriter> Open(const Layout& layout, Writer::Mode mode,
                                        const TextPipeline& pipeline);

  base::Status Upsert(const Document& document);
  base::Status Erase(const DocumentKey& key);
  base::Status Commit(std::int64_t watermark);

 private:
  explicit SplitWriter(std::vector<Writer> writers) : writers_(std::move(writers)) {}
  std::vector<Writer> writers_;
};

}  // namespace jiedui::index
