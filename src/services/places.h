#pragma once

#include "domain/pairing.h"
#include "services/corpus.h"
#include "store/store.h"

namespace jiedui::services {

/// Which of a draft's pairings take a place.
enum class Claims : std::uint8_t {
  kOpen,     ///< suggested and approved: what the draft proposes as a whole
  kDecided,  ///< approved and pinned: what stands, however the rest is decided
};

/// Places of the helper that others than this pairing hold: active pairings of every plan, and of
/// the pairing's own plan those that `claims` counts. Reads through `reader`, so that within a unit
/// of work the count holds until it is written.
base::Result<std::int64_t> PlacesHeld(const store::Reader& reader, const domain::Pairing& pairing,
                                      RecordKey helper, Claims claims);

/// May the pairing stand with that helper beside all that `claims` counts? Looks at the programme's
/// rules, the helper's places and the enterprise's need. kUnprocessable, field `helper`, in a
/// coordinator's words. `corpus` must be that of the pairing's plan.
base::Status CheckStands(const store::Reader& reader, const Corpus& corpus,
                         const domain::Pairing& pairing, RecordKey helper, Claims claims);

}  // namespace jiedui::services
