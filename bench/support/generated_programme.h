#pragma once

#include <cstdint>

#include "domain/reference.h"
#include "services/corpus.h"

namespace jiedui::bench {

/// How large a programme to generate.
struct GeneratedSize {
  std::size_t receivers = 50'000;  ///< enterprises to be helped
  std::size_t leaders = 5'000;     ///< enterprises that help others
  std::size_t experts = 5'000;
  std::uint64_t seed = 20261128;
};

/// A programme of that size: texts of some 100 characters made of the names of sectors, most of
/// them near the record's own sector and the others by Zipf's law, with coined words between them;
/// counties of the reference; ownership groups and conflicts now and then. The same for the same
/// arguments.
services::CorpusInput GenerateProgramme(const domain::Reference& reference,
                                        const GeneratedSize& size);

}  // namespace jiedui::bench
