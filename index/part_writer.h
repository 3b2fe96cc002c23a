#pragma once

#include "index/parts.h"
#include "index/writer.h"

namespace jiedui::index {

/// The writer of one part of the layout, for whoever fills several parts at once, each on a thread
/// of its own. Errors as Writer::Open; kUnprocessable where another node writes the part.
base::Result<Writer> OpenPart(const Layout& layout, std::size_t part, Writer::Mode mode,
                              const TextPipeline& pipeline);

}  // namespace jiedui::index
