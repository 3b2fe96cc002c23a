#pragma once

#include <span>
#include <string>
#include <vector>

#include "services/corpus.h"
#include "store/reader.h"

namespace jiedui::services {

/// A need or a capability that says what made two match.
struct Evidence {
  RecordKey key;
  std::string title;
  std::string text;
};

/// A pair, and the phrases that its two sides share.
struct EvidenceQuestion {
  RecordKey helper;
  std::int64_t enterprise = 0;
  std::vector<std::string> phrases;
};

/// For each question the enterprise's needs and the helper's capabilities that hold one of the
/// phrases, needs first, by id, at most 5. Two reads for all questions together.
base::Result<std::vector<std::vector<Evidence>>> ReadEvidence(
    const store::Reader& reader, std::span<const EvidenceQuestion> questions);

}  // namespace jiedui::services
