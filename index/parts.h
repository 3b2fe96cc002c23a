#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "index/document.h"

namespace jiedui::index {

/// One of the parts that an index is split into. It has a folder, or an address, or both.
struct Part {
  std::filesystem::path folder;  ///< written by this node; empty: by another one
  std::string host;              ///< where `xapian-tcpsrv` serves it; empty: read from the folder
  std::uint16_t port = 0;

  [[nodiscard]] bool remote() const { return !host.empty(); }
  /// How logs name it.
  [[nodiscard]] std::string Name() const;
  bool operator==(const Part&) const = default;
};

/// How an index lies on disks and machines. A document lies in the part that PartOf says, so that a
/// part alone can be rebuilt, served and lost.
struct Layout {
  std::vector<Part> parts;
  /// How long an answer of a part elsewhere is waited for, and a connection to it. 100 … 60,000.
  std::int64_t timeout_ms = 2000;

  /// One index in one folder.
  static Layout Whole(const std::filesystem::path& folder) { return {{Part{folder, "", 0}}}; }

  /// Does this node write every part? Else it only reads.
  [[nodiscard]] bool Written() const;
  [[nodiscard]] bool AnyRemote() const;
};

/// Reads a list like `p1,p2@10.0.0.7:7002,@10.0.0.8:7003`: folders below `base` that this node
/// writes, each with the address of the server that reads it where that is not this node; and
/// addresses alone of parts that another node writes. Every node must name the same parts in the
/// same order. Empty text: one index in `base` itself. kInvalid, field `index-parts`, for what is
/// none of these, a folder that leaves `base`, a part given twice, more than 64 parts.
base::Result<Layout> ParseLayout(std::string_view text, const std::filesystem::path& base);

/// The part of `count` (≥ 1) that the document lies in. The same on every machine.
std::size_t PartOf(const DocumentKey& key, std::size_t count);

}  // namespace jiedui::index
