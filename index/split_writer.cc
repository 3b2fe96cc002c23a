#include "index/split_writer.h"

#include "index/connections_internal.h"
#include "index/part_writer.h"

namespace jiedui::index {

using base::Result;
using base::Status;

Result<Writer> OpenPart(const Layout& layout, std::size_t part, Writer::Mode mode,
                        const TextPipeline& pipeline) {
  if (layout.parts[part].folder.empty()) {
    return base::Fail(base::ErrorCode::kUnprocessable, "索引的一些分片由别的节点写，本节点只检索",
                      "index-parts");
  }
  return Writer::Open(layout.parts[part].folder, mode, pipeline,
                      PartName(part, layout.parts.size()));
}

Result<SplitWriter> SplitWriter::Open(const Layout& layout, Writer::Mode mode,
                                      const TextPipeline& pipeline) {
  std::vector<Writer> writers;
  for (std::size_t i = 0; i < layout.parts.size(); ++i) {
    JIEDUI_ASSIGN(Writer writer, OpenPart(layout, i, mode, pipeline));
    writers.push_back(std::move(writer));
  }
  return SplitWriter(std::move(writers));
}

Status SplitWriter::Upsert(const Document& document) {
  return writers_[PartOf({document.kind, document.id}, writers_.size())].Upsert(document);
}

Status SplitWriter::Erase(const DocumentKey& key) {
  return writers_[PartOf(key, writers_.size())].Erase(key);
}

Status SplitWriter::Commit(std::int64_t watermark) {
  for (Writer& writer : writers_) JIEDUI_CHECK(writer.Commit(watermark));
  return {};
}

}  // namespace jiedui::index
